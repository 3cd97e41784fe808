package main

import (
	"bytes"
	"context"
	_ "embed"
	"encoding/base64"
	"encoding/hex"
	"errors"
	"html/template"
	"strings"
	"time"
	"unicode/utf8"

	"zhucun/cmd/internal/terminal"
	"zhucun/server"
	"zhucun/syncproto"
	"zhucun/syncproto/words"
)

type appointCommand struct {
	Person   uint32 `arg:"" help:"county.help.appoint_person"`
	Village  uint64 `arg:"" help:"county.help.appoint_village"`
	HandedBy string `help:"county.help.handed_by" required:""`
	Out      string `help:"county.help.appoint_out" required:"" type:"path" placeholder:"FILE"`
}

// mostHandedBy is what one line of the slip holds, in characters.
const mostHandedBy = 64

// Run makes the appointment slip of a supervisor as a page to print: the one-time code and the household's card. Neither is kept, so the page is the only
// copy, and it is written for the owner's eyes alone. It is on the disk before the county vouches for anybody by it.
func (c *appointCommand) Run(ctx context.Context, t *terminal.Terminal, all *commands) error {
	if n := utf8.RuneCountInString(strings.TrimSpace(c.HandedBy)); n < 1 || n > mostHandedBy {
		return terminal.Misuse(errNotMeant, "errors.appoint.handed_by", "most", mostHandedBy)
	}
	return withOffice(ctx, t, all, func(office *server.Office) error {
		var printed paper
		slip, err := office.Appoint(ctx, syncproto.Person(c.Person), syncproto.Village(c.Village), c.HandedBy, func(slip server.Slip) error {
			page, err := slipPage(slip)
			if err != nil {
				return err
			}
			return printed.write(c.Out, page)
		})
		switch err = printed.settle(err); {
		case errors.Is(err, server.ErrNoSuchPlace):
			return terminal.Misuse(err, "errors.village.unknown", "village", c.Village)
		case errors.Is(err, server.ErrNoSuchSupervisor):
			return terminal.Explain(err, "errors.appoint.not_appointed", "person", c.Person, "village", c.Village)
		case err != nil:
			return err
		}
		t.Say("county.appoint.done", "person", slip.Supervisor.Name, "village", slip.Village.Name, "file", c.Out, "until", slip.ScanBy.Format(minute))
		t.Say("county.enrol.revoke", "id", hex.EncodeToString(slip.ID[:]))
		return nil
	})
}

//go:embed slip.html
var slipTemplate string

// slipView is the slip for the template. Whoever the operator is, the household reads Chinese first.
type slipView struct {
	server.Slip
	CodeText string
	CardText string
	CardQR   template.URL
}

// Time is a moment in the county's time; the page says which that is.
func (slipView) Time(t time.Time) string { return t.Format(minute) }

func slipPage(slip server.Slip) ([]byte, error) {
	png, err := terminal.QRPNG(slip.Card.QR(), 720)
	if err != nil {
		return nil, err
	}
	in := func(lang words.Lang) func(string) string {
		return func(key string) string { return lang.Text(key) }
	}
	parsed, err := template.New("slip").Funcs(template.FuncMap{"zh": in(words.Chinese), "en": in(words.English)}).Parse(slipTemplate)
	if err != nil {
		return nil, err
	}
	view := slipView{Slip: slip, CodeText: slip.Code.Printed(), CardText: slip.Card.Printed(),
		CardQR: template.URL("data:image/png;base64," + base64.StdEncoding.EncodeToString(png))}
	var b bytes.Buffer
	err = parsed.Execute(&b, view)
	return b.Bytes(), err
}
