package syncproto

import (
	"crypto/ecdsa"
	"crypto/ed25519"
	"crypto/elliptic"
	"crypto/sha256"
	"fmt"
	"math/big"

	"filippo.io/edwards25519"
)

// Algorithm of a key. It belongs to the key where the key is registered and is never read from the message being verified.
type Algorithm uint8

// Algorithms of SPEC.md section 2; 3 is kept for SM2.
const (
	Ed25519 Algorithm = 1
	P256    Algorithm = 2
)

// PublicKey is a key that ParsePublicKey accepted: on its curve, canonical, not of small order. The zero value verifies nothing.
type PublicKey struct {
	algorithm Algorithm
	bytes     string
}

// Signer signs with a key pair that may live in hardware. Sign may be called from one goroutine at a time and either returns a
// signature that Public verifies, or an error and no signature.
type Signer interface {
	Public() PublicKey
	Sign(message []byte) (Signature, error)
}

// ParsePublicKey refuses, with ErrKeyRefused, wrong lengths, points off the curve, non-canonical encodings, and the eight Ed25519 points of
// small order, under which one signature can verify every message.
func ParsePublicKey(algorithm Algorithm, key []byte) (PublicKey, error) {
	var err error
	switch algorithm {
	case Ed25519:
		err = checkEd25519(key)
	case P256:
		err = checkP256(key)
	default:
		err = fmt.Errorf("algorithm %d is not known", algorithm)
	}
	if err != nil {
		return PublicKey{}, fmt.Errorf("%w: %v", ErrKeyRefused, err)
	}
	return PublicKey{algorithm, string(key)}, nil
}

func checkEd25519(key []byte) error {
	if len(key) != ed25519.PublicKeySize {
		return fmt.Errorf("an Ed25519 key has 32 bytes, not %d", len(key))
	}
	point, err := new(edwards25519.Point).SetBytes(key)
	if err != nil {
		return err
	}
	if string(point.Bytes()) != string(key) {
		return fmt.Errorf("not the canonical encoding")
	}
	timesEight := new(edwards25519.Point).MultByCofactor(point)
	if timesEight.Equal(edwards25519.NewIdentityPoint()) == 1 {
		return fmt.Errorf("point of small order")
	}
	if again, err := divideByEight(timesEight); err != nil || again.Equal(point) != 1 {
		return fmt.Errorf("point outside the group of prime order")
	}
	return nil
}

// divideByEight undoes the cofactor within the group of prime order; a point that does not come back has a part outside it, under which
// libraries disagree about signatures.
func divideByEight(point *edwards25519.Point) (*edwards25519.Point, error) {
	eight, err := new(edwards25519.Scalar).SetCanonicalBytes(append([]byte{8}, make([]byte, 31)...))
	if err != nil {
		return nil, err
	}
	return new(edwards25519.Point).ScalarMult(eight.Invert(eight), point), nil
}

func checkP256(key []byte) error {
	if len(key) != 33 {
		return fmt.Errorf("a compressed P-256 key has 33 bytes, not %d", len(key))
	}
	_, err := p256Key(key)
	return err
}

// p256Key finds the point of a compressed key; the standard library refuses those that are not on the curve.
func p256Key(key []byte) (*ecdsa.PublicKey, error) {
	x, y := elliptic.UnmarshalCompressed(elliptic.P256(), key)
	if x == nil {
		return nil, fmt.Errorf("not a point of the curve")
	}
	point := make([]byte, 65)
	point[0] = 4
	x.FillBytes(point[1:33])
	y.FillBytes(point[33:])
	return ecdsa.ParseUncompressedPublicKey(elliptic.P256(), point)
}

// Algorithm of the key; 0 for the zero value.
func (k PublicKey) Algorithm() Algorithm { return k.algorithm }

// Bytes of the key as they stand on the wire.
func (k PublicKey) Bytes() []byte { return []byte(k.bytes) }

// ID names the key: H[16]("zhucun person key 1" ‖ algorithm ‖ key).
func (k PublicKey) ID() KeyID {
	sum := hashOf([]byte("zhucun person key 1"), []byte{byte(k.algorithm)}, []byte(k.bytes))
	return KeyID(sum[:16])
}

// Verify tells whether the signature is the key's over the message. The verdict never depends on other messages or signatures.
func (k PublicKey) Verify(message []byte, signature Signature) bool {
	switch k.algorithm {
	case Ed25519:
		return ed25519.Verify([]byte(k.bytes), message, signature[:])
	case P256:
		return verifyP256([]byte(k.bytes), message, signature)
	}
	return false
}

func verifyP256(key, message []byte, signature Signature) bool {
	public, err := p256Key(key)
	if err != nil {
		return false
	}
	digest := sha256.Sum256(message)
	r, s := new(big.Int).SetBytes(signature[:32]), new(big.Int).SetBytes(signature[32:])
	return ecdsa.Verify(public, digest[:], r, s)
}
