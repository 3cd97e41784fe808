package proof

import (
	"crypto/ed25519"
	"encoding/base64"
	"fmt"
	"strings"

	"golang.org/x/mod/sumdb/note"
)

// VerifierKey is the county's public key in the text form of signed notes, "name+hash+base64", that other tools for
// transparency logs take.
func VerifierKey(origin string, key ed25519.PublicKey) (string, error) {
	return note.NewEd25519VerifierKey(origin, key)
}

func noteVerifier(origin string, key ed25519.PublicKey) (note.Verifier, error) {
	text, err := VerifierKey(origin, key)
	if err != nil {
		return nil, fmt.Errorf("proof: ledger key: %w", err)
	}
	v, err := note.NewVerifier(text)
	if err != nil {
		return nil, fmt.Errorf("proof: ledger key: %w", err)
	}
	return v, nil
}

func noteSigner(origin string, key ed25519.PrivateKey) (note.Signer, error) {
	if len(key) != ed25519.PrivateKeySize {
		return nil, fmt.Errorf("proof: ledger key has %d bytes", len(key))
	}
	public, err := VerifierKey(origin, key.Public().(ed25519.PublicKey))
	if err != nil {
		return nil, fmt.Errorf("proof: ledger key: %w", err)
	}
	// The hash in the private form is the public key's; the name has no "+" (Origin), so cutting from the left is safe.
	_, rest, _ := strings.Cut(public, "+")
	hash, _, _ := strings.Cut(rest, "+")
	seed := base64.StdEncoding.EncodeToString(append([]byte{1}, key.Seed()...))
	signer, err := note.NewSigner("PRIVATE+KEY+" + origin + "+" + hash + "+" + seed)
	if err != nil {
		// The note package's error would not hold the key, but nothing made from the seed goes into a message here.
		return nil, fmt.Errorf("proof: ledger key is not usable as %s", origin)
	}
	return signer, nil
}
