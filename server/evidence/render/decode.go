package render

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"image"
	"image/jpeg"
	"image/png"
	"io"
	"slices"

	"zhucun/syncproto/photofile"
)

// codec is a decoder called by name: image.Decode would also try whatever
// format some dependency has registered.
type codec struct {
	config func(io.Reader) (image.Config, error)
	decode func(io.Reader) (image.Image, error)
}

// decode opens a photo whose header has been accepted. The decoder's own idea
// of the size must be ours, or what we worked out about its cost is worth
// nothing. The decoder reads through the context and so stops with it.
func decode(ctx context.Context, photo []byte, h photofile.Header) (image.Image, error) {
	c := codec{jpeg.DecodeConfig, jpeg.Decode}
	if h.Format == photofile.PNG {
		c = codec{png.DecodeConfig, png.Decode}
	}
	config, err := c.config(bytes.NewReader(photo))
	if err != nil {
		return nil, damaged(err)
	}
	if config.Width != h.Width || config.Height != h.Height {
		return nil, fmt.Errorf("%w: its size is told in two ways", ErrDamaged)
	}
	img, err := c.decode(contextReader{ctx, bytes.NewReader(photo)})
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	if err != nil {
		return nil, damaged(err)
	}
	if p, ok := img.(*image.Paletted); ok && !colouredWithin(p) {
		return nil, fmt.Errorf("%w: a pixel has no colour", ErrDamaged)
	}
	return img, nil
}

// colouredWithin says whether every pixel names a colour of the palette. The
// resizer looks colours up in goroutines of its own, where a panic ends the
// process and no recover reaches.
func colouredWithin(p *image.Paletted) bool {
	return len(p.Palette) > 0 && int(slices.Max(p.Pix)) < len(p.Palette)
}

// damaged turns a decoder's error into a refusal.
func damaged(err error) error {
	var rareJPEG jpeg.UnsupportedError
	var rarePNG png.UnsupportedError
	switch {
	case errors.As(err, &rareJPEG), errors.As(err, &rarePNG):
		return fmt.Errorf("%w of the ordinary kind: %v", ErrNotAPhoto, err)
	case errors.Is(err, io.EOF), errors.Is(err, io.ErrUnexpectedEOF):
		return fmt.Errorf("%w: it ends too early", ErrDamaged)
	}
	return fmt.Errorf("%w: %v", ErrDamaged, err)
}

type contextReader struct {
	ctx context.Context
	r   io.Reader
}

func (c contextReader) Read(p []byte) (int, error) {
	if err := c.ctx.Err(); err != nil {
		return 0, err
	}
	return c.r.Read(p)
}
