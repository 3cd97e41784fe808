package syncproto

import (
	"crypto/hkdf"
	"crypto/hmac"
	"crypto/sha256"
	"fmt"
	"io"
	"strings"
)

// codeAlphabet leaves out I, L, O and U, which are misread on paper.
const codeAlphabet = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"

const (
	codeRandom = 17 // characters of 5 bits: 85 bits
	codeLength = codeRandom + 1
)

// OneTimeCode is what an officer hands out on paper: 18 characters, 85 random bits and a check. It is a secret; the server keeps only its Key.
type OneTimeCode struct{ text string }

// CodeKey is what both sides derive from a one-time code; it makes and checks the MACs.
type CodeKey [32]byte

// NewOneTimeCode draws a code from a source of randomness.
func NewOneTimeCode(random io.Reader) (OneTimeCode, error) {
	raw := make([]byte, codeRandom)
	if _, err := io.ReadFull(random, raw); err != nil {
		return OneTimeCode{}, fmt.Errorf("draw a code: %w", err)
	}
	for i, b := range raw {
		raw[i] = codeAlphabet[b%32]
	}
	return OneTimeCode{string(raw) + string(codeCheck(string(raw)))}, nil
}

// ParseOneTimeCode reads a code as a person types it: any case, spaces and hyphens, O for 0, I and L for 1.
func ParseOneTimeCode(typed string) (OneTimeCode, error) {
	text := foldCode(typed)
	if len(text) != codeLength {
		return OneTimeCode{}, malformed("a code has %d letters and digits, not %d", codeLength, len(text))
	}
	if i := strings.IndexFunc(text, func(r rune) bool { return !strings.ContainsRune(codeAlphabet, r) }); i >= 0 {
		return OneTimeCode{}, malformed("character %d is in no code", i+1)
	}
	if codeCheck(text[:codeRandom]) != text[codeRandom] {
		return OneTimeCode{}, malformed("a character of the code is wrong")
	}
	return OneTimeCode{text}, nil
}

func foldCode(typed string) string {
	return strings.NewReplacer(" ", "", "-", "", "\n", "", "O", "0", "I", "1", "L", "1").Replace(strings.ToUpper(typed))
}

func codeCheck(text string) byte {
	sum := sha256.Sum256([]byte(text))
	return codeAlphabet[sum[0]%32]
}

// Printed is the code in groups of six, for paper.
func (c OneTimeCode) Printed() string { return c.text[:6] + "-" + c.text[6:12] + "-" + c.text[12:] }

// String hides the code: it must not reach a log.
func (c OneTimeCode) String() string { return "(one-time code)" }

// Key derives what the server keeps.
func (c OneTimeCode) Key() CodeKey {
	key, err := hkdf.Key(sha256.New, []byte(c.text[:codeRandom]), nil, "zhucun code 1", 32)
	if err != nil {
		panic(err) // 32 bytes are always within HKDF's length
	}
	return CodeKey(key)
}

// ID finds the code at the server without telling it.
func (k CodeKey) ID() CodeID {
	sum := hmacOf(k[:], []byte("zhucun code id 1"))
	return CodeID(sum[:5])
}

func (k CodeKey) mac(tag string, data []byte) MAC {
	sum := hmacOf(k[:], []byte(tag), data)
	return MAC(sum[:16])
}

func (k CodeKey) checks(tag string, data []byte, mac MAC) bool {
	want := k.mac(tag, data)
	return hmac.Equal(want[:], mac[:])
}
