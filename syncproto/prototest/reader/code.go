package reader

import (
	"crypto/hkdf"
	"crypto/sha256"
	"errors"
	"fmt"
	"strings"
)

const codeAlphabet = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"

var errCode = errors.New("not a one-time code")

// codeKey reads a one-time code as a person may have typed it and gives the key
// that the server keeps in its place.
func codeKey(typed string) ([]byte, error) {
	fold := strings.NewReplacer(" ", "", "-", "", "O", "0", "I", "1", "L", "1")
	code := fold.Replace(strings.ToUpper(typed))
	if len(code) != 18 {
		return nil, fmt.Errorf("%w: %d characters", errCode, len(code))
	}
	for _, r := range code {
		if !strings.ContainsRune(codeAlphabet, r) {
			return nil, fmt.Errorf("%w: a character outside the alphabet", errCode)
		}
	}
	random := code[:17]
	if code[17] != codeAlphabet[hash([]byte(random))[0]%32] {
		return nil, fmt.Errorf("%w: check character", errCode)
	}
	return hkdf.Key(sha256.New, []byte(random), nil, "zhucun code 1", 32)
}
