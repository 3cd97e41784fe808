package reader

import (
	"bytes"
	"crypto/ecdsa"
	"crypto/ed25519"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/sha256"
	"errors"
	"testing"

	"filippo.io/edwards25519"
)

// signer is a key pair of a test; sign gives a signature over the message.
type signer struct {
	publicKey
	sign func(message []byte) []byte
}

func newEd25519(seed byte) signer {
	private := ed25519.NewKeyFromSeed(bytes.Repeat([]byte{seed}, 32))
	public := private.Public().(ed25519.PublicKey)
	return signer{publicKey{algEd25519, public}, func(m []byte) []byte { return ed25519.Sign(private, m) }}
}

func newP256(t *testing.T) signer {
	t.Helper()
	private, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	long, err := private.PublicKey.Bytes()
	if err != nil {
		t.Fatal(err)
	}
	short := append([]byte{2 + long[64]&1}, long[1:33]...)
	return signer{publicKey{algP256, short}, func(m []byte) []byte {
		digest := sha256.Sum256(m)
		r, s, err := ecdsa.Sign(rand.Reader, private, digest[:])
		if err != nil {
			t.Fatal(err)
		}
		return append(r.FillBytes(make([]byte, 32)), s.FillBytes(make([]byte, 32))...)
	}}
}

func TestKeysVerifyTheirOwn(t *testing.T) {
	for name, key := range map[string]signer{"Ed25519": newEd25519(1), "P-256": newP256(t)} {
		t.Run(name, func(t *testing.T) {
			sig := key.sign([]byte("this"))
			if !key.verify([]byte("this"), sig) {
				t.Error("own signature refused")
			}
			if key.verify([]byte("that"), sig) {
				t.Error("signature taken over another message")
			}
			if key.verify([]byte("this"), append(sig, 0)) {
				t.Error("signature of 65 bytes taken")
			}
			if key.verify([]byte("this"), make([]byte, sizeSignature)) {
				t.Error("zero signature taken")
			}
		})
	}
}

func TestKeysRefused(t *testing.T) {
	little := func(low byte, rest byte, top byte) []byte {
		return append(append([]byte{low}, bytes.Repeat([]byte{rest}, 30)...), top)
	}
	order8 := unhex(t, "c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a")
	good := newEd25519(1).bytes
	for _, point := range torsion(t) {
		if err := (publicKey{algEd25519, plus(t, good, point)}).check(); !errors.Is(err, errKey) {
			t.Errorf("a good key and %x: got %v, want %v", point, err, errKey)
		}
	}
	for name, key := range map[string]publicKey{
		"no algorithm":                    {0, good},
		"SM2":                             {3, good},
		"Ed25519 short":                   {algEd25519, good[:31]},
		"Ed25519 off the curve":           {algEd25519, little(2, 0, 0)},
		"Ed25519 identity":                {algEd25519, little(1, 0, 0)},
		"Ed25519 order 2":                 {algEd25519, little(0xec, 0xff, 0x7f)},
		"Ed25519 order 4":                 {algEd25519, little(0, 0, 0)},
		"Ed25519 order 8":                 {algEd25519, order8},
		"Ed25519 y = p + 3":               {algEd25519, little(0xf0, 0xff, 0x7f)},
		"Ed25519 identity with sign bit":  {algEd25519, little(1, 0, 0x80)},
		"P-256 of an Ed25519 length":      {algP256, good},
		"P-256 uncompressed prefix":       {algP256, append([]byte{4}, good...)},
		"P-256 x over the prime":          {algP256, append([]byte{2}, bytes.Repeat([]byte{0xff}, 32)...)},
		"P-256 point that is not on it":   {algP256, append([]byte{2}, append(make([]byte, 31), 1)...)},
		"P-256 point at infinity, padded": {algP256, make([]byte, 33)},
	} {
		t.Run(name, func(t *testing.T) {
			if err := key.check(); !errors.Is(err, errKey) {
				t.Errorf("got %v, want %v", err, errKey)
			}
		})
	}
}

// torsion are the seven points of small order that are not the identity.
func torsion(t *testing.T) [][]byte {
	t.Helper()
	first := unhex(t, "c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a")
	points := [][]byte{first}
	for len(points) < 7 {
		points = append(points, plus(t, points[len(points)-1], first))
	}
	return points
}

func plus(t *testing.T, a, b []byte) []byte {
	t.Helper()
	left, err := new(edwards25519.Point).SetBytes(a)
	if err != nil {
		t.Fatal(err)
	}
	right, err := new(edwards25519.Point).SetBytes(b)
	if err != nil {
		t.Fatal(err)
	}
	return left.Add(left, right).Bytes()
}
