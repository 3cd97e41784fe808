package signer

import (
	"crypto/ed25519"
	"crypto/hkdf"
	"crypto/sha256"

	"zhucun/syncproto"
)

// Device is what makes this phone this phone: the key that signs its log, and an output without which no personal key of it opens.
type Device struct {
	key    Ed25519
	output [32]byte
}

// NewDevice makes both from 32 secret bytes, which the caller keeps apart from the journal.
func NewDevice(secret [32]byte) Device {
	seed := derive(secret[:], "zhucun device key 1")
	return Device{key: NewEd25519(seed), output: derive(secret[:], "zhucun device output 1")}
}

// Key signs the log where no hardware key does.
func (d Device) Key() syncproto.Signer { return d.key }

// Ed25519 is a software key; Sign is deterministic and may be called concurrently.
type Ed25519 struct{ key ed25519.PrivateKey }

// NewEd25519 makes the key pair of a seed (RFC 8032).
func NewEd25519(seed [32]byte) Ed25519 { return Ed25519{ed25519.NewKeyFromSeed(seed[:])} }

// Public half of the pair.
func (k Ed25519) Public() syncproto.PublicKey {
	public, err := syncproto.ParsePublicKey(syncproto.Ed25519, k.key.Public().(ed25519.PublicKey))
	if err != nil {
		panic(err) // a key made from a seed is on the curve, canonical, and of full order
	}
	return public
}

// Sign never fails.
func (k Ed25519) Sign(message []byte) (syncproto.Signature, error) {
	return syncproto.Signature(ed25519.Sign(k.key, message)), nil
}

func derive(secret []byte, label string) [32]byte {
	out, err := hkdf.Key(sha256.New, secret, nil, label, 32)
	if err != nil {
		panic(err) // 32 bytes are always within HKDF's length
	}
	return [32]byte(out)
}
