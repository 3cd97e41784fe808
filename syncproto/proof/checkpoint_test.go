package proof_test

import (
	"bytes"
	"crypto/ed25519"
	"errors"
	"math"
	"strings"
	"testing"

	"golang.org/x/mod/sumdb/note"
	"pgregory.net/rapid"

	"zhucun/syncproto/proof"
)

func parse(msg string) (proof.Signed, error) {
	return proof.ParseCheckpoint([]byte(msg), origin, publicKey())
}

func TestParseGivesBackWhatWasSigned(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		c := proof.Checkpoint{
			Origin: origin,
			Epoch:  rapid.Uint64Range(1, math.MaxUint64).Draw(t, "epoch"),
			Tree: proof.Tree{
				Size: rapid.Int64Range(1, proof.MaxSize).Draw(t, "size"),
				Root: proof.Hash(rapid.SliceOfN(rapid.Byte(), 32, 32).Draw(t, "root")),
			},
			Time: rapid.Int64Range(0, proof.MaxTime).Draw(t, "time"),
		}
		s, err := c.Sign(key())
		if err != nil {
			t.Fatal(err)
		}
		got, err := proof.ParseCheckpoint(s.Note(), origin, publicKey())
		if err != nil || got.Checkpoint != c || !bytes.Equal(got.Note(), s.Note()) || got.Anchor() != s.Anchor() {
			t.Fatalf("parsed %+v, %v; want %+v", got.Checkpoint, err, c)
		}
	})
}

func TestParseRefusesEveryChangedByte(t *testing.T) {
	for at := range len(goldenNote) {
		for _, flip := range []byte{1, 2, 4, 0x20, 0x80, 0xff} {
			msg := []byte(goldenNote)
			msg[at] ^= flip
			if _, err := parse(string(msg)); !errors.Is(err, proof.ErrCheckpoint) {
				t.Fatalf("byte %d changed by %#x: %v, want ErrCheckpoint", at, flip, err)
			}
		}
		if _, err := parse(goldenNote[:at]); !errors.Is(err, proof.ErrCheckpoint) {
			t.Fatalf("cut at %d: %v, want ErrCheckpoint", at, err)
		}
	}
}

// Texts that the county's key did sign, but that no Sign writes: a strict reader refuses them all the same, so that
// one checkpoint has one anchor.
func TestParseRefusesOtherForms(t *testing.T) {
	root := "9on0BpcPHBa+/f9CGjrmY/zcSMfRFhib5LLR7oRPVZo="
	empty := "47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU="
	good := []string{origin, "6", root, "time 1767225600000 epoch 1"}
	forms := map[string]func(line []string) []string{
		"a leading zero":               func(l []string) []string { l[1] = "06"; return l },
		"a plus":                       func(l []string) []string { l[1] = "+6"; return l },
		"a size below 0":               func(l []string) []string { l[1] = "-6"; return l },
		"a size too large":             func(l []string) []string { l[1] = "1099511627777"; return l },
		"a size past int64":            func(l []string) []string { l[1] = "9223372036854775808"; return l },
		"a root over nothing":          func(l []string) []string { l[1] = "0"; return l },
		"two zeros for a size":         func(l []string) []string { l[1], l[2] = "00", empty; return l },
		"a root with free bits set":    func(l []string) []string { l[2] = strings.Replace(root, "Zo=", "Zp=", 1); return l },
		"a root too short":             func(l []string) []string { l[2] = "AAAA"; return l },
		"another county":               func(l []string) []string { l[0] = "zhucun/511922"; return l },
		"another service":              func(l []string) []string { l[0] = "zhuyi/511921"; return l },
		"epoch 0":                      func(l []string) []string { l[3] = "time 1767225600000 epoch 0"; return l },
		"a time before 1970":           func(l []string) []string { l[3] = "time -1 epoch 1"; return l },
		"a time past the year 9999":    func(l []string) []string { l[3] = "time 253402300800000 epoch 1"; return l },
		"other words":                  func(l []string) []string { l[3] = "hour 1767225600000 epoch 1"; return l },
		"two spaces":                   func(l []string) []string { l[3] = "time  1767225600000 epoch 1"; return l },
		"no line of time":              func(l []string) []string { return l[:3] },
		"one line more":                func(l []string) []string { return append(l, "more") },
		"a line feed within the lines": func(l []string) []string { l[3] += "\n"; return l },
	}
	if _, err := parse(signText(t, good)); err != nil {
		t.Fatalf("the unchanged text: %v", err)
	}
	for name, change := range forms {
		t.Run(name, func(t *testing.T) {
			lines := change(append([]string(nil), good...))
			if _, err := parse(signText(t, lines)); !errors.Is(err, proof.ErrCheckpoint) {
				t.Errorf("%q: %v, want ErrCheckpoint", lines, err)
			}
		})
	}
}

