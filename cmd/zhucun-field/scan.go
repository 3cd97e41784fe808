package main

import (
	"errors"
	"image"
	"image/color"
	"image/draw"
	"image/png"
	"io"
	"os"

	"github.com/makiuchi-d/gozxing"
	"github.com/makiuchi-d/gozxing/qrcode"

	"zhucun/cmd/internal/terminal"
)

// Limits of a picture of a QR code: a few hundred bytes of PNG can ask for gigabytes.
const (
	maxCodeBytes = 8 << 20
	maxCodeSide  = 4096
)

var errNoCode = errors.New("no QR code is seen in the picture")

// scanPNG reads the QR code of a PNG file. What it says may be a secret and must not be printed.
func scanPNG(path string) (string, error) {
	picture, err := readPNG(path)
	switch {
	case errors.Is(err, os.ErrNotExist), errors.Is(err, os.ErrPermission):
		return "", terminal.Explain(err, "errors.file.unreadable", "file", path)
	case err != nil:
		return "", terminal.Explain(err, "errors.qr.unreadable", "file", path)
	}
	text, err := readCode(picture)
	if err != nil {
		return "", terminal.Explain(errors.Join(errNoCode, err), "errors.qr.unreadable", "file", path)
	}
	return text, nil
}

func readPNG(path string) (image.Image, error) {
	file, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	defer file.Close()
	size, err := png.DecodeConfig(file)
	if err != nil {
		return nil, err
	}
	if size.Width > maxCodeSide || size.Height > maxCodeSide {
		return nil, errNoCode
	}
	if _, err := file.Seek(0, io.SeekStart); err != nil {
		return nil, err
	}
	return png.Decode(io.LimitReader(file, maxCodeBytes))
}

// readCode adds the white margin that a reader needs and that a code cut close lacks.
func readCode(picture image.Image) (string, error) {
	size := picture.Bounds().Size()
	margin := max(8, size.X/8)
	framed := image.NewGray(image.Rect(0, 0, size.X+2*margin, size.Y+2*margin))
	draw.Draw(framed, framed.Bounds(), image.NewUniform(color.White), image.Point{}, draw.Src)
	draw.Draw(framed, image.Rectangle{Max: size}.Add(image.Pt(margin, margin)), picture, picture.Bounds().Min, draw.Over)
	bitmap, err := gozxing.NewBinaryBitmapFromImage(framed)
	if err != nil {
		return "", err
	}
	drawn, err := decode(bitmap, gozxing.DecodeHintType_PURE_BARCODE)
	if err == nil {
		return drawn, nil
	}
	seen, errSeen := decode(bitmap, gozxing.DecodeHintType_TRY_HARDER)
	if errSeen != nil {
		return "", errors.Join(err, errSeen)
	}
	return seen, nil
}

// decode reads a code in one of two ways: PURE_BARCODE takes the picture for one that a program drew, upright and with nothing beside, and TRY_HARDER
// for one that a camera saw, where it overlooks some of the drawn ones.
func decode(bitmap *gozxing.BinaryBitmap, how gozxing.DecodeHintType) (string, error) {
	result, err := qrcode.NewQRCodeReader().Decode(bitmap, map[gozxing.DecodeHintType]any{how: true})
	if err != nil {
		return "", err
	}
	return result.GetText(), nil
}
