package main

import (
	"context"
	"errors"
	"io"
	"io/fs"
	"os"

	"zhucun/clientsdk"
	"zhucun/clientsdk/disk"
	"zhucun/cmd/internal/terminal"
)

type exportCommand struct {
	File          string `arg:"" help:"field.help.export_file" type:"path"`
	WithoutPhotos bool   `help:"field.help.export_without_photos"`
}

// photosSuffix names the folder of photos beside an exported file.
const photosSuffix = ".photos"

// Run writes every record to one file, and the photos as they were taken into a folder beside it. Only their owner can read them.
func (c *exportCommand) Run(ctx context.Context, t *terminal.Terminal, all *commands) error {
	return all.withPhone(ctx, func(phone *clientsdk.Phone) error {
		if err := writeNew(c.File, func(to io.Writer) error { return phone.Export(ctx, to) }); err != nil {
			return err
		}
		size, err := os.Stat(c.File)
		if err != nil {
			return err
		}
		photos, err := c.photos(ctx, phone)
		if err != nil {
			return errors.Join(err, os.Remove(c.File)) // without its photos it would be taken for all there is
		}
		t.Say("field.export.done", "file", c.File, "bytes", bytesText(uint64(size.Size())))
		if photos.Files > 0 {
			t.Say("field.export.photos", "folder", c.File+photosSuffix, "number", photos.Files, "bytes", bytesText(photos.Bytes))
		}
		return nil
	})
}

func (c *exportCommand) photos(ctx context.Context, phone *clientsdk.Phone) (clientsdk.Copied, error) {
	if c.WithoutPhotos {
		return clientsdk.Copied{}, nil
	}
	folder := c.File + photosSuffix
	copied, err := phone.ExportPhotos(ctx, folder)
	if errors.Is(err, os.ErrExist) {
		err = terminal.Explain(err, "errors.file.exists", "file", folder)
	}
	return copied, err
}

// writeNew makes a file that only its owner can read, durably. It never overwrites one, and leaves none behind when it fails.
func writeNew(path string, write func(io.Writer) error) error {
	err := disk.New(disk.OS(), path, write)
	switch {
	case errors.Is(err, fs.ErrExist):
		return terminal.Explain(err, "errors.file.exists", "file", path)
	case errors.Is(err, fs.ErrNotExist), errors.Is(err, fs.ErrPermission):
		return terminal.Explain(err, "errors.file.unwritable", "file", path)
	}
	return err
}
