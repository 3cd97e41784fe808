package syncproto

import (
	"crypto/sha256"
	"fmt"
	"io"
	"math/big"
	"strings"
)

// Card is the secret of a household's card: 128 random bits, printed as a QR code on the appointment slip, kept by the household and by no phone
// or server. Together with the phone's own secret it unwraps the supervisor's personal key.
type Card struct{ secret [16]byte }

const (
	cardPrefix = "ZHUCUNCARD1:"
	cardSecret = 26 // characters of 5 bits hold 128 bits
	cardLength = cardSecret + 2
)

// NewCard draws a card from a source of randomness.
func NewCard(random io.Reader) (Card, error) {
	var c Card
	if _, err := io.ReadFull(random, c.secret[:]); err != nil {
		return Card{}, fmt.Errorf("draw a card: %w", err)
	}
	return c, nil
}

// ParseCard reads what the QR code says, or what a person types from under it.
func ParseCard(typed string) (Card, error) {
	text := foldCode(strings.TrimPrefix(strings.ToUpper(strings.TrimSpace(typed)), cardPrefix))
	if len(text) != cardLength {
		return Card{}, malformed("a card has %d letters and digits, not %d", cardLength, len(text))
	}
	n := new(big.Int)
	for i, r := range text[:cardSecret] {
		digit := strings.IndexRune(codeAlphabet, r)
		if digit < 0 {
			return Card{}, malformed("character %d is on no card", i+1)
		}
		n.Or(n.Lsh(n, 5), big.NewInt(int64(digit)))
	}
	if n.BitLen() > 128 || cardCheck(text[:cardSecret]) != text[cardSecret:] {
		return Card{}, malformed("a character of the card is wrong")
	}
	var c Card
	n.FillBytes(c.secret[:])
	return c, nil
}

// Secret is what unwraps the key.
func (c Card) Secret() []byte { return c.secret[:] }

// QR is the text of the QR code: a secret.
func (c Card) QR() string { return cardPrefix + c.text() }

// Printed is the text under the QR code, in groups of seven: a secret.
func (c Card) Printed() string {
	t := c.text()
	return t[:7] + "-" + t[7:14] + "-" + t[14:21] + "-" + t[21:]
}

// String hides the secret: it must not reach a log.
func (c Card) String() string { return "(card)" }

func (c Card) text() string {
	n := new(big.Int).SetBytes(c.secret[:])
	digits := make([]byte, cardSecret)
	for i := range digits {
		shift := uint(5 * (cardSecret - 1 - i))
		digit := new(big.Int).And(new(big.Int).Rsh(n, shift), big.NewInt(31))
		digits[i] = codeAlphabet[digit.Int64()]
	}
	return string(digits) + cardCheck(string(digits))
}

func cardCheck(text string) string {
	sum := sha256.Sum256([]byte(text))
	return string([]byte{codeAlphabet[sum[0]%32], codeAlphabet[sum[1]%32]})
}
