package main

import (
	"context"

	"zhucun/clientsdk"
	"zhucun/cmd/internal/terminal"
	"zhucun/syncproto"
)

type enrolCommand struct {
	County  uint32 `arg:"" help:"field.help.enrol_county"`
	PNG     string `help:"field.help.enrol_png" placeholder:"FILE" type:"path" xor:"how"`
	Address string `help:"field.help.enrol_address" placeholder:"URL" xor:"how"`
}

// Run makes the folder the phone of an invitation. Nothing is sent yet.
func (c *enrolCommand) Run(ctx context.Context, t *terminal.Terminal, all *commands) error {
	invitation, err := c.invitation(t)
	if err != nil {
		return err
	}
	return all.withPhone(ctx, func(phone *clientsdk.Phone) error {
		if err := phone.Enrol(ctx, invitation); err != nil {
			return err
		}
		t.Say("field.enrol.done", "folder", all.Dir)
		return nil
	})
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
