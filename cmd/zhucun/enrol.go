package main

import (
	"context"
	"encoding/hex"
	"errors"
	"fmt"
	"time"

	"zhucun/cmd/internal/terminal"
	"zhucun/server"
	"zhucun/server/auth"
	"zhucun/server/store"
	"zhucun/syncproto"
)

type enrolCommand struct {
	Village uint64 `arg:"" help:"county.help.enrol_village"`
	Address string `help:"county.help.address" default:"http://127.0.0.1:8080"`
	Custody string `help:"county.help.custody" enum:"own,shared-hardware,shared,cadre" default:"shared"`
	PNG     string `help:"county.help.enrol_png" placeholder:"FILE" type:"path"`
}

var custodies = map[string]syncproto.Custody{"own": syncproto.CustodyOwn, "shared-hardware": syncproto.CustodySharedHardware,
	"shared": syncproto.CustodyShared, "cadre": syncproto.CustodyCadre}

// Run makes a one-time code for an install and shows it as text and QR code.
func (c *enrolCommand) Run(ctx context.Context, t *terminal.Terminal, all *commands) error {
	return withOffice(ctx, t, all, func(office *server.Office) error {
		invitation, err := office.Enrol(ctx, syncproto.Village(c.Village), custodies[c.Custody], c.Address, nil)
		if errors.Is(err, store.ErrNotFound) {
			return terminal.Explain(err, "errors.village.unknown", "village", c.Village)
		}
		if err != nil {
			return err
		}
		if c.PNG != "" {
			png, err := terminal.QRPNG(invitation.Text(), 600)
			if err != nil {
				return err
			}
			if err := writeSecret(c.PNG, png); err != nil {
				return err
			}
		}
		drawn, err := terminal.QRText(invitation.Text())
		if err != nil {
			return err
		}
		fmt.Fprint(t.Out, drawn)
		t.Say("county.enrol.code", "code", invitation.Code.Printed(), "county", office.Document().County, "address", c.Address)
		document := office.Document()
		t.Say("county.enrol.key", "key", hex.EncodeToString(document.Ledger[:]))
		t.Say("county.enrol.until", "hours", 24, "id", hex.EncodeToString(invitation.ID[:]))
		return nil
	})
}

type revokeCommand struct {
	Phone string `help:"county.help.revoke_phone" placeholder:"LOG" xor:"what" required:""`
	Code  string `help:"county.help.revoke_code" placeholder:"ID" xor:"what" required:""`
}

// Run ends an install or a one-time code.
func (c *revokeCommand) Run(ctx context.Context, t *terminal.Terminal, all *commands) error {
	return withOffice(ctx, t, all, func(office *server.Office) error {
		var err error
		if c.Phone != "" {
			var id syncproto.LogID
			if err = fill(id[:], c.Phone); err == nil {
				err = office.RevokeLog(ctx, id)
			}
		} else {
			var id syncproto.CodeID
			if err = fill(id[:], c.Code); err == nil {
				err = office.RevokeCode(ctx, id)
			}
		}
		if errors.Is(err, store.ErrNotFound) {
			return terminal.Explain(err, "errors.revoke.unknown")
		}
		if err != nil {
			return err
		}
		t.Say("county.revoke.done")
		return nil
	})
}

// fill reads hexadecimal digits of an exact length.
func fill(id []byte, digits string) error {
	raw, err := hex.DecodeString(digits)
	if err != nil || len(raw) != len(id) {
		return terminal.Explain(errors.New("not an id"), "errors.id.digits", "digits", 2*len(id))
	}
	copy(id, raw)
	return nil
}

type loginCommand struct {
	Role    string `help:"county.help.login_role" required:""`
	Place   string `help:"county.help.login_place" required:""`
	Address string `help:"county.help.address" default:"http://127.0.0.1:8080"`
	For     string `help:"county.help.login_for" default:"office"`
}

// Run prints a one-time address to log in with.
func (c *loginCommand) Run(ctx context.Context, t *terminal.Terminal, all *commands) error {
	scope, err := auth.NewScope(c.Role, c.Place)
	if err != nil {
		return terminal.Explain(err, "errors.login.scope", "error", err)
	}
	return withOffice(ctx, t, all, func(office *server.Office) error {
		ticket, code, err := office.Login(ctx, scope, c.For)
		if err != nil {
			return err
		}
		t.Say("county.login.address", "address", auth.Address(c.Address+"/enter", code), "minutes", int(time.Until(ticket.Expires).Minutes()+0.5))
		t.Say("county.login.session", "id", ticket.ID)
		return nil
	})
}