func TestParseRefusesOtherSignatureLines(t *testing.T) {
	text, line, _ := strings.Cut(goldenNote, "\n\n")
	otherKey := ed25519.NewKeyFromSeed(rising(1, ed25519.SeedSize))
	foreign, err := goldenCheckpoint(t).Sign(otherKey)
	if err != nil {
		t.Fatal(err)
	}
	_, foreignLine, _ := strings.Cut(string(foreign.Note()), "\n\n")
	notes := map[string]string{
		"twice":                    text + "\n\n" + line + line,
		"a second signer after":    text + "\n\n" + line + foreignLine,
		"a second signer before":   text + "\n\n" + foreignLine + line,
		"another key":              string(foreign.Note()),
		"free bits of base64 set":  strings.Replace(goldenNote, "yWAg=", "yWAh=", 1),
		"a carriage return inside": strings.Replace(goldenNote, "YMb1", "YM\rb1", 1),
		"no signature":             text + "\n",
		"longer than MaxNote":      goldenNote + strings.Repeat(foreignLine, 4),
	}
	for name, msg := range notes {
		t.Run(name, func(t *testing.T) {
			if msg == goldenNote {
				t.Fatal("nothing was changed")
			}
			if _, err := parse(msg); !errors.Is(err, proof.ErrCheckpoint) {
				t.Errorf("%v, want ErrCheckpoint", err)
			}
		})
	}
}

func TestSignRefusesWhatParseWould(t *testing.T) {
	for name, change := range map[string]func(*proof.Checkpoint){
		"another service":  func(c *proof.Checkpoint) { c.Origin = "511921" },
		"a village's code": func(c *proof.Checkpoint) { c.Origin = "zhucun/511921100001" },
		"epoch 0":          func(c *proof.Checkpoint) { c.Epoch = 0 },
		"size":             func(c *proof.Checkpoint) { c.Size = proof.MaxSize + 1 },
		"time":             func(c *proof.Checkpoint) { c.Time = -1 },
		"empty":            func(c *proof.Checkpoint) { c.Size = 0 },
	} {
		t.Run(name, func(t *testing.T) {
			c := goldenCheckpoint(t)
			change(&c)
			if _, err := c.Sign(key()); !errors.Is(err, proof.ErrCheckpoint) {
				t.Errorf("Sign: %v, want ErrCheckpoint", err)
			}
		})
	}
	if _, err := goldenCheckpoint(t).Sign(key()[:31]); err == nil {
		t.Errorf("half a key signed")
	}
	if _, err := proof.ParseCheckpoint([]byte(goldenNote), origin, publicKey()[:31]); err == nil {
		t.Errorf("half a key verified")
	}
}

