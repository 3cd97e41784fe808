package capture

import (
	"bytes"
	"fmt"
	"image"
	"image/jpeg"

	"zhucun/syncproto"
)

// bounds are what one copy may be: pixels along its longer side, and bytes.
// Quality falls from best to worst by step; when even the worst is too long,
// the picture shrinks by a fifth and quality begins again.
type bounds struct {
	side, bytes       int
	best, worst, step int
}

// Qualities end where blocks begin to hide what a photo shows: a view is read
// closely, a thumbnail only tells one photo from another.
var (
	viewBounds      = bounds{side: syncproto.MaxViewPixels, bytes: syncproto.MaxView, best: 82, worst: 47, step: 7}
	thumbnailBounds = bounds{side: 240, bytes: syncproto.MaxThumbnail, best: 70, worst: 30, step: 10}
)

// fit encodes a picture within the bounds. It ends because sizes fall: one
// pixel in any quality is under 1 KB.
func (b bounds) fit(img *image.NRGBA) (Copy, error) {
	for side := b.side; side > 0; side = side * 4 / 5 {
		img = shrink(img, side)
		for quality := b.best; quality >= b.worst; quality -= b.step {
			var out bytes.Buffer
			if err := jpeg.Encode(&out, asRGBA(img), &jpeg.Options{Quality: quality}); err != nil {
				return Copy{}, fmt.Errorf("capture: writing a copy: %w", err)
			}
			if out.Len() <= b.bytes {
				return Copy{JPEG: out.Bytes(), Width: img.Rect.Dx(), Height: img.Rect.Dy()}, nil
			}
		}
	}
	return Copy{}, fmt.Errorf("capture: %w: no copy of it is small enough", ErrTooLarge)
}
