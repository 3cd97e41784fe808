package reader

import (
	"bytes"
	"errors"
	"math"
	"os"
	"path/filepath"
	"testing"
)

func dictionary(t testing.TB) []byte {
	t.Helper()
	b, err := os.ReadFile(filepath.Join("..", "..", "dictionary", "1.zdict"))
	if err != nil {
		t.Fatal(err)
	}
	return b
}

func TestUnpackGivesTheBodyBack(t *testing.T) {
	body := bytes.Join([][]byte{signin(0), array(5, 3, 4, 1, hash([]byte("m"))), note("a")}, nil)
	var f faults
	if got, _ := unpack(1, pack(t, body), dictionary(t), &f); !bytes.Equal(got, body) {
		t.Errorf("got %x (%s), want %x", got, &f, body)
	}
}

func TestUnpackRefuses(t *testing.T) {
	frame := compress(t, array(5, 3, 4, 1, hash([]byte("m")))[:6+1+1])
	photo := pack(t, array(5, 3, 4, 1, hash([]byte("m"))))
	bomb := compress(t, make([]byte, maxBody+1))
	for name, c := range map[string]struct {
		packed []byte
		want   string
	}{
		"nothing":                 {nil, Malformed},
		"frame of no bytes":       {[]byte{0}, Malformed},
		"length cut":              {[]byte{0x80}, Malformed},
		"length in a longer form": {[]byte{0x80, 0x00}, Malformed},
		"frame cut":               {photo[:8], Malformed},
		"tail cut":                {photo[:len(photo)-1], Malformed},
		"tail left":               {append(bytes.Clone(photo), 0), Malformed},
		"byte after the frame":    {join(append(bytes.Clone(frame), 0), nil), Malformed},
		"two frames":              {join(append(append(bytes.Clone(frame), 0x28, 0xb5, 0x2f, 0xfd), frame...), nil), Malformed},
		"checksum":                {join(append([]byte{frame[0] | 4}, frame[1:]...), nil), Malformed},
		"another dictionary":      {join(append([]byte{frame[0], 2}, frame[2:]...), nil), Malformed},
		"no dictionary stated":    {join(append([]byte{frame[0] &^ 3}, frame[2:]...), nil), Malformed},
		"not a single segment":    {join([]byte{frame[0] &^ 0x20, 0x40, 0x01, 0x01, 0x00, 0x00}, nil), Malformed},
		"body over the limit":     {join(bomb, nil), OverLimit},
	} {
		t.Run(name, func(t *testing.T) {
			var f faults
			unpack(1, c.packed, dictionary(t), &f)
			if got := f.verdict(); got != c.want {
				t.Errorf("got %s (%s), want %s", got, &f, c.want)
			}
		})
	}
}

func TestLEB128(t *testing.T) {
	for _, n := range []uint64{0, 1, 127, 128, 1 << 32, math.MaxUint64} {
		b := []byte{}
		for v := n; ; v >>= 7 {
			if v < 0x80 {
				b = append(b, byte(v))
				break
			}
			b = append(b, byte(v)|0x80)
		}
		got, rest, err := readLEB128(append(b, 9))
		if got != n || len(rest) != 1 || err != nil {
			t.Errorf("%d: got %d, %d left, %v", n, got, len(rest), err)
		}
	}
	over := append(bytes.Repeat([]byte{0xff}, 9), 2)
	if _, _, err := readLEB128(over); err == nil {
		t.Error("a number over 64 bits taken")
	}
	if _, _, err := readLEB128([]byte{0x80, 0}); !errors.Is(err, errLongHead) {
		t.Errorf("got %v, want %v", err, errLongHead)
	}
}

func TestCodeReadsAsTyped(t *testing.T) {
	const random = "01ABCDEFGHJKMNPQ0"
	code := random + string(codeAlphabet[hash([]byte(random))[0]%32])
	want, err := codeKey(code)
	if err != nil {
		t.Fatal(err)
	}
	typed := "oiabcd efghjk-mnpqO" + code[17:]
	if got, err := codeKey(typed); err != nil || !bytes.Equal(got, want) {
		t.Errorf("got %x, %v", got, err)
	}
	other := codeAlphabet[(hash([]byte(random))[0]+1)%32]
	for _, wrong := range []string{random, random + string(other), "U" + code[1:]} {
		if _, err := codeKey(wrong); !errors.Is(err, errCode) {
			t.Errorf("%d characters: got %v, want %v", len(wrong), err, errCode)
		}
	}
}
