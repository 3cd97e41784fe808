package squeeze_test

import (
	"bytes"
	"errors"
	"os"
	"strings"
	"testing"

	"github.com/klauspost/compress/zstd"
	"pgregory.net/rapid"

	"zhucun/syncproto/squeeze"
)

func dictionary(t testing.TB) []byte {
	t.Helper()
	data, err := os.ReadFile("../dictionary/1.zdict")
	if err != nil {
		t.Fatal(err)
	}
	return data
}

func squeezer(t testing.TB) *squeeze.Squeezer {
	t.Helper()
	s, err := squeeze.New(dictionary(t))
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// decoder is another's: what a stranger's client uses.
func decoder(t testing.TB) *zstd.Decoder {
	t.Helper()
	d, err := zstd.NewReader(nil, zstd.WithDecoderDicts(dictionary(t)))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(d.Close)
	return d
}

// texts are random, or made of the dictionary's own pieces and of earlier parts, so that all kinds of matches and literals come.
func texts(content []byte) *rapid.Generator[[]byte] {
	return rapid.Custom(func(t *rapid.T) []byte {
		var text []byte
		for range rapid.IntRange(0, 40).Draw(t, "pieces") {
			from := rapid.SampledFrom([][]byte{content, text, nil}).Draw(t, "from")
			if len(from) == 0 {
				text = append(text, rapid.SliceOfN(rapid.Byte(), 0, 40).Draw(t, "literals")...)
				continue
			}
			at := rapid.IntRange(0, len(from)-1).Draw(t, "at")
			text = append(text, from[at:min(len(from), at+rapid.IntRange(1, 300).Draw(t, "length"))]...)
		}
		return text[:min(len(text), squeeze.MaxText)]
	})
}

func TestAnyDecoderReadsTheFrame(t *testing.T) {
	s, d, some := squeezer(t), decoder(t), texts(dictionary(t))
	rapid.Check(t, func(t *rapid.T) {
		text := some.Draw(t, "text")
		frame := s.Frame(text)
		if len(frame) > len(text)+11 {
			t.Fatalf("%d bytes became %d", len(text), len(frame))
		}
		again, err := d.DecodeAll(frame, nil)
		if err != nil || !bytes.Equal(again, text) {
			t.Fatalf("%x came back as %x (%v)", text, again, err)
		}
		var header zstd.Header
		if err := header.Decode(frame); err != nil || !header.SingleSegment || !header.HasFCS || header.HasCheckSum || header.DictionaryID != 1 {
			t.Fatalf("%+v (%v)", header, err)
		}
	})
}

func TestTextsAtTheEdges(t *testing.T) {
	s, d := squeezer(t), decoder(t)
	content := dictionary(t)
	noise := make([]byte, squeeze.MaxText)
	for i, state := 0, uint32(1); i < len(noise); i++ {
		state = state*1664525 + 1013904223
		noise[i] = byte(state >> 24)
	}
	for name, text := range map[string][]byte{
		"nothing":              {},
		"one byte":             {7},
		"the size in a byte":   content[3000:3255],
		"the size in two":      content[3000:3256],
		"one byte repeated":    bytes.Repeat([]byte{7}, squeeze.MaxText),
		"nothing that repeats": noise,
		"31 and 32 literals":   noise[:32],
		"1,023 literals":       []byte(strings.Repeat("村", 341)),
		"more than 1,023 literals, of few letters": letters(noise),
		"the dictionary": content,
		"128 sequences":  interleaved(noise, content, 129),
	} {
		again, err := d.DecodeAll(s.Frame(text), nil)
		if err != nil || !bytes.Equal(again, text) {
			t.Errorf("%s: came back otherwise (%v)", name, err)
		}
	}
}

func letters(noise []byte) []byte {
	text := make([]byte, len(noise))
	for i, b := range noise {
		text[i] = "\xe4\xe5\xe6\xe7\xe8\xe9\xb8\x80"[b%8]
	}
	return text
}

// interleaved has so many matches with the dictionary, each after a literal.
func interleaved(noise, content []byte, matches int) []byte {
	var text []byte
	for i := range matches {
		at := 300 + int(noise[i])*12
		text = append(append(text, noise[i]), content[at:at+24]...)
	}
	return text
}

func TestTheSameTextGivesTheSameFrame(t *testing.T) {
	a, b := squeezer(t), squeezer(t)
	text := dictionary(t)[2000:3500]
	first := a.Frame(text)
	a.Frame([]byte("another text in between"))
	if !bytes.Equal(first, a.Frame(text)) || !bytes.Equal(first, b.Frame(text)) {
		t.Error("the frame depends on more than the text")
	}
}

func TestDictionariesThatDoNotFitAreRefused(t *testing.T) {
	good := dictionary(t)
	for name, data := range map[string][]byte{
		"nothing":            nil,
		"cut":                good[:100],
		"no magic number":    append([]byte{0}, good[1:]...),
		"an id of two bytes": append([]byte{good[0], good[1], good[2], good[3], 0, 1}, good[6:]...),
	} {
		if _, err := squeeze.New(data); !errors.Is(err, squeeze.ErrDictionary) {
			t.Errorf("%s: %v, want ErrDictionary", name, err)
		}
	}
	for at := 8; at < 220; at += 5 {
		changed := bytes.Clone(good)
		changed[at] ^= 0x10
		if s, err := squeeze.New(changed); err == nil {
			s.Frame([]byte("whatever it says, it does not panic, and " + strings.Repeat("村里的路", 9)))
		}
	}
}

func TestTrainingFitsItsSamples(t *testing.T) {
	content := []byte(strings.Repeat("修路修桥修水池，", 20))
	samples := [][]byte{[]byte("修路修桥 2026"), []byte("修水池修桥 2027"), []byte("修水池修路 2028")}
	trained, err := squeeze.Train(7, content, samples)
	if err != nil {
		t.Fatal(err)
	}
	again, err := squeeze.Train(7, content, samples)
	if err != nil || !bytes.Equal(trained, again) {
		t.Errorf("the same arguments gave another dictionary (%v)", err)
	}
	s, err := squeeze.New(trained)
	if err != nil {
		t.Fatal(err)
	}
	if frame := s.Frame([]byte("修桥修路修水池 2029")); len(frame) >= 27 {
		t.Errorf("a text of 27 bytes like the samples took %d", len(frame))
	}
}

func BenchmarkFrame(b *testing.B) {
	s, text := squeezer(b), dictionary(b)[2000:3500]
	b.SetBytes(int64(len(text)))
	b.ReportAllocs()
	for b.Loop() {
		s.Frame(text)
	}
}
