package capture

import (
	"image"

	"github.com/disintegration/imaging"
)

// shrink makes a picture fit into side, its shape kept to the nearest pixel and
// nothing enlarged, on white paper where it is transparent. The linear filter
// still weighs every pixel of the source, at half the price of a cubic one.
func shrink(img image.Image, side int) *image.NRGBA {
	size := img.Bounds().Size()
	longer := max(size.X, size.Y)
	if done, ok := img.(*image.NRGBA); ok && longer <= side && done.Opaque() {
		return done
	}
	side = min(side, longer)
	scaled := func(n int) int { return max(1, (2*n*side+longer)/(2*longer)) }
	return onWhite(imaging.Resize(img, scaled(size.X), scaled(size.Y), imaging.Linear))
}

// upright turns a picture as its EXIF orientation asks.
func upright(img *image.NRGBA, orientation int) *image.NRGBA {
	switch orientation {
	case 2:
		return imaging.FlipH(img)
	case 3:
		return imaging.Rotate180(img)
	case 4:
		return imaging.FlipV(img)
	case 5:
		return imaging.Transpose(img)
	case 6:
		return imaging.Rotate270(img)
	case 7:
		return imaging.Transverse(img)
	case 8:
		return imaging.Rotate90(img)
	}
	return img
}

// onWhite makes a picture opaque in place: a JPEG cannot be transparent.
func onWhite(img *image.NRGBA) *image.NRGBA {
	const opaque = 255
	for p := img.Pix; len(p) >= 4; p = p[4:] {
		alpha := uint32(p[3])
		if alpha == opaque {
			continue
		}
		for i := range 3 {
			p[i] = byte((uint32(p[i])*alpha + opaque*(opaque-alpha) + opaque/2) / opaque)
		}
		p[3] = opaque
	}
	return img
}

// asRGBA is an opaque picture in the type that image/jpeg encodes fastest; the
// pixels are shared.
func asRGBA(img *image.NRGBA) *image.RGBA {
	return &image.RGBA{Pix: img.Pix, Stride: img.Stride, Rect: img.Rect}
}
