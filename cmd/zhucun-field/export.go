package main

import (
	"context"
	"errors"
	"io"
	"os"

	"zhucun/clientsdk"
	"zhucun/cmd/internal/terminal"
)

type exportCommand struct {
	File string `arg:"" help:"field.help.export_file" type:"path"`
}

// Run writes every record to one file that only its owner can read.
func (c *exportCommand) Run(ctx context.Context, t *terminal.Terminal, all *commands) error {
	return all.withPhone(ctx, func(phone *clientsdk.Phone) error {
		if err := writeNew(c.File, func(to io.Writer) error { return phone.Export(ctx, to) }); err != nil {
			return err
		}
		size, err := os.Stat(c.File)
		if err != nil {
			return err
		}
		t.Say("field.export.done", "file", c.File, "bytes", bytesText(uint64(size.Size())))
		return nil
	})
}

// writeNew makes a file that only its owner can read, durably. It never overwrites one, and leaves none behind when it fails.
func writeNew(path string, write func(io.Writer) error) error {
	file, err := os.OpenFile(path, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
	if errors.Is(err, os.ErrExist) {
		return terminal.Explain(err, "errors.file.exists", "file", path)
	}
	if err != nil {
		return terminal.Explain(err, "errors.file.unwritable", "file", path)
	}
	err = write(file)
	if err == nil {
		err = file.Sync()
	}
	if err = errors.Join(err, file.Close()); err != nil {
		return errors.Join(err, os.Remove(path))
	}
	return nil
}
