package main

import (
	"bytes"
	"image"
	"image/color"
	"image/png"
	"math"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"zhucun/cmd/internal/terminal"
	"zhucun/syncproto"
)

func writePNG(t *testing.T, data []byte) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "code.png")
	if err := os.WriteFile(path, data, 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

func TestEveryCardThatIsDrawnIsRead(t *testing.T) {
	random := rand.NewChaCha8([32]byte{})
	for range 8 {
		card, err := syncproto.NewCard(random)
		if err != nil {
			t.Fatal(err)
		}
		drawn, err := terminal.QRPNG(card.QR(), 200)
		if err != nil {
			t.Fatal(err)
		}
		got, err := scanPNG(writePNG(t, drawn))
		if err != nil || got != card.QR() {
			t.Errorf("got %q, %v, want the card's text", got, err)
		}
	}
}

// Slips and screens are drawn in several sizes, and each text gives another pattern.
func TestEveryInvitationThatIsDrawnIsRead(t *testing.T) {
	for n := range 200 {
		size := 100
		if n%20 == 9 {
			size = 400
		}
		code, err := syncproto.NewOneTimeCode(drawn(strconv.Itoa(n)))
		if err != nil {
			t.Fatal(err)
		}
		address := "http://10.0.0.1:8080/" + strings.Repeat("x", n%40)
		text := syncproto.Invitation{Code: code, Address: address, Pins: syncproto.HashOf([]byte(address))}.Text()
		picture, err := terminal.QRPNG(text, size)
		if err != nil {
			t.Fatal(err)
		}
		decoded, err := png.Decode(bytes.NewReader(picture))
		if err != nil {
			t.Fatal(err)
		}
		if got, err := readCode(decoded); err != nil || got != text {
			t.Errorf("invitation %d: got %q, %v", n, got, err)
		}
	}
}

// What a camera saw is not as it was drawn: here it is grey, a little turned, and not alone.
func TestAPhotographedCodeIsRead(t *testing.T) {
	card, err := syncproto.NewCard(rand.NewChaCha8([32]byte{7}))
	if err != nil {
		t.Fatal(err)
	}
	picture, err := terminal.QRPNG(card.QR(), 400)
	if err != nil {
		t.Fatal(err)
	}
	code, err := png.Decode(bytes.NewReader(picture))
	if err != nil {
		t.Fatal(err)
	}
	table := image.NewGray(image.Rect(0, 0, 900, 700))
	sin, cos := math.Sincos(3 * math.Pi / 180)
	for i := range table.Pix {
		x, y := float64(i%900-300), float64(i/900-150)
		from := image.Pt(int(x*cos+y*sin), int(y*cos-x*sin))
		switch {
		case from.In(code.Bounds()):
			table.Pix[i] = 20 + color.GrayModel.Convert(code.At(from.X, from.Y)).(color.Gray).Y*4/5
		case i%900 < 120:
			table.Pix[i] = 60 // something beside it
		default:
			table.Pix[i] = 220
		}
	}
	if got, err := readCode(table); err != nil || got != card.QR() {
		t.Errorf("got %q, %v", got, err)
	}
}

func TestAPictureThatIsNoCodeIsRefused(t *testing.T) {
	var blank bytes.Buffer
	if err := png.Encode(&blank, image.NewGray(image.Rect(0, 0, 64, 64))); err != nil {
		t.Fatal(err)
	}
	var wide bytes.Buffer
	if err := png.Encode(&wide, image.NewGray(image.Rect(0, 0, maxCodeSide+1, 1))); err != nil {
		t.Fatal(err)
	}
	for name, data := range map[string][]byte{
		"nothing": nil, "text": []byte("a card"), "blank": blank.Bytes(), "wider than any code": wide.Bytes(), "cut": blank.Bytes()[:40],
	} {
		if got, err := scanPNG(writePNG(t, data)); err == nil || !strings.Contains(err.Error(), "errors.qr.unreadable") {
			t.Errorf("%s: got %q, %v, want a hint", name, got, err)
		}
	}
	if _, err := scanPNG(filepath.Join(t.TempDir(), "none.png")); err == nil || !strings.Contains(err.Error(), "errors.file.unreadable") {
		t.Errorf("no file: got %v, want a hint", err)
	}
}
