package proof_test

import (
	"bytes"
	"errors"
	"io"
	"testing"

	"pgregory.net/rapid"

	"zhucun/syncproto/proof"
)

func TestCommitRefuses(t *testing.T) {
	salt := proof.Salt{1}
	cases := []struct {
		name      string
		kind      proof.Kind
		salt      proof.Salt
		statement []byte
	}{
		{"kind 0", 0, salt, []byte("row")},
		{"a kind not yet given", 8, salt, []byte("row")},
		{"a salt that was never made", proof.KindRole, proof.Salt{}, []byte("row")},
		{"an empty statement", proof.KindRole, salt, nil},
		{"a statement too long", proof.KindRole, salt, make([]byte, proof.MaxStatement+1)},
		{"a segment without verdict", proof.KindSegment, salt, make([]byte, 48)},
		{"a segment with a verdict too long", proof.KindSegment, salt, make([]byte, 48+proof.MaxVerdict+1)},
		{"an epoch one byte short", proof.KindEpoch, salt, make([]byte, 79)},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			if leaf, err := proof.Commit(c.kind, c.salt, c.statement); !errors.Is(err, proof.ErrStatement) || leaf != (proof.Leaf{}) {
				t.Errorf("Commit = %x, %v; want ErrStatement", leaf, err)
			}
		})
	}
}

// Whatever is changed of an opening, one byte of salt or statement or the kind, the leaf is another.
func TestCommitBindsEveryByte(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		statement := rapid.SliceOfN(rapid.Byte(), 49, 113).Draw(t, "statement")
		salt := proof.Salt(rapid.SliceOfN(rapid.Byte(), 32, 32).Draw(t, "salt"))
		salt[0] |= 1
		want, err := proof.Commit(proof.KindSegment, salt, statement)
		if err != nil {
			t.Fatal(err)
		}
		flip := byte(rapid.IntRange(1, 255).Draw(t, "flip"))
		at := rapid.IntRange(0, len(statement)+31).Draw(t, "at")
		otherSalt, otherStatement := salt, bytes.Clone(statement)
		if at < 32 {
			otherSalt[at] ^= flip
		} else {
			otherStatement[at-32] ^= flip
		}
		if got, _ := proof.Commit(proof.KindSegment, otherSalt, otherStatement); got == want {
			t.Errorf("byte %d does not count", at)
		}
		if got, _ := proof.Commit(proof.KindDecision, salt, statement); got == want {
			t.Errorf("the kind does not count")
		}
	})
}

func TestNewSalt(t *testing.T) {
	got, err := proof.NewSalt(bytes.NewReader(rising(0, 40)))
	if err != nil || got != proof.Salt(rising(0, 32)) {
		t.Errorf("NewSalt = %x, %v", got, err)
	}
	if _, err := proof.NewSalt(bytes.NewReader(rising(0, 31))); !errors.Is(err, io.ErrUnexpectedEOF) {
		t.Errorf("NewSalt of 31 bytes: %v, want ErrUnexpectedEOF", err)
	}
}
