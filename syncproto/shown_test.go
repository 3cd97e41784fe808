package syncproto_test

import (
	"bytes"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"zhucun/syncproto"
	"zhucun/syncproto/prototest"
)

// What the supervisor's phone shows and what its key signs come from the same bytes: the leaf is computed, never read.
func TestAShownVisitHasTheLeafOfItsSegment(t *testing.T) {
	l := prototest.NewLog("shown", device)
	salt := l.Salt()
	l.AddPerson(1, prototest.Cadre)
	place, leaf := l.Next(), l.Append(5, prototest.SignIn())
	data := verified(t, l.Seal()).Events()[1]
	text := salt.Show(place, 1, data).Text()
	shown, event, err := syncproto.ParseShown(" " + text + "\n")
	if err != nil {
		t.Fatal(err)
	}
	if shown.Leaf() != leaf || shown.ID() != place || event.Body.Kind() != syncproto.KindSignIn {
		t.Errorf("leaf %s at %s, want %s at %s", shown.Leaf(), shown.ID(), leaf, place)
	}
	other := bytes.Replace(data, []byte("\x19\x51\x27"), []byte("\x19\x51\x28"), 1)
	if forged, _, err := syncproto.ParseShown(salt.Show(place, 1, other).Text()); err != nil || forged.Leaf() == leaf {
		t.Errorf("another day has the same leaf (%v)", err)
	}
	if len(text) > 400 {
		t.Errorf("a QR code of %d characters is hard to scan", len(text))
	}
}

func TestOnlyVisitsAndDeedsAreShown(t *testing.T) {
	for kind, name := range kinds {
		t.Run(name, rapid.MakeCheck(func(t *rapid.T) {
			data, err := syncproto.EncodeEvent(drawEvent(t, kind))
			if err != nil {
				t.Fatal(err)
			}
			_, _, err = syncproto.ParseShown(syncproto.Salt{}.Show(goldenSelf, 0, data).Text())
			if want := kind == syncproto.KindSignIn || kind == syncproto.KindDeed; (err == nil) != want {
				t.Fatalf("shown: %v, want %v", err, want)
			}
		}))
	}
	good := syncproto.Salt{}.Show(goldenSelf, 0, spelled(goldenSignIn)).Text()
	for _, text := range []string{"", good[1:], good[:len(good)-1], good + "A", strings.Replace(good, "VISIT1", "VISIT2", 1),
		syncproto.Salt{}.Show(goldenSelf, 0, []byte{0xff}).Text(), syncproto.Salt{}.Show(goldenSelf, 0, nil).Text()} {
		if _, _, err := syncproto.ParseShown(text); err == nil {
			t.Errorf("%q was read", text)
		}
	}
}
