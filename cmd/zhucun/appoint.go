package main

import (
	"bytes"
	"context"
	_ "embed"
	"encoding/base64"
	"errors"
	"html/template"

	"zhucun/cmd/internal/terminal"
	"zhucun/server"
	"zhucun/syncproto"
	"zhucun/syncproto/words"
)

type appointCommand struct {
	Person   uint32 `arg:"" help:"county.help.appoint_person"`
	Village  uint64 `arg:"" help:"county.help.appoint_village"`
	HandedBy string `help:"county.help.handed_by" required:""`
	Out      string `help:"county.help.appoint_out" required:"" type:"path"`
}

// Run makes the appointment slip of a supervisor as a page to print: the one-time code and the household's card. Neither is kept, so the page is the only
// copy, and it is written for the owner's eyes alone.
func (c *appointCommand) Run(ctx context.Context, t *terminal.Terminal, all *commands) error {
	return withOffice(ctx, t, all, func(office *server.Office) error {
		slip, err := office.Appoint(ctx, syncproto.Person(c.Person), syncproto.Village(c.Village), c.HandedBy)
		if errors.Is(err, server.ErrNoSuchSupervisor) {
			return terminal.Explain(err, "errors.appoint.not_appointed", "person", c.Person, "village", c.Village)
		}
		if err != nil {
			return err
		}
		page, err := slipPage(t.Lang, slip)
		if err != nil {
			return err
		}
		if err := writeSecret(c.Out, page); err != nil {
			return err
		}
		t.Say("county.appoint.done", "file", c.Out, "hours", 24)
		return nil
	})
}

//go:embed slip.html
var slipTemplate string

type slipView struct {
	Lang     words.Lang
	Slip     server.Slip
	CodeText string
	CardText string
	CardQR   template.URL
	Until    string
}

// T is a text of the catalogue, for the template.
func (v slipView) T(key string) string { return v.Lang.Text(key) }

func slipPage(lang words.Lang, slip server.Slip) ([]byte, error) {
	png, err := terminal.QRPNG(slip.Card.QR(), 360)
	if err != nil {
		return nil, err
	}
	parsed, err := template.New("slip").Parse(slipTemplate)
	if err != nil {
		return nil, err
	}
	view := slipView{Lang: lang, Slip: slip, CodeText: slip.Code.Printed(), CardText: slip.Card.Printed(),
		CardQR: template.URL("data:image/png;base64," + base64.StdEncoding.EncodeToString(png)), Until: slip.ScanBy.Format("2006-01-02 15:04")}
	var b bytes.Buffer
	err = parsed.Execute(&b, view)
	return b.Bytes(), err
}
