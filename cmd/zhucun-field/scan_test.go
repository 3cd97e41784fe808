package main

import (
	"bytes"
	"image"
	"image/png"
	"math/rand/v2"
	"os"
	"path/filepath"
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