func TestFollows(t *testing.T) {
	last := goldenCheckpoint(t)
	for name, c := range map[string]struct {
		change func(*proof.Checkpoint)
		want   error
	}{
		"the same":                     {func(*proof.Checkpoint) {}, nil},
		"later":                        {func(c *proof.Checkpoint) { c.Time++ }, nil},
		"longer":                       {func(c *proof.Checkpoint) { c.Size++; c.Root[0]++ }, nil},
		"earlier":                      {func(c *proof.Checkpoint) { c.Time-- }, proof.ErrBackwards},
		"shorter":                      {func(c *proof.Checkpoint) { c.Size--; c.Root[0]++ }, proof.ErrTreeShorter},
		"as long, another":             {func(c *proof.Checkpoint) { c.Root[31]++ }, proof.ErrTreeDiffers},
		"a new epoch may be shorter":   {func(c *proof.Checkpoint) { c.Epoch++; c.Size = 2 }, nil},
		"a new epoch, but earlier":     {func(c *proof.Checkpoint) { c.Epoch++; c.Time-- }, proof.ErrBackwards},
		"an epoch that was over":       {func(c *proof.Checkpoint) { c.Epoch = 0; c.Size++ }, proof.ErrBackwards},
		"a checkpoint of other people": {func(c *proof.Checkpoint) { c.Origin = "zhucun/511922" }, proof.ErrCheckpoint},
	} {
		t.Run(name, func(t *testing.T) {
			next := last
			c.change(&next)
			if err := next.Follows(last); !errors.Is(err, c.want) {
				t.Errorf("Follows = %v, want %v", err, c.want)
			}
		})
	}
}

func FuzzParseCheckpoint(f *testing.F) {
	f.Add([]byte(goldenNote))
	f.Add([]byte(goldenEmptyNote))
	f.Add([]byte(strings.Replace(goldenNote, "\n6\n", "\n06\n", 1)))
	f.Add([]byte(strings.Replace(goldenNote, "yWAg=", "yWAh=", 1)))
	f.Add([]byte("zhucun/511921\n\n— "))
	f.Fuzz(func(t *testing.T, msg []byte) {
		s, err := proof.ParseCheckpoint(msg, origin, publicKey())
		if err != nil {
			return
		}
		if again := signed(t, s.Checkpoint); !bytes.Equal(again.Note(), msg) {
			t.Errorf("parsed %q, signing it again gives %q", msg, again.Note())
		}
	})
}

// FuzzParseText signs whatever text comes, so that the fuzzer reaches behind the signature.
func FuzzParseText(f *testing.F) {
	f.Add(origin, "6", "9on0BpcPHBa+/f9CGjrmY/zcSMfRFhib5LLR7oRPVZo=", "time 1767225600000 epoch 1")
	f.Add(origin, "0", "47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=", "time 0 epoch 1")
	f.Add(origin, "-1", "9on0BpcPHBa+/f9CGjrmY/zcSMfRFhib5LLR7oRPVZp=", "time 01 epoch 0")
	f.Add(origin, "1099511627777", "", "time 253402300800000 epoch 18446744073709551616")
	f.Fuzz(func(t *testing.T, first, size, root, last string) {
		msg := []byte(signText(t, []string{first, size, root, last}))
		s, err := proof.ParseCheckpoint(msg, origin, publicKey())
		if err != nil {
			return
		}
		if again := signed(t, s.Checkpoint); !bytes.Equal(again.Note(), msg) {
			t.Errorf("parsed %q, signing it again gives %q", msg, again.Note())
		}
	})
}

// signText signs any text with the county's key, by the note format alone.
func signText(t testing.TB, lines []string) string {
	t.Helper()
	msg, err := note.Sign(&note.Note{Text: strings.Join(lines, "\n") + "\n"}, rawSigner{})
	if err != nil {
		t.Fatal(err)
	}
	return string(msg)
}

type rawSigner struct{}

func (rawSigner) Name() string                    { return origin }
func (rawSigner) KeyHash() uint32                 { return 0x60c6f5a1 }
func (rawSigner) Sign(msg []byte) ([]byte, error) { return ed25519.Sign(key(), msg), nil }
