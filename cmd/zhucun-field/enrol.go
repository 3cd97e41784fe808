package main

import (
	"context"
	"errors"
	"fmt"
	"time"

	"zhucun/clientsdk"
	"zhucun/cmd/internal/terminal"
	"zhucun/syncproto"
)

type enrolCommand struct {
	County  uint32 `arg:"" help:"field.help.enrol_county"`
	PNG     string `help:"field.help.enrol_png" placeholder:"FILE" type:"path" xor:"how"`
	Address string `help:"field.help.enrol_address" placeholder:"URL" xor:"how"`
}

// checkTime is how long enrol waits for the county: who stands where there is no signal is not kept waiting.
const checkTime = 15 * time.Second

// Run makes the folder the phone of an invitation, which needs no network, and then asks the county once whether it takes the code, while who
// handed out the slip is still near.
func (c *enrolCommand) Run(ctx context.Context, t *terminal.Terminal, all *commands) error {
	invitation, err := c.invitation(t)
	if err != nil {
		return err
	}
	all.attempts = 1
	return all.withPhone(ctx, func(phone *clientsdk.Phone) error {
		if err := phone.Enrol(ctx, invitation); err != nil {
			return err
		}
		t.Say("field.enrol.done", "folder", all.Dir)
		return check(ctx, t, phone)
	})
}

// check says whether the county knows the phone now. That it does not answer is no failure: the first sync asks again.
func check(ctx context.Context, t *terminal.Terminal, phone *clientsdk.Phone) error {
	short, cancel := context.WithTimeout(ctx, checkTime)
	defer cancel()
	_, err := phone.Sync(short, nil)
	status, problem := phone.Status(context.WithoutCancel(ctx))
	if problem != nil {
		return errors.Join(err, problem)
	}
	var refusal *clientsdk.Refusal
	switch {
	case status.Granted:
		t.Say("field.enrol.known", "county", status.Name)
		return nil
	case errors.As(err, &refusal):
		t.Warn("errors.enrol.refused", "reason", refusalText(t.Lang, refusal.Code))
		return fmt.Errorf("%w: %w", terminal.ErrRefused, err)
	case errors.Is(err, clientsdk.ErrWrongServer): // before ErrCut: a pinned key that differs ends the connection too
		t.Warn("errors.enrol.wrong_server")
		return fmt.Errorf("%w: %w", terminal.ErrRefused, err)
	case errors.Is(err, clientsdk.ErrCut), errors.Is(err, clientsdk.ErrLater), short.Err() != nil:
		t.Say("field.enrol.unanswered", "address", status.Address)
		return ctx.Err()
	}
	return err
}

// invitation is scanned, pasted as the text of the QR code, or, with an address, typed as the one-time code alone.
func (c *enrolCommand) invitation(t *terminal.Terminal) (clientsdk.Invitation, error) {
	county := syncproto.County(c.County)
	if c.Address != "" {
		code, err := askCode(t, "field.ask.code")
		return clientsdk.Invitation{Code: code, Address: c.Address, County: county}, err
	}
	text, err := scannedOrAsked(t, c.PNG, "field.ask.invitation")
	if err != nil {
		return clientsdk.Invitation{}, err
	}
	invitation, err := clientsdk.Scanned(text, county)
	if err != nil {
		return invitation, terminal.Explain(err, "errors.invitation.wrong")
	}
	return invitation, nil
}
