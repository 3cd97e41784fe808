package main

import (
	"context"
	"errors"
	"fmt"
	"io"

	"zhucun/clientsdk"
	"zhucun/cmd/internal/terminal"
	"zhucun/syncproto"
)

type showCommand struct {
	Record uint64 `arg:"" optional:"" help:"field.help.show_of"`
	PNG    string `help:"field.help.show_png" placeholder:"FILE" type:"path"`
}

// Run shows a sign-in or deed to the supervisor's phone: as a QR code to scan, as its text, and as six digits to read aloud.
func (c *showCommand) Run(ctx context.Context, t *terminal.Terminal, all *commands) error {
	return all.withPhone(ctx, func(phone *clientsdk.Phone) error {
		event, err := recordOr(ctx, t, phone, c.Record, syncproto.KindSignIn, 0)
		if err != nil {
			return err
		}
		text, err := phone.QR(ctx, event.ID.Seq)
		if errors.Is(err, clientsdk.ErrNotThat) {
			return terminal.Explain(err, "errors.confirm.kind", "number", event.ID.Seq)
		}
		if err != nil {
			return err
		}
		if err := c.draw(t, text); err != nil {
			return err
		}
		t.Say("field.show.text", "text", text)
		kind := kinds.text(t.Lang, int(event.Said.Body.Kind()))
		t.Say("field.show.code", "number", event.ID.Seq, "kind", kind, "code", visitCode(event.VisitCode))
		return nil
	})
}

func (c *showCommand) draw(t *terminal.Terminal, text string) error {
	drawn, err := terminal.QRText(text)
	if err != nil {
		return err
	}
	fmt.Fprint(t.Out, drawn)
	if c.PNG == "" {
		return nil
	}
	png, err := terminal.QRPNG(text, 600)
	if err != nil {
		return err
	}
	return writeNew(c.PNG, func(to io.Writer) error {
		_, err := to.Write(png)
		return err
	})
}
