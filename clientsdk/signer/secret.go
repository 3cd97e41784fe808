package signer

import (
	"errors"
	"strings"

	"golang.org/x/crypto/argon2"

	"zhucun/syncproto"
)

// ErrWeakPIN says that a PIN is not made of 4 to 12 digits.
var ErrWeakPIN = errors.New("a PIN has 4 to 12 digits")

// argon2id as DESIGN.md prices one try of a PIN.
const (
	pinMemory = 19 << 10 // KiB
	pinTime   = 2
	pinLanes  = 1
)

// Secret is a card or a PIN at the moment of its use. The zero value is none. It hides itself from logs.
type Secret struct {
	means    syncproto.Means
	material string
}

// CardSecret is the secret of a card.
func CardSecret(card syncproto.Card) Secret {
	return Secret{means: syncproto.MeansCard, material: string(card.Secret())}
}

// PINSecret is the secret of a PIN as typed; ErrWeakPIN.
func PINSecret(digits string) (Secret, error) {
	notDigit := func(r rune) bool { return r < '0' || r > '9' }
	if len(digits) < 4 || len(digits) > 12 || strings.ContainsFunc(digits, notDigit) {
		return Secret{}, ErrWeakPIN
	}
	return Secret{means: syncproto.MeansPIN, material: digits}, nil
}

// Means tells card from PIN; 0 for the zero value.
func (s Secret) Means() syncproto.Means { return s.means }

// Unlock is how an actor counts who was unlocked just now by it.
func (s Secret) Unlock() syncproto.Unlock {
	switch s.means {
	case syncproto.MeansCard:
		return syncproto.UnlockCard
	case syncproto.MeansPIN:
		return syncproto.UnlockPIN
	}
	return syncproto.UnlockNone
}

// String hides the secret.
func (s Secret) String() string { return "(secret)" }

// GoString hides it from %#v too.
func (s Secret) GoString() string { return s.String() }

// stretched is what goes into the wrapping key: a card as it is, a PIN made costly to try.
func (s Secret) stretched(salt []byte) []byte {
	if s.means == syncproto.MeansPIN {
		return argon2.IDKey([]byte(s.material), salt, pinTime, pinMemory, pinLanes, 32)
	}
	return []byte(s.material)
}
