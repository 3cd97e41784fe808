package main

import (
	"context"
	"errors"

	"github.com/google/uuid"

	"zhucun/cmd/internal/terminal"
	"zhucun/server"
	"zhucun/server/auth"
	"zhucun/server/store"
	"zhucun/syncproto"
)

type revokeCommand struct {
	Phone   string `help:"county.help.revoke_phone" placeholder:"ID" xor:"what" required:""`
	Code    string `help:"county.help.revoke_code" placeholder:"ID" xor:"what" required:""`
	Session string `help:"county.help.revoke_session" placeholder:"ID" xor:"what" required:""`
}

// Help is the key of what the command's help says besides.
func (c *revokeCommand) Help() string { return "county.help.revoke_more" }

// Run ends an install, a one-time code or a log-in.
func (c *revokeCommand) Run(ctx context.Context, t *terminal.Terminal, all *commands) error {
	return withOffice(ctx, t, all, func(office *server.Office) error {
		var err error
		switch {
		case c.Phone != "":
			err = revokePhone(ctx, office, c.Phone)
		case c.Code != "":
			err = revokeCode(ctx, office, c.Code)
		default:
			err = revokeSession(ctx, office, c.Session)
		}
		if errors.Is(err, store.ErrNotFound) || errors.Is(err, auth.ErrNoSession) {
			return terminal.Explain(err, "errors.revoke.unknown", "id", c.Phone+c.Code+c.Session)
		}
		if err != nil {
			return err
		}
		t.Say("county.revoke.done")
		return nil
	})
}

func revokePhone(ctx context.Context, office *server.Office, digits string) error {
	var id syncproto.LogID
	err := office.View(ctx, func(tx store.Tx) (err error) {
		id, err = findPhone(tx, digits)
		return err
	})
	if err != nil {
		return err
	}
	return office.RevokeLog(ctx, id)
}

func revokeCode(ctx context.Context, office *server.Office, digits string) error {
	var id syncproto.CodeID
	if err := fill(id[:], digits, "errors.id.code"); err != nil {
		return err
	}
	return office.RevokeCode(ctx, id)
}

func revokeSession(ctx context.Context, office *server.Office, text string) error {
	id, err := uuid.Parse(text)
	if err != nil {
		return terminal.Misuse(err, "errors.id.session", "text", text)
	}
	return office.EndSession(ctx, id)
}
