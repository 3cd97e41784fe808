package prototest

import (
	"crypto"
	"crypto/ecdsa"
	"crypto/ed25519"
	"crypto/elliptic"
	"crypto/sha256"
	"encoding/asn1"
	"io"
	"math/big"
	"math/rand/v2"

	"zhucun/syncproto"
)

// Random is an endless source of bytes made from a seed.
func Random(seed string) io.Reader {
	return rand.NewChaCha8(sha256.Sum256([]byte(seed)))
}

type ed25519Signer struct{ key ed25519.PrivateKey }

// Ed25519Key is a key pair made from a seed.
func Ed25519Key(seed string) syncproto.Signer {
	sum := sha256.Sum256([]byte(seed))
	return ed25519Signer{ed25519.NewKeyFromSeed(sum[:])}
}

// Public half of the pair.
func (s ed25519Signer) Public() syncproto.PublicKey {
	return mustKey(syncproto.Ed25519, s.key.Public().(ed25519.PublicKey))
}

// Sign is deterministic.
func (s ed25519Signer) Sign(message []byte) (syncproto.Signature, error) {
	return syncproto.Signature(ed25519.Sign(s.key, message)), nil
}

type p256Signer struct{ key *ecdsa.PrivateKey }

// P256Key is a key pair made from a seed.
func P256Key(seed string) syncproto.Signer {
	sum := sha256.Sum256([]byte(seed))
	sum[0] = 0 // below the order of the curve
	key, err := ecdsa.ParseRawPrivateKey(elliptic.P256(), sum[:])
	if err != nil {
		panic(err)
	}
	return p256Signer{key}
}

// Public half of the pair.
func (s p256Signer) Public() syncproto.PublicKey {
	point, err := s.key.PublicKey.Bytes()
	if err != nil {
		panic(err)
	}
	return mustKey(syncproto.P256, append([]byte{2 + point[64]&1}, point[1:33]...))
}

// Sign is deterministic (RFC 6979), unlike on a phone, so that what is made from a seed stays the same.
func (s p256Signer) Sign(message []byte) (syncproto.Signature, error) {
	digest := sha256.Sum256(message)
	der, err := s.key.Sign(nil, digest[:], crypto.SHA256)
	if err != nil {
		return syncproto.Signature{}, err
	}
	var pair struct{ R, S *big.Int }
	if _, err := asn1.Unmarshal(der, &pair); err != nil {
		return syncproto.Signature{}, err
	}
	var out syncproto.Signature
	pair.R.FillBytes(out[:32])
	pair.S.FillBytes(out[32:])
	return out, nil
}

func mustKey(algorithm syncproto.Algorithm, key []byte) syncproto.PublicKey {
	public, err := syncproto.ParsePublicKey(algorithm, key)
	if err != nil {
		panic(err)
	}
	return public
}
