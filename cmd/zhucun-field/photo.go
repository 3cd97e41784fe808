package main

import (
	"context"
	"errors"
	"io"
	"os"

	"zhucun/clientsdk"
	"zhucun/clientsdk/capture"
	"zhucun/cmd/internal/terminal"
	"zhucun/syncproto"
)

type photoCommand struct {
	File string `arg:"" help:"field.help.photo_file" type:"path"`
	Of   uint64 `help:"field.help.photo_of" placeholder:"N"`
}

// Run adds a photo to a record. The file's bytes are kept as they are.
func (c *photoCommand) Run(ctx context.Context, t *terminal.Terminal, all *commands) error {
	original, err := readPhoto(c.File)
	if err != nil {
		return terminal.Explain(err, "errors.file.unreadable", "file", c.File)
	}
	if len(original) == 0 {
		return terminal.Explain(capture.ErrNotAPhoto, "errors.photo.empty", "file", c.File)
	}
	return all.withPhone(ctx, func(phone *clientsdk.Phone) error {
		actor, err := all.actor(ctx, phone)
		if err != nil {
			return err
		}
		shown, err := recordOr(ctx, t, phone, c.Of, syncproto.KindDeed, 0)
		if err != nil {
			return err
		}
		written, err := phone.AddPhoto(ctx, actor, shown.ID.Seq, original)
		if err != nil {
			return c.explain(err)
		}
		t.Say("field.photo.done", "bytes", bytesText(uint64(len(original))), "number", shown.ID.Seq)
		t.Say("field.record.number", "number", written.ID.Seq)
		return nil
	})
}

// readPhoto reads one byte more than is allowed at most, which is enough to be refused.
func readPhoto(path string) ([]byte, error) {
	file, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	defer file.Close()
	return io.ReadAll(io.LimitReader(file, syncproto.MaxOriginal+1))
}

func (c *photoCommand) explain(err error) error {
	switch {
	case errors.Is(err, capture.ErrNotAPhoto):
		return terminal.Explain(err, "errors.photo.not_a_photo", "file", c.File)
	case errors.Is(err, capture.ErrTooLarge):
		return terminal.Explain(err, "errors.photo.too_large", "file", c.File, "most", bytesText(syncproto.MaxOriginal))
	case errors.Is(err, capture.ErrTooManyPixels):
		return terminal.Explain(err, "errors.photo.too_many_pixels", "file", c.File)
	case errors.Is(err, capture.ErrDamaged):
		return terminal.Explain(err, "errors.photo.damaged", "file", c.File)
	}
	return err
}
