// Package capture makes, on the phone, the two small copies of a photo that
// travel ahead of it: a view of at most 1280 pixels and 200 KB, and a thumbnail
// of at most 6 KB, both upright JPEGs without metadata.
//
// It never changes the original, whose bytes and hash are the evidence; it does
// not store, name, hash or send anything. It is pure and keeps no state, so it
// may be called concurrently, though a phone does best with one at a time.
//
// Flow: the file's header is held against what a phone can bear (package
// photofile, the same law as the server's), the picture is decoded, shrunk and
// turned, and each copy is encoded with falling quality, then falling size,
// until it fits.
//
// Laws: a copy is never larger than its limits nor than the photo; no metadata,
// position included, is carried over; the search for a fit always ends.
package capture

import (
	"bytes"
	"fmt"
	"image"
	"image/jpeg"
	"image/png"
	"slices"

	"zhucun/syncproto"
	"zhucun/syncproto/photofile"
)

// Refusals. Each comes with a reason that may be shown to a person.
var (
	ErrNotAPhoto     = photofile.ErrNotAPhoto
	ErrTooLarge      = photofile.ErrTooLarge
	ErrTooManyPixels = photofile.ErrTooManyPixels
	ErrDamaged       = photofile.ErrDamaged
)

// limits are those of the server but for memory: a phone of 2 GB leaves an app
// little more, and 64 megapixels from its own camera are decoded in 96 MB.
var limits = photofile.Limits{MaxBytes: syncproto.MaxOriginal, MaxPixels: 65_000_000, MaxSide: 20_000, MaxMemory: 128 << 20}

// Copy is one of the two small copies.
type Copy struct {
	JPEG          []byte
	Width, Height int // upright, in pixels
}

// Shrunk is what one photo gives.
type Shrunk struct {
	View, Thumbnail Copy
	Width, Height   int // of the original, once turned upright
}

// Shrink makes the copies of a JPEG or PNG photo, which it leaves as it is. The
// error is one of the refusals.
func Shrink(photo []byte) (Shrunk, error) {
	header, err := photofile.Inspect(photo, limits)
	if err != nil {
		return Shrunk{}, err
	}
	view, err := open(photo, header)
	if err != nil {
		return Shrunk{}, err
	}
	s := Shrunk{Width: header.Width, Height: header.Height}
	const firstSideways = 5 // orientations 5 to 8 lie on their side
	if header.Orientation >= firstSideways {
		s.Width, s.Height = s.Height, s.Width
	}
	if s.View, err = viewBounds.fit(view); err != nil {
		return Shrunk{}, err
	}
	s.Thumbnail, err = thumbnailBounds.fit(view)
	return s, err
}

// open decodes a photo and returns it upright, no larger than a view. A panic
// of the decoder is the photo's fault, not the end of the app.
func open(photo []byte, h photofile.Header) (view *image.NRGBA, err error) {
	defer func() {
		if cause := recover(); cause != nil {
			view, err = nil, fmt.Errorf("%w: the decoder gave up on it: %v", ErrDamaged, cause)
		}
	}()
	read := bytes.NewReader(photo)
	var img image.Image
	switch h.Format {
	case photofile.JPEG:
		img, err = jpeg.Decode(read)
	case photofile.PNG:
		img, err = png.Decode(read)
	}
	switch {
	case err != nil:
		return nil, fmt.Errorf("%w: %v", ErrDamaged, err)
	case img.Bounds().Size() != image.Pt(h.Width, h.Height):
		return nil, fmt.Errorf("%w: its size is told in two ways", ErrDamaged)
	}
	// The resizer looks colours up in goroutines that no recover reaches.
	if p, ok := img.(*image.Paletted); ok && int(slices.Max(p.Pix)) >= len(p.Palette) {
		return nil, fmt.Errorf("%w: a pixel has no colour", ErrDamaged)
	}
	return upright(shrink(img, viewBounds.side), h.Orientation), nil
}
