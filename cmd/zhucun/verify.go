package main

import (
	"context"
	"crypto/ed25519"
	"encoding/hex"
	"errors"
	"fmt"
	"os"

	"zhucun/cmd/internal/terminal"
	"zhucun/server"
	"zhucun/server/store/sqlite"
	"zhucun/syncproto/dossier"
)

type verifyCommand struct {
	File  string `arg:"" optional:"" help:"county.help.verify_file" type:"path"`
	Key   string `help:"county.help.verify_key" placeholder:"HEX"`
	Quick bool   `help:"county.help.verify_quick"`
	JSON  bool   `help:"county.help.verify_json"`
}

// Help is the key of what the command's help says besides: the names in its JSON.
func (c *verifyCommand) Help() string { return "county.help.verify_more" }

// Run checks a dossier, or the whole data folder, and believes nothing but the county's public key.
func (c *verifyCommand) Run(ctx context.Context, t *terminal.Terminal, all *commands) error {
	if c.File == "" {
		return c.folder(ctx, t, all)
	}
	if c.Key == "" {
		return terminal.Misuse(os.ErrInvalid, "errors.verify.no_key")
	}
	key, err := c.key()
	if err != nil {
		return err
	}
	return c.dossier(t, key)
}

func (c *verifyCommand) key() (ed25519.PublicKey, error) {
	key := make([]byte, ed25519.PublicKeySize)
	return key, fill(key, c.Key, "errors.id.key")
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
		err = printJSON(t, dossierJSONOf(report))
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
			fmt.Fprintf(t.Out, "  %s  %s\n", t.Lang.Text("page.check."+item.What), terminal.Untrusted(item.Where))
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

// folder looks through the whole data folder and changes nothing in it. Without --key the folder's own public key is taken, which is said.
func (c *verifyCommand) folder(ctx context.Context, t *terminal.Terminal, all *commands) error {
	options := server.AuditOptions{Quick: c.Quick, Progress: progress(t)}
	if c.Key != "" {
		var err error
		if options.Key, err = c.key(); err != nil {
			return err
		}
	}
	report, key, err := server.Audit(ctx, all.folder(), options)
	if err != nil {
		return explainAudit(err, all.Data)
	}
	if c.Key == "" && key != nil {
		t.Warn("county.verify.own_key", "key", hex.EncodeToString(key))
	}
	if c.JSON {
		err = printJSON(t, folderJSONOf(report))
	} else {
		printAudit(t, report)
	}
	if err == nil && !report.Sound() {
		return terminal.ErrRefused
	}
	return err
}

func explainAudit(err error, dir string) error {
	switch {
	case errors.Is(err, server.ErrNoPublicKey):
		return terminal.Misuse(err, "errors.verify.no_folder_key", "folder", dir)
	case errors.Is(err, server.ErrDisturbed):
		return terminal.Explain(err, "errors.verify.disturbed", "folder", dir)
	case errors.Is(err, sqlite.ErrOlderFormat):
		return terminal.Explain(err, "errors.verify.older", "folder", dir)
	}
	return explainOpen(err, dir)
}
