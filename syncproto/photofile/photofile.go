// Package photofile says, from the bytes of a file alone, whether it is a photo
// that may be opened, and what opening it will cost. It decodes no picture, and
// it allocates nothing that the file could make large.
//
// A file of 270 bytes can announce a picture of four thousand million pixels,
// and one of a few megabytes can ask for ten thousand passes over a large one.
// So nothing here trusts a decoder: what the decoder will allocate and how
// often it will pass over the picture are worked out first, from the same
// markers that it will meet, and the photo is refused when that is too much.
//
// Flow: Inspect names the format by its first bytes, reads size, cost and
// orientation from the header, and holds them against the Limits.
//
// Laws: only JPEG and PNG; a refusal is one of the four sentinels with a reason
// that a person can be shown; no input makes it panic; time and memory are
// linear in the length of the file.
package photofile

import (
	"errors"
	"fmt"
)

var (
	// ErrNotAPhoto: not a JPEG or PNG; the error says what it is instead.
	ErrNotAPhoto = errors.New("not a JPEG or PNG photo")
	// ErrTooLarge: more bytes than a photo may have.
	ErrTooLarge = errors.New("the file is too large for a photo")
	// ErrTooManyPixels: opening the picture would cost too much.
	ErrTooManyPixels = errors.New("the picture is too big to open")
	// ErrDamaged: the file begins like a photo and does not go on like one.
	ErrDamaged = errors.New("the photo file is damaged")
)

// Limits bound what one photo may cost. Each is inclusive.
type Limits struct {
	MaxBytes  int64 // length of the file
	MaxPixels int64 // width x height
	MaxSide   int   // the longer side, in pixels
	MaxMemory int64 // bytes that the decoder will allocate for the picture
}

// maxScans is how many passes over the picture a JPEG may ask for. Progressive
// photos have about 10, the most elaborate about 20; each costs a walk over
// every block whatever the number of its bytes.
const maxScans = 32

// Format is the kind of a photo file.
type Format string

// The formats that are taken.
const (
	JPEG Format = "JPEG"
	PNG  Format = "PNG"
)

// Header is what a photo file says about itself.
type Header struct {
	Format        Format
	Width, Height int   // as stored, before orientation
	Orientation   int   // EXIF 1 to 8; 1 when the file says nothing usable
	Memory        int64 // bytes a decoder will allocate, an upper bound
	scans         int
}

// Inspect reads the header of a photo and refuses what is no photo, is damaged
// where Inspect looks, or exceeds a limit. A nil error promises nothing about
// the picture data behind the header.
func Inspect(photo []byte, limits Limits) (Header, error) {
	if n := int64(len(photo)); n > limits.MaxBytes {
		return Header{}, TooLarge(n, limits)
	}
	format, err := Sniff(photo)
	if err != nil {
		return Header{}, err
	}
	read := readJPEG
	if format == PNG {
		read = readPNG
	}
	h, err := read(photo)
	if err != nil {
		return Header{}, err
	}
	return h, h.within(limits)
}

// TooLarge is the refusal of a file of n bytes, for a caller that knows the
// length before it has the bytes.
func TooLarge(n int64, limits Limits) error {
	return fmt.Errorf("%w: %d bytes, at most %d", ErrTooLarge, n, limits.MaxBytes)
}

func (h Header) within(limits Limits) error {
	switch pixels := int64(h.Width) * int64(h.Height); {
	case h.Width <= 0 || h.Height <= 0:
		return fmt.Errorf("%w: it announces a picture of %d x %d pixels", ErrDamaged, h.Width, h.Height)
	case max(h.Width, h.Height) > limits.MaxSide:
		return fmt.Errorf("%w: %d x %d pixels, at most %d along a side", ErrTooManyPixels, h.Width, h.Height, limits.MaxSide)
	case pixels > limits.MaxPixels:
		return fmt.Errorf("%w: %d x %d pixels, at most %d in all", ErrTooManyPixels, h.Width, h.Height, limits.MaxPixels)
	case h.Memory > limits.MaxMemory:
		return fmt.Errorf("%w: opening it takes %d MB of memory, at most %d", ErrTooManyPixels, h.Memory>>20, limits.MaxMemory>>20)
	case h.scans > maxScans:
		return fmt.Errorf("%w: it is drawn in %d passes, at most %d", ErrTooManyPixels, h.scans, maxScans)
	}
	return nil
}
