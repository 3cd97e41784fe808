package main

import (
	"context"
	"fmt"

	"zhucun/clientsdk"
	"zhucun/cmd/internal/terminal"
	"zhucun/syncproto"
)

type signinCommand struct {
	Village    uint64 `help:"field.help.village" placeholder:"511921105201"`
	Sheet      uint32 `help:"field.help.sheet" placeholder:"N"`
	Supervisor uint32 `help:"field.help.supervisor" placeholder:"N"`
	Day        string `help:"field.help.day" placeholder:"DATE"`
	Where      string `help:"field.help.signin_where" default:"household"`
	Activity   string `help:"field.help.signin_activity" default:"unsaid"`
	Claimed    string `help:"field.help.signin_claimed" placeholder:"HH:MM"`
	Paper      uint32 `help:"field.help.signin_paper" placeholder:"N"`
}

// Run signs the chosen person in. What is not given is as the last time.
func (c *signinCommand) Run(ctx context.Context, t *terminal.Terminal, all *commands) error {
	said, err := c.said(t)
	if err != nil {
		return err
	}
	return all.withPhone(ctx, func(phone *clientsdk.Phone) error {
		actor, err := all.actor(ctx, phone)
		if err != nil {
			return err
		}
		written, err := phone.SignIn(ctx, actor, said)
		if err != nil {
			return err
		}
		kept, err := record(ctx, phone, written.ID.Seq)
		if err != nil {
			return err
		}
		body := kept.Said.Body.(syncproto.SignIn)
		t.Say("field.signin.done", "village", body.Village, "day", body.Day)
		t.Say("field.signin.code", "code", visitCode(written.VisitCode))
		t.Say("field.record.number", "number", written.ID.Seq)
		return nil
	})
}

// said is what the command line says of the sign-in.
func (c *signinCommand) said(t *terminal.Terminal) (clientsdk.SignIn, error) {
	village, err := villageOf(c.Village)
	if err != nil {
		return clientsdk.SignIn{}, err
	}
	said := clientsdk.SignIn{Village: village, Sheet: syncproto.Sheet(c.Sheet), Supervisor: syncproto.Person(c.Supervisor)}
	where, err := wheres.number(t, c.Where)
	if err != nil {
		return said, err
	}
	activity, err := activities.number(t, c.Activity)
	if err != nil {
		return said, err
	}
	said.Where, said.Activity = syncproto.Where(where), syncproto.Activity(activity)
	if c.Paper != 0 {
		said.Paper = &c.Paper
	}
	if said.Day, err = dayOf(c.Day); err != nil {
		return said, err
	}
	said.Claimed, err = minutesOf(c.Claimed, syncproto.MaxClaimed)
	return said, err
}

// visitCode as it is read aloud.
func visitCode(code syncproto.VisitCode) string { return fmt.Sprintf("%06d", code) }
