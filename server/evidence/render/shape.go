package render

import (
	"image"

	"github.com/disintegration/imaging"
)

// fit is the size of a picture whose longer side is at most side, its shape
// kept to the nearest pixel and nothing enlarged.
func fit(size image.Point, side int) image.Point {
	longer := max(size.X, size.Y)
	if longer <= side {
		return size
	}
	scaled := func(n int) int { return max(1, (2*n*side+longer)/(2*longer)) }
	return image.Pt(scaled(size.X), scaled(size.Y))
}

// shrink makes a picture of any decoder fit into side.
func shrink(img image.Image, side int) image.Image {
	to := fit(img.Bounds().Size(), side)
	switch img := img.(type) {
	case *image.YCbCr:
		return averageYCbCr(img, to)
	case *image.Gray:
		return averageGray(img, to)
	}
	return resize(img, side)
}

// resize makes a picture fit into side by imaging, which knows every type. The
// cubic filter weighs every pixel of the source, so nothing aliases.
func resize(img image.Image, side int) image.Image {
	to := fit(img.Bounds().Size(), side)
	return onWhite(imaging.Resize(img, to.X, to.Y, imaging.CatmullRom))
}

// upright turns a picture as its EXIF orientation asks.
func upright(img image.Image, orientation int) image.Image {
	switch orientation {
	case 2:
		return onWhite(imaging.FlipH(img))
	case 3:
		return onWhite(imaging.Rotate180(img))
	case 4:
		return onWhite(imaging.FlipV(img))
	case 5:
		return onWhite(imaging.Transpose(img))
	case 6:
		return onWhite(imaging.Rotate270(img))
	case 7:
		return onWhite(imaging.Transverse(img))
	case 8:
		return onWhite(imaging.Rotate90(img))
	}
	return img
}

// onWhite lays a picture on white paper, since a JPEG cannot be transparent,
// and hands it on in the type that image/jpeg encodes fastest. It reuses the
// pixels of img.
func onWhite(img *image.NRGBA) *image.RGBA {
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
	return &image.RGBA{Pix: img.Pix, Stride: img.Stride, Rect: img.Rect}
}
