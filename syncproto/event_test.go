package syncproto_test

import (
	"bytes"
	"errors"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"zhucun/syncproto"
	"zhucun/syncproto/prototest"
)

var kinds = map[syncproto.Kind]string{
	syncproto.KindSignIn: "signin", syncproto.KindSignOut: "signout", syncproto.KindConfirmation: "confirmation", syncproto.KindDeed: "deed",
	syncproto.KindPhoto: "photo", syncproto.KindNote: "note", syncproto.KindCorrection: "correction", syncproto.KindPersonAdded: "person_added",
	syncproto.KindPersonKey: "person_key", syncproto.KindSecretChanged: "secret_changed", syncproto.KindAttemptsFailed: "attempts_failed",
	syncproto.KindKeyRotated: "key_rotated",
}

func TestEveryKindComesBackAsItWas(t *testing.T) {
	for kind, name := range kinds {
		t.Run(name, rapid.MakeCheck(func(t *rapid.T) {
			want := drawEvent(t, kind)
			data, err := syncproto.EncodeEvent(want)
			if err != nil {
				t.Fatal(err)
			}
			got, err := syncproto.DecodeEvent(data)
			if err != nil {
				t.Fatalf("%x: %v", data, err)
			}
			if diff := cmp.Diff(want, got); diff != "" {
				t.Fatal(diff)
			}
		}))
	}
}

// An event that was changed anywhere is refused, or is another event that encodes to the changed bytes.
func TestWhatDecodesEncodesToTheSameBytes(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		data, err := syncproto.EncodeEvent(drawAnyEvent(t))
		if err != nil {
			t.Fatal(err)
		}
		at := rapid.IntRange(0, len(data)-1).Draw(t, "at")
		switch rapid.IntRange(0, 2).Draw(t, "change") {
		case 0:
			data[at] ^= 1 << rapid.IntRange(0, 7).Draw(t, "bit")
		case 1:
			data = append(data[:at], data[at+1:]...)
		case 2:
			data = append(data[:at], append([]byte{rapid.Byte().Draw(t, "byte")}, data[at:]...)...)
		}
		e, err := syncproto.DecodeEvent(data)
		if err != nil {
			return
		}
		again, err := syncproto.EncodeEvent(e)
		if err != nil || !bytes.Equal(again, data) {
			t.Fatalf("%x decodes, and encodes to %x (%v)", data, again, err)
		}
	})
}

func TestEventLimitsAreExact(t *testing.T) {
	note := func(n int) syncproto.Body {
		return syncproto.Note{Village: prototest.Village, Text: strings.Repeat("a", n)}
	}
	deed := func(title, households int) syncproto.Body {
		d := prototest.Deed()
		d.Title, d.Households = strings.Repeat("a", title), nil
		for i := range households {
			d.Households = append(d.Households, syncproto.Household(i+1))
		}
		return d
	}
	reason := func(n int) syncproto.Body {
		c := prototest.ConfirmsDeed(prototest.ByWord())
		c.Means, c.Reason = syncproto.MeansVoice, prototest.Of(strings.Repeat("a", n))
		return c
	}
	correction := func(n int) syncproto.Body {
		return syncproto.Correction{Withdrawn: syncproto.Ref{Back: 1}, Reason: strings.Repeat("a", n)}
	}
	for name, pair := range map[string][2]syncproto.Body{
		"note":                 {note(syncproto.MaxNote), note(syncproto.MaxNote + 1)},
		"title":                {deed(syncproto.MaxTitle, 1), deed(syncproto.MaxTitle+1, 1)},
		"households":           {deed(1, syncproto.MaxHouseholds), deed(1, syncproto.MaxHouseholds+1)},
		"reason":               {reason(syncproto.MaxReason), reason(syncproto.MaxReason + 1)},
		"reason of correction": {correction(syncproto.MaxCorrection), correction(syncproto.MaxCorrection + 1)},
	} {
		t.Run(name, func(t *testing.T) {
			if _, err := syncproto.EncodeEvent(syncproto.Event{Body: pair[0]}); err != nil {
				t.Errorf("at the limit: %v", err)
			}
			if _, err := syncproto.EncodeEvent(syncproto.Event{Body: pair[1]}); !errors.Is(err, syncproto.ErrOverLimit) {
				t.Errorf("one beyond: %v, want ErrOverLimit", err)
			}
		})
	}
}

func TestEncodeRefusesWhatDecodeWouldRefuse(t *testing.T) {
	signin, deed := prototest.SignIn(), prototest.Deed()
	signin.Sheet = 0
	deed.Title = "路\u202e"
	for name, body := range map[string]syncproto.Body{
		"sheet 0":                 signin,
		"a bidirectional control": deed,
		"an empty note":           syncproto.Note{Village: prototest.Village},
		"a subject of no form":    syncproto.Confirmation{Cadre: 1, Village: prototest.Village, Sheet: 1, Verdict: 1, Means: syncproto.MeansVoice},
		"a ref to nothing":        syncproto.Photo{},
		"a key of zeros":          syncproto.KeyRotated{Algorithm: syncproto.Ed25519, Key: make([]byte, 32)},
	} {
		if data, err := syncproto.EncodeEvent(syncproto.Event{Body: body}); err == nil {
			t.Errorf("%s was encoded as %x", name, data)
		}
	}
}
