package main

import (
	"context"
	"encoding/hex"
	"errors"
	"fmt"
	"net/url"
	"strings"

	"zhucun/cmd/internal/terminal"
	"zhucun/server"
	"zhucun/syncproto"
)

type enrolCommand struct {
	Village uint64 `arg:"" help:"county.help.enrol_village"`
	Address string `help:"county.help.address" default:"http://127.0.0.1:8080" env:"ZHUCUN_ADDRESS"`
	Custody string `help:"county.help.custody" enum:"own,shared-hardware,shared,cadre" default:"shared"`
	PNG     string `help:"county.help.enrol_png" placeholder:"FILE" type:"path"`
}

var custodies = map[string]syncproto.Custody{"own": syncproto.CustodyOwn, "shared-hardware": syncproto.CustodySharedHardware,
	"shared": syncproto.CustodyShared, "cadre": syncproto.CustodyCadre}

// minute is how times stand on what people are handed; beside it always stands which clock it is.
const minute = "2006-01-02 15:04"

// Run makes a one-time code for an install and shows it as text and QR code.
func (c *enrolCommand) Run(ctx context.Context, t *terminal.Terminal, all *commands) error {
	if err := checkAddress(c.Address); err != nil {
		return err
	}
	return withOffice(ctx, t, all, func(office *server.Office) error {
		if office.Document().TLS != nil && !strings.HasPrefix(c.Address, "https:") {
			return terminal.Misuse(errNotMeant, "errors.address.not_tls", "address", c.Address)
		}
		var drawn string
		var picture paper
		invitation, err := office.Enrol(ctx, syncproto.Village(c.Village), custodies[c.Custody], c.Address, func(i server.Invitation) (err error) {
			if drawn, err = terminal.QRText(i.Text()); err != nil {
				return err
			}
			return c.picture(&picture, i)
		})
		switch err = picture.settle(err); {
		case errors.Is(err, server.ErrNoSuchPlace):
			return terminal.Misuse(err, "errors.village.unknown", "village", c.Village)
		case err != nil:
			return err
		}
		fmt.Fprint(t.Out, drawn)
		document := office.Document()
		t.Say("county.enrol.for", "county", invitation.County, "village", invitation.Village.Name, "code", invitation.Village.Code)
		t.Say("county.enrol.code", "code", invitation.Code.Printed(), "county", document.County, "address", c.Address)
		t.Say("county.enrol.key", "key", hex.EncodeToString(document.Ledger[:]))
		t.Say("county.enrol.until", "issued", invitation.Issued.Format(minute), "until", invitation.ScanBy.Format(minute),
			"arrive", invitation.ArriveBy.Format(minute))
		t.Say("county.enrol.revoke", "id", hex.EncodeToString(invitation.ID[:]))
		return nil
	})
}

// picture writes the QR code where one is wanted as a file.
func (c *enrolCommand) picture(to *paper, invitation server.Invitation) error {
	if c.PNG == "" {
		return nil
	}
	png, err := terminal.QRPNG(invitation.Text(), 600)
	if err != nil {
		return err
	}
	return to.write(c.PNG, png)
}

// checkAddress wants an address that a phone or browser can open: a mistyped one would be found in the village.
func checkAddress(address string) error {
	parsed, err := url.Parse(address)
	if err != nil || parsed.Host == "" || parsed.Scheme != "http" && parsed.Scheme != "https" {
		return terminal.Misuse(errNotMeant, "errors.address.wrong", "address", address)
	}
	return nil
}
