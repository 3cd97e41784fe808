package reader

import (
	"bytes"
	"crypto/ecdsa"
	"crypto/ed25519"
	"crypto/elliptic"
	"crypto/sha256"
	"errors"
	"fmt"
	"math/big"

	"filippo.io/edwards25519"
)

// The algorithms of section 2.
const (
	algEd25519 = 1
	algP256    = 2
)

const sizeSignature = 64

// publicKey is a key as it was registered. A message never names its own.
type publicKey struct {
	algorithm uint64
	bytes     []byte
}

var errKey = errors.New("key refused")

// check is what registering demands: length, curve, canonical form, and for
// Ed25519 a point of the group of prime order.
func (k publicKey) check() error {
	switch k.algorithm {
	case algEd25519:
		return checkEd25519(k.bytes)
	case algP256:
		_, err := k.p256()
		return err
	default:
		return fmt.Errorf("%w: algorithm %d", errKey, k.algorithm)
	}
}

func checkEd25519(b []byte) error {
	point, err := new(edwards25519.Point).SetBytes(b)
	if err != nil {
		return fmt.Errorf("%w: %w", errKey, err)
	}
	if !bytes.Equal(point.Bytes(), b) {
		return fmt.Errorf("%w: not canonical", errKey)
	}
	identity := edwards25519.NewIdentityPoint()
	if point.Equal(identity) == 1 || timesOrder(point).Equal(identity) == 0 {
		return fmt.Errorf("%w: not of prime order", errKey)
	}
	return nil
}

// timesOrder is the point times the order L of the base point. Scalars are
// reduced by L, so it goes by way of L-1, which is -1.
func timesOrder(point *edwards25519.Point) *edwards25519.Point {
	one, err := edwards25519.NewScalar().SetCanonicalBytes(append([]byte{1}, make([]byte, 31)...))
	if err != nil {
		panic(err) // 1 is canonical
	}
	less := new(edwards25519.Point).ScalarMult(one.Negate(one), point)
	return less.Add(less, point)
}

func (k publicKey) p256() (*ecdsa.PublicKey, error) {
	curve := elliptic.P256()
	if len(k.bytes) != 33 {
		return nil, fmt.Errorf("%w: %d bytes", errKey, len(k.bytes))
	}
	x, y := elliptic.UnmarshalCompressed(curve, k.bytes)
	if x == nil {
		return nil, fmt.Errorf("%w: no point of P-256", errKey)
	}
	long := make([]byte, 65)
	long[0] = 4
	x.FillBytes(long[1:33])
	y.FillBytes(long[33:])
	return ecdsa.ParseUncompressedPublicKey(curve, long)
}

// verify tells whether sig is the key's signature over message. A key that
// registering would refuse verifies nothing.
func (k publicKey) verify(message, sig []byte) bool {
	if k.check() != nil || len(sig) != sizeSignature {
		return false
	}
	if k.algorithm == algEd25519 {
		return ed25519.Verify(k.bytes, message, sig)
	}
	public, err := k.p256()
	if err != nil {
		return false
	}
	digest := sha256.Sum256(message)
	r, s := new(big.Int).SetBytes(sig[:32]), new(big.Int).SetBytes(sig[32:])
	return ecdsa.Verify(public, digest[:], r, s)
}

// id is the key_id that a statement names.
func (k publicKey) id() []byte {
	return hash([]byte("zhucun person key 1"), []byte{byte(k.algorithm)}, k.bytes)[:16]
}
