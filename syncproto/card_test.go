package syncproto_test

import (
	"bytes"
	"fmt"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"zhucun/syncproto"
)

func TestACardIsReadFromItsQRCodeOrAsTyped(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		secret := rapid.SliceOfN(rapid.Byte(), 16, 16).Draw(t, "secret")
		card, err := syncproto.NewCard(bytes.NewReader(secret))
		if err != nil || !bytes.Equal(card.Secret(), secret) {
			t.Fatal(err)
		}
		for _, typed := range []string{card.QR(), card.Printed(), strings.ToLower(card.Printed()), strings.ReplaceAll(card.Printed(), "-", " "),
			strings.NewReplacer("0", "o", "1", "l").Replace(card.Printed())} {
			got, err := syncproto.ParseCard(typed)
			if err != nil || got != card {
				t.Fatalf("%q: %v", typed, err)
			}
		}
	})
}

func TestACardFindsTypingErrorsAndHidesItself(t *testing.T) {
	card, err := syncproto.NewCard(bytes.NewReader([]byte("sixteen secrets.")))
	if err != nil {
		t.Fatal(err)
	}
	text := strings.ReplaceAll(card.Printed(), "-", "")
	missed := 0
	for at := range text {
		for _, r := range codeAlphabet {
			typed := text[:at] + string(r) + text[at+1:]
			if _, err := syncproto.ParseCard(typed); typed != text && err == nil {
				missed++
			}
		}
	}
	if missed > 8 {
		t.Errorf("%d of 868 wrong characters were not found, want at most one in a hundred", missed)
	}
	for _, typed := range []string{"", text[:27], text + "0", strings.Repeat("Z", 28), strings.Repeat("U", 28)} {
		if _, err := syncproto.ParseCard(typed); err == nil {
			t.Errorf("%q is a card", typed)
		}
	}
	if shown := fmt.Sprintf("%v %s", card, card); strings.Contains(shown, text[:7]) {
		t.Errorf("a log would show %q", shown)
	}
	if _, err := syncproto.NewCard(bytes.NewReader(make([]byte, 15))); err == nil {
		t.Error("a card was drawn from too little")
	}
}
