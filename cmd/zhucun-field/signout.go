package main

import (
	"context"
	"errors"

	"zhucun/clientsdk"
	"zhucun/cmd/internal/terminal"
	"zhucun/syncproto"
)

type signoutCommand struct {
	Of      uint64 `help:"field.help.signout_of" placeholder:"N"`
	Claimed string `help:"field.help.signout_claimed" placeholder:"HH:MM"`
}

// Run signs out of the chosen person's newest sign-in, or of the one that is named.
func (c *signoutCommand) Run(ctx context.Context, t *terminal.Terminal, all *commands) error {
	claimed, err := minutesOf(c.Claimed, syncproto.MaxClaimedOut)
	if err != nil {
		return err
	}
	return all.withPhone(ctx, func(phone *clientsdk.Phone) error {
		actor, err := all.actor(ctx, phone)
		if err != nil {
			return err
		}
		signin, err := recordOr(ctx, t, phone, c.Of, syncproto.KindSignIn, actor.Local())
		if err != nil {
			return err
		}
		written, err := phone.SignOut(ctx, actor, signin.ID.Seq, claimed)
		if errors.Is(err, clientsdk.ErrNotThat) {
			return terminal.Explain(err, "errors.signout.kind", "number", signin.ID.Seq)
		}
		if err != nil {
			return err
		}
		t.Say("field.signout.done", "number", signin.ID.Seq)
		t.Say("field.record.number", "number", written.ID.Seq)
		return nil
	})
}
