package syncproto_test

import (
	"bytes"
	"errors"
	"testing"

	"pgregory.net/rapid"

	"zhucun/syncproto"
)

func TestErasingKeepsHeadAndSignature(t *testing.T) {
	l := visit()
	whole := verified(t, l.Sealed[0])
	rapid.Check(t, func(t *rapid.T) {
		places := rapid.SliceOfDistinct(rapid.IntRange(0, len(whole.Events())-1), rapid.ID).Draw(t, "erased")
		data := whole.Erase(places...)
		erased, err := syncproto.ParseErased(data)
		if err != nil {
			t.Fatal(err)
		}
		if err := erased.Verify(device.Public()); err != nil || erased.Head() != whole.Head() {
			t.Fatalf("head %s (%v), want %s", erased.Head(), err, whole.Head())
		}
		gone := map[int]bool{}
		for _, place := range places {
			gone[place] = true
		}
		for i, event := range whole.Events() {
			if erased.Leaf(i) != whole.Leaves()[i] {
				t.Fatalf("leaf %d is another", i)
			}
			if kept := erased.Event(i); gone[i] && kept != nil || !gone[i] && !bytes.Equal(kept, event) {
				t.Fatalf("event %d: %x, want it kept: %v", i, kept, !gone[i])
			}
			if gone[i] && bytes.Contains(data, event) {
				t.Fatalf("the erased event %d still stands in the bytes", i)
			}
		}
	})
}

func TestErasedFormDoesNotTellTheSalt(t *testing.T) {
	l := visit()
	whole := verified(t, l.Sealed[0])
	salt := l.Sealed[0][bytes.IndexByte(l.Sealed[0], 0x58):]
	salt = salt[2+int(salt[1])+1:][:16]
	if !bytes.Contains(l.Sealed[0], salt) {
		t.Fatal("this is not the salt")
	}
	if bytes.Contains(whole.Erase(0), salt) {
		t.Error("with the salt the erased event could be found by trying")
	}
}

func TestNoByteOfAnErasedSegmentCanBeAnother(t *testing.T) {
	data := verified(t, visit().Sealed[0]).Erase(1, 3)
	for at := range data {
		for _, flip := range []byte{1, 2, 4, 8, 16, 32, 64, 128, 255} {
			changed := bytes.Clone(data)
			changed[at] ^= flip
			if erased, err := syncproto.ParseErased(changed); err == nil {
				if err := erased.Verify(device.Public()); !errors.Is(err, syncproto.ErrBadSignature) {
					t.Fatalf("byte %d changed by 0x%02x: %v", at, flip, err)
				}
			}
		}
		if _, err := syncproto.ParseErased(data[:at:at]); err == nil {
			t.Fatalf("the first %d bytes were taken", at)
		}
	}
}

func TestAKeptEventIsWellFormed(t *testing.T) {
	for name, event := range map[string]string{"not at all": "ff", "two of them": "01 01", "nothing": "", "a long head": "83 19 00c8 00 00"} {
		kept := spelled(event)
		item := append(spelled("82 5820"+zeros(32)), byte(0x40+len(kept)))
		header := spelled("89 01 50" + zeros(16) + "01 01 5820" + zeros(32) + "00 00 00 f6")
		data := append([]byte{0x83, 0x58, byte(len(header))}, header...)
		data = append(append(append(data, spelled("5840"+zeros(64)+"81")...), item...), kept...)
		if _, err := syncproto.ParseErased(data); !errors.Is(err, syncproto.ErrMalformed) {
			t.Errorf("%s: %v, want ErrMalformed", name, err)
		}
	}
}
