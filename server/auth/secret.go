package auth

import (
	"encoding/base64"
	"fmt"
	"io"
)

// Secret is a text that opens something: a ticket's code or a session's token. Every verb of fmt and every handler of
// log/slog prints a placeholder, so that it reaches a log only through a Reveal that someone wrote down.
type Secret struct{ text string }

// Reveal is the text, for the one answer that carries it.
func (s Secret) Reveal() string { return s.text }

// Format writes the placeholder, whatever the verb.
func (s Secret) Format(state fmt.State, _ rune) { _, _ = io.WriteString(state, "(secret)") }

// Address is the one-time address: the page with the code as its fragment, which browsers keep to themselves, so that
// no server, proxy or referrer ever sees it. The page must carry no fragment of its own.
func Address(page string, code Secret) string { return page + "#" + code.text }

// A code is 144 random bits. They fill 24 letters with no bit left over, so a code has exactly one spelling.
const (
	codeBytes  = 18
	codeLength = 24
)

func newCode(random io.Reader) (Secret, error) {
	var bits [codeBytes]byte
	if _, err := io.ReadFull(random, bits[:]); err != nil {
		return Secret{}, fmt.Errorf("auth: no randomness for a code: %w", err)
	}
	return Secret{base64.RawURLEncoding.EncodeToString(bits[:])}, nil
}
