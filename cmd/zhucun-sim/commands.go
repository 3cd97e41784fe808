package main

import (
	"context"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"

	"zhucun/cmd/internal/terminal"
	"zhucun/server/evidence/render/rendercost"
)

// commands is the command line; help tags are keys of the catalogue.
type commands struct {
	Lang string `help:"sim.help.lang" placeholder:"zh|en"`

	Bench  benchCommand  `cmd:"" help:"sim.help.bench"`
	Link   linkCommand   `cmd:"" help:"sim.help.link"`
	Render renderCommand `cmd:"" name:"render-once" hidden:""`
}

// renderCommand is the process that the photo figures measure.
type renderCommand struct {
	Photo string `arg:"" type:"path"`
}

// Run renders the photo and prints the peak of this process's memory.
func (c *renderCommand) Run(ctx context.Context, t *terminal.Terminal) error {
	peak, err := rendercost.Once(ctx, c.Photo)
	if err != nil {
		return err
	}
	_, err = fmt.Fprintln(t.Out, peak)
	return err
}

// renderOnce starts renderCommand in a process of its own.
func renderOnce(self string) func(context.Context, string) *exec.Cmd {
	return func(ctx context.Context, photo string) *exec.Cmd {
		return exec.CommandContext(ctx, self, "render-once", photo)
	}
}

type benchCommand struct {
	JSON     bool     `name:"json" help:"sim.help.json"`
	Only     []string `help:"sim.help.only" placeholder:"NAME"`
	Testdata string   `help:"sim.help.testdata" default:"testdata" type:"path"`

	suite func(testdata, self string) []measurement
}

// Validate refuses a name that no row has.
func (c *benchCommand) Validate() error { return known(c.suite(c.Testdata, ""), c.Only) }

// Run prints the rows that could be measured, then says what could not or is over its bar.
func (c *benchCommand) Run(ctx context.Context, t *terminal.Terminal) error {
	if _, err := os.Stat(filepath.Join(c.Testdata, "photos")); err != nil {
		return terminal.Explain(err, "errors.testdata.missing", "folder", c.Testdata)
	}
	self, err := os.Executable()
	if err != nil {
		return fmt.Errorf("find this program, to start it again: %w", err)
	}
	rows, failed := run(ctx, c.suite(c.Testdata, self), c.Only)
	if err := c.print(t, rows); err != nil {
		return err
	}
	if failed != nil {
		return failed
	}
	return judge(rows, os.Getenv("CI") != "")
}

func (c *benchCommand) print(t *terminal.Terminal, rows []row) error {
	if c.JSON {
		return printJSON(t.Out, rows, machine())
	}
	printTable(t, rows)
	return nil
}
