package main

import (
	"context"
	"io"
	"os"
	"path/filepath"

	"zhucun/cmd/internal/terminal"
	"zhucun/server"
	"zhucun/server/roster"
)

type importCommand struct {
	Folder   string `arg:"" optional:"" help:"county.help.import_folder" type:"path"`
	DryRun   bool   `help:"county.help.import_dry_run"`
	Template string `help:"county.help.import_template" placeholder:"DIR" type:"path"`
	Chinese  bool   `help:"county.help.import_chinese"`
}

// Run imports the roster from five files, or writes templates for them.
func (c *importCommand) Run(ctx context.Context, t *terminal.Terminal, all *commands) error {
	if c.Template != "" {
		return c.writeTemplates(t)
	}
	if c.Folder == "" {
		return terminal.Misuse(os.ErrInvalid, "errors.import.no_folder")
	}
	files, closeAll := openFiles(c.Folder)
	defer closeAll()
	return withOffice(ctx, t, all, func(office *server.Office) error {
		findings, read, err := office.Import(ctx, files, c.DryRun)
		if err != nil {
			return err
		}
		c.report(t, findings)
		switch {
		case findings.Errors > 0:
			t.Warn("county.import.refused", "errors", findings.Errors)
			return terminal.ErrRefused
		case c.DryRun:
			t.Say("county.import.dry_run", "warnings", findings.Warnings)
		default:
			tables := read.Tables()
			t.Say("county.import.done", "teams", len(tables.Teams), "members", len(tables.Members),
				"supervisors", len(tables.Supervisors), "households", len(tables.Households), "warnings", findings.Warnings)
		}
		return nil
	})
}

func (c *importCommand) report(t *terminal.Terminal, findings roster.Findings) {
	for _, f := range findings.List {
		severity := t.Lang.Text("county.import.warning")
		if f.Severity == roster.Error {
			severity = t.Lang.Text("county.import.error")
		}
		t.Say("county.import.finding", "place", f.Place(), "severity", severity, "text", t.Lang.Text(string(f.Code), f.Words()...))
	}
	if n := findings.Unlisted(); n > 0 {
		t.Say("county.import.unlisted", "number", n)
	}
}

func (c *importCommand) writeTemplates(t *terminal.Terminal) error {
	if err := os.MkdirAll(c.Template, 0o755); err != nil {
		return err
	}
	for _, name := range roster.FileNames() {
		path := filepath.Join(c.Template, string(name))
		if _, err := os.Stat(path); err == nil {
			return terminal.Explain(os.ErrExist, "errors.file.exists", "file", path)
		}
		if err := os.WriteFile(path, roster.Template(name, c.Chinese), 0o644); err != nil {
			return err
		}
		t.Say("county.import.template", "file", path)
	}
	return nil
}

// openFiles opens what is there; the import itself says what is missing.
func openFiles(folder string) (roster.Files, func()) {
	var opened []io.Closer
	open := func(name roster.File) io.Reader {
		file, err := os.Open(filepath.Join(folder, string(name)))
		if err != nil {
			return nil
		}
		opened = append(opened, file)
		return file
	}
	names := roster.FileNames()
	files := roster.Files{Divisions: open(names[0]), Teams: open(names[1]), Members: open(names[2]), Households: open(names[3]), Supervisors: open(names[4])}
	return files, func() {
		for _, file := range opened {
			_ = file.Close() // only read
		}
	}
}
