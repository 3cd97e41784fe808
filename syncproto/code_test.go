package syncproto_test

import (
	"bytes"
	"errors"
	"fmt"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"zhucun/syncproto"
	"zhucun/syncproto/prototest"
)

const codeAlphabet = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"

func TestCodesAreReadAsPeopleTypeThem(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		code := prototest.Code(rapid.String().Draw(t, "seed"))
		typed := []rune{}
		for _, r := range strings.ReplaceAll(code.Printed(), "-", "") {
			alike := []rune{r, []rune(strings.ToLower(string(r)))[0]}
			switch r {
			case '0':
				alike = append(alike, 'O', 'o')
			case '1':
				alike = append(alike, 'I', 'i', 'L', 'l')
			}
			typed = append(typed, rapid.SampledFrom(alike).Draw(t, "letter"))
			typed = append(typed, rapid.SampledFrom([][]rune{nil, nil, {' '}, {'-'}, {' ', ' '}}).Draw(t, "gap")...)
		}
		got, err := syncproto.ParseOneTimeCode(string(typed))
		if err != nil || got != code {
			t.Fatalf("%q: %v", string(typed), err)
		}
	})
}

// The check character finds 31 of 32 wrong characters; that it finds them is what spares a person the way to the office.
func TestTheCheckCharacterFindsTypingErrors(t *testing.T) {
	code := strings.ReplaceAll(prototest.Code("typed").Printed(), "-", "")
	found, tried := 0, 0
	for at := range code {
		for _, r := range codeAlphabet {
			if byte(r) != code[at] {
				tried++
				if _, err := syncproto.ParseOneTimeCode(code[:at] + string(r) + code[at+1:]); errors.Is(err, syncproto.ErrMalformed) {
					found++
				}
			}
		}
	}
	if found*100 < tried*93 {
		t.Errorf("%d of %d wrong characters were found", found, tried)
	}
	for _, typed := range []string{"", code[:17], code + "0", code[:17] + "U", code[:17] + "路", code[:16] + "  "} {
		if _, err := syncproto.ParseOneTimeCode(typed); !errors.Is(err, syncproto.ErrMalformed) {
			t.Errorf("%q: %v, want ErrMalformed", typed, err)
		}
	}
}

func TestACodeIsASecret(t *testing.T) {
	code := prototest.Code("secret")
	for _, shown := range []string{fmt.Sprint(code), fmt.Sprintf("%v %s", code, code)} {
		if strings.Contains(shown, code.Printed()[:6]) {
			t.Errorf("a log would show %q", shown)
		}
	}
	_, err := syncproto.ParseOneTimeCode(code.Printed()[:17] + "-000")
	if err == nil || strings.Contains(err.Error(), code.Printed()[:6]) {
		t.Errorf("the error tells the code: %v", err)
	}
}

func TestACodeIsDerivedAsTheSpecSays(t *testing.T) {
	code, err := syncproto.NewOneTimeCode(bytes.NewReader(make([]byte, 17)))
	if err != nil {
		t.Fatal(err)
	}
	text := strings.Repeat("0", 17)
	if want := text + string(codeAlphabet[sha256Of([]byte(text))[0]%32]); strings.ReplaceAll(code.Printed(), "-", "") != want {
		t.Errorf("code %s, want %s", code.Printed(), want)
	}
	// HKDF by hand (RFC 5869): extract with an empty salt, expand one block.
	secret := hmacOf(nil, []byte(text))
	want := hmacOf(secret, []byte("zhucun code 1\x01"))
	key := code.Key()
	if !bytes.Equal(key[:], want) {
		t.Errorf("code_key %x, want %x", key, want)
	}
	if id, want := key.ID(), hmacOf(want, []byte("zhucun code id 1"))[:5]; !bytes.Equal(id[:], want) {
		t.Errorf("code_id %x, want %x", id, want)
	}
	if _, err := syncproto.NewOneTimeCode(bytes.NewReader(make([]byte, 16))); err == nil {
		t.Error("a code was drawn from too little")
	}
}

func TestVisitCodes(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		leaf := syncproto.Leaf(hash().Draw(t, "leaf"))
		sum := sha256Of([]byte("zhucun visit code 1"), leaf[:])
		want := (uint32(sum[0])<<24 | uint32(sum[1])<<16 | uint32(sum[2])<<8 | uint32(sum[3])) % 1_000_000
		code := syncproto.VisitCodeOf(leaf)
		if uint32(code) != want || code.String() != fmt.Sprintf("%06d", want) {
			t.Fatalf("%d %s, want %06d", code, code, want)
		}
	})
}
