// Package render makes the standard derivatives of a photo: a view of 1280
// pixels and a thumbnail of 320 along the longer side, upright, as JPEG,
// without any of the original's metadata.
//
// It is pure: bytes in, bytes out. It knows no store, no event and no person;
// the worker that feeds it lives one folder up. It keeps nothing of a photo
// that it refuses.
//
// Flow: the file is measured before it is read, its header is held against the
// Limits before anything is decoded (package photofile), then image/jpeg or
// image/png is called by name. The planes of a JPEG are averaged down to the
// view before any turn or colour conversion, so these only see the small
// picture. The thumbnail is made from the view.
//
// Most callers want New and Bounded.Render; Render alone neither limits how
// many run at once nor survives a panic of a decoder.
//
// Laws: a picture is never enlarged; metadata, position included, is dropped
// because only pixels are carried over; what is alive at once stays within
// Limits.MaxMemory + Limits.MaxBytes + 80 MB whatever comes in.
package render

import (
	"bytes"
	"context"
	"fmt"
	"image"
	"image/jpeg"
	"io"

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

// Limits bound what one photo may cost.
type Limits = photofile.Limits

// StandardLimits take every photo of a phone's ordinary camera, as long as the
// protocol takes. A sensor of 64 megapixels gives 9248 x 6936; a panorama is
// under 20,000 wide; the largest baseline JPEG of that many pixels is decoded
// in 195 MB.
func StandardLimits() Limits {
	return Limits{MaxBytes: syncproto.MaxOriginal, MaxPixels: 65_000_000, MaxSide: 20_000, MaxMemory: 200 << 20}
}

// Longer sides of the derivatives in pixels, and the JPEG qualities at which
// their blocks and rings stop being visible.
const (
	viewSide         = syncproto.MaxViewPixels
	thumbnailSide    = 320
	viewQuality      = 82
	thumbnailQuality = 80
)

// Picture is one derivative.
type Picture struct {
	JPEG          []byte
	Width, Height int // upright, in pixels
}

// Result is what one photo gives.
type Result struct {
	View, Thumbnail           Picture
	SourceWidth, SourceHeight int // as stored, before orientation
	Orientation               int // EXIF 1 to 8, already applied to the derivatives
}

// Render makes the derivatives of the photo in src, read from its beginning.
// The error is one of the sentinels, the context's, or that of src.
func Render(ctx context.Context, src io.ReadSeeker, limits Limits) (Result, error) {
	photo, err := read(src, limits)
	if err != nil {
		return Result{}, err
	}
	header, err := photofile.Inspect(photo, limits)
	if err != nil {
		return Result{}, err
	}
	whole, err := decode(ctx, photo, header)
	if err != nil {
		return Result{}, err
	}
	view := upright(shrink(whole, viewSide), header.Orientation)
	thumbnail := resize(view, thumbnailSide)
	result := Result{
		SourceWidth:  header.Width,
		SourceHeight: header.Height,
		Orientation:  header.Orientation,
	}
	if result.View, err = encode(view, viewQuality); err != nil {
		return Result{}, err
	}
	result.Thumbnail, err = encode(thumbnail, thumbnailQuality)
	return result, err
}

// read takes the whole file into memory, after its length has been accepted.
func read(src io.ReadSeeker, limits Limits) ([]byte, error) {
	size, err := src.Seek(0, io.SeekEnd)
	if err != nil {
		return nil, fmt.Errorf("render: measuring the photo: %w", err)
	}
	if size > limits.MaxBytes {
		return nil, photofile.TooLarge(size, limits)
	}
	if _, err := src.Seek(0, io.SeekStart); err != nil {
		return nil, fmt.Errorf("render: rewinding the photo: %w", err)
	}
	photo := make([]byte, size)
	if _, err := io.ReadFull(src, photo); err != nil {
		return nil, fmt.Errorf("render: reading the photo: %w", err)
	}
	return photo, nil
}

func encode(img image.Image, quality int) (Picture, error) {
	var out bytes.Buffer
	if err := jpeg.Encode(&out, img, &jpeg.Options{Quality: quality}); err != nil {
		return Picture{}, fmt.Errorf("render: writing a derivative: %w", err)
	}
	size := img.Bounds().Size()
	return Picture{JPEG: out.Bytes(), Width: size.X, Height: size.Y}, nil
}
