package main

import (
	"context"
	"crypto/ed25519"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"os"

	"zhucun/cmd/internal/terminal"
	"zhucun/server"
	"zhucun/syncproto/dossier"
)

type verifyCommand struct {
	File string `arg:"" optional:"" help:"county.help.verify_file" type:"path"`
	Key  string `help:"county.help.verify_key" placeholder:"HEX"`
	JSON bool   `help:"county.help.verify_json"`
}

// Run checks a dossier, or the whole data folder, and believes nothing but the county's public key.
func (c *verifyCommand) Run(ctx context.Context, t *terminal.Terminal, all *commands) error {
	if c.File == "" {
		return c.folder(ctx, t, all)
	}
	if c.Key == "" {
		return terminal.Explain(os.ErrInvalid, "errors.verify.no_key")
	}
	key, err := c.key()
	if err != nil {
		return err
	}
	return c.dossier(t, key)
}

func (c *verifyCommand) key() (ed25519.PublicKey, error) {
	key := make([]byte, ed25519.PublicKeySize)
	return key, fill(key, c.Key)
}

func (c *verifyCommand) dossier(t *terminal.Terminal, key ed25519.PublicKey) error {
	file, err := os.Open(c.File)
	if err != nil {
		return terminal.Explain(err, "errors.verify.no_file", "file", c.File)
	}
	defer file.Close()
	info, err := file.Stat()
	if err != nil {
		return err
	}
	report, err := dossier.Check(file, info.Size(), key)
	switch {
	case errors.Is(err, dossier.ErrOtherCounty):
		t.Warn("errors.verify.other_county")
		return terminal.ErrRefused
	case errors.Is(err, dossier.ErrNotDossier):
		t.Warn("errors.verify.not_dossier", "file", c.File)
		return terminal.ErrRefused
	case err != nil:
		return err
	}
	if c.JSON {
		err = json.NewEncoder(t.Out).Encode(report)
	} else {
		printReport(t, report)
	}
	if err == nil && len(report.Damaged()) > 0 {
		return terminal.ErrRefused
	}
	return err
}

// printReport says in words what is proven, attested, open or damaged, and what no dossier proves.
func printReport(t *terminal.Terminal, report dossier.Report) {
	for _, state := range []dossier.State{dossier.Damaged, dossier.Proven, dossier.Attested, dossier.Open} {
		heading := true
		for _, item := range report.Items {
			if item.State != state {
				continue
			}
			if heading {
				t.Say("county.verify." + string(state))
				heading = false
			}
			fmt.Fprintf(t.Out, "  %s  %s\n", t.Lang.Text("page.check."+item.What), item.Where)
		}
	}
	t.Say("county.verify.limits")
	for _, limit := range report.Limits {
		fmt.Fprintf(t.Out, "  %s\n", t.Lang.Text("page.limit."+limit))
	}
	if len(report.Damaged()) > 0 {
		t.Say("county.verify.broken")
		return
	}
	t.Say("county.verify.grade", "grade", t.Lang.Text("page.grade."+report.Grade.String()))
}

// folder checks the whole ledger and every segment. Without --key the folder's own public key is taken, which is said.
func (c *verifyCommand) folder(ctx context.Context, t *terminal.Terminal, all *commands) error {
	return withOffice(ctx, t, all, func(office *server.Office) error {
		document := office.Document()
		key := document.LedgerKey()
		if c.Key == "" {
			t.Warn("county.verify.own_key", "key", hex.EncodeToString(key))
		} else {
			var err error
			if key, err = c.key(); err != nil {
				return err
			}
		}
		audit, err := office.Audit(ctx, key)
		if err != nil {
			return err
		}
		t.Say("county.verify.ledger", "size", audit.Size, "segments", audit.Segments, "events", audit.Events)
		for _, part := range audit.Damaged {
			t.Say("county.verify.part", "part", part)
		}
		if !audit.Sound() {
			return terminal.ErrRefused
		}
		t.Say("county.verify.sound")
		return nil
	})
}
