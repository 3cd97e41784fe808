package terminal

import (
	"bytes"
	"fmt"
	"image"
	"image/color"
	"image/png"
	"strings"

	"github.com/boombuler/barcode"
	"github.com/boombuler/barcode/qr"
)

const quietZone = 2 // modules of white around a code shown on a screen

// QRText draws a QR code with half blocks, two modules a line, dark on light whatever the terminal's colours are.
func QRText(text string) (string, error) {
	code, err := encodeQR(text)
	if err != nil {
		return "", err
	}
	size := code.Bounds().Dx()
	var b strings.Builder
	for y := -quietZone; y < size+quietZone; y += 2 {
		b.WriteString("\x1b[30;47m")
		for x := -quietZone; x < size+quietZone; x++ {
			b.WriteString(halfBlock(dark(code, x, y), dark(code, x, y+1)))
		}
		b.WriteString("\x1b[0m\n")
	}
	return b.String(), nil
}

func halfBlock(top, bottom bool) string {
	switch {
	case top && bottom:
		return "█"
	case top:
		return "▀"
	case bottom:
		return "▄"
	}
	return " "
}

func dark(code image.Image, x, y int) bool {
	if !(image.Point{X: x, Y: y}).In(code.Bounds()) {
		return false
	}
	return color.GrayModel.Convert(code.At(x, y)).(color.Gray).Y < 128
}

// QRPNG draws a QR code as a PNG of at least side pixels.
func QRPNG(text string, side int) ([]byte, error) {
	code, err := encodeQR(text)
	if err != nil {
		return nil, err
	}
	modules := code.Bounds().Dx()
	scaled, err := barcode.Scale(code, modules*max(1, side/modules), modules*max(1, side/modules))
	if err != nil {
		return nil, fmt.Errorf("scale the QR code: %w", err)
	}
	var b bytes.Buffer
	err = png.Encode(&b, scaled)
	return b.Bytes(), err
}

func encodeQR(text string) (barcode.Barcode, error) {
	code, err := qr.Encode(text, qr.M, qr.Auto)
	if err != nil {
		return nil, fmt.Errorf("make the QR code: %w", err)
	}
	return code, nil
}
