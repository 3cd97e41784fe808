package syncproto_test

import (
	"crypto/ed25519"
	"crypto/elliptic"
	"errors"
	"math/big"
	"testing"

	"filippo.io/edwards25519"

	"zhucun/syncproto"
	"zhucun/syncproto/prototest"
)

// Under the identity as key one constant signature verifies every message in the standard library: R = B, S = 1.
func TestSmallOrderKeysAreRefusedBecauseTheyVerifyAnything(t *testing.T) {
	identity := append([]byte{1}, make([]byte, 31)...)
	signature := append(spelled("5866666666666666666666666666666666666666666666666666666666666666 01"), make([]byte, 31)...)
	for _, message := range []string{"王婆婆没有来过", "anything"} {
		if !ed25519.Verify(identity, []byte(message), signature) {
			t.Fatal("the library became strict: this refusal can be thought over")
		}
	}
	for _, point := range []string{
		"0100000000000000000000000000000000000000000000000000000000000000", "ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
		"0000000000000000000000000000000000000000000000000000000000000000", "0000000000000000000000000000000000000000000000000000000000000080",
		"c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a", "c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac03fa",
		"26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05", "26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc85",
	} {
		if _, err := syncproto.ParsePublicKey(syncproto.Ed25519, spelled(point)); !errors.Is(err, syncproto.ErrKeyRefused) {
			t.Errorf("%s: %v, want ErrKeyRefused", point, err)
		}
	}
}

func TestKeysThatAreNoneAreRefused(t *testing.T) {
	phone := prototest.P256Key("phone").Public()
	for name, key := range map[string]struct {
		algorithm syncproto.Algorithm
		bytes     []byte
	}{
		"y + p":                {syncproto.Ed25519, spelled("f1ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f")},
		"identity, sign set":   {syncproto.Ed25519, spelled("0100000000000000000000000000000000000000000000000000000000000080")},
		"mixed order":          {syncproto.Ed25519, mixedOrder(t)},
		"no point has this y":  {syncproto.Ed25519, append([]byte{2}, make([]byte, 31)...)},
		"33 bytes":             {syncproto.Ed25519, make([]byte, 33)},
		"uncompressed":         {syncproto.P256, append([]byte{4}, make([]byte, 64)...)},
		"prefix 5":             {syncproto.P256, append([]byte{5}, phone.Bytes()[1:]...)},
		"point at infinity":    {syncproto.P256, []byte{0}},
		"x above p":            {syncproto.P256, spelled("02ffffffff00000001000000000000000000000000ffffffffffffffffffffffff")},
		"kept algorithm":       {3, phone.Bytes()},
		"no algorithm":         {0, phone.Bytes()},
		"algorithm of another": {syncproto.Ed25519, phone.Bytes()},
	} {
		if _, err := syncproto.ParsePublicKey(key.algorithm, key.bytes); !errors.Is(err, syncproto.ErrKeyRefused) {
			t.Errorf("%s: %v, want ErrKeyRefused", name, err)
		}
	}
}

// mixedOrder is a key that libraries disagree on: a good one with a point of order 8 added.
func mixedOrder(t *testing.T) []byte {
	t.Helper()
	key, err := new(edwards25519.Point).SetBytes(device.Public().Bytes())
	if err != nil {
		t.Fatal(err)
	}
	torsion, err := new(edwards25519.Point).SetBytes(spelled("c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a"))
	if err != nil {
		t.Fatal(err)
	}
	return key.Add(key, torsion).Bytes()
}

// Half of all x have no point: the curve's equation, computed here, tells which.
func TestP256KeysMustBeOnTheCurve(t *testing.T) {
	curve := elliptic.P256().Params()
	on, off := 0, 0
	for x := int64(1); x <= 40; x++ {
		right := new(big.Int).Exp(big.NewInt(x), big.NewInt(3), nil)
		right.Add(right.Sub(right, big.NewInt(3*x)), curve.B)
		want := big.Jacobi(right.Mod(right, curve.P), curve.P) >= 0
		key := append([]byte{3}, big.NewInt(x).FillBytes(make([]byte, 32))...)
		if _, err := syncproto.ParsePublicKey(syncproto.P256, key); (err == nil) != want {
			t.Errorf("x = %d: %v, on the curve: %v", x, err, want)
		}
		if want {
			on++
		} else {
			off++
		}
	}
	if on == 0 || off == 0 {
		t.Errorf("%d on and %d off the curve show nothing", on, off)
	}
}

func TestSignatures(t *testing.T) {
	message := []byte("message")
	for name, signer := range map[string]syncproto.Signer{"Ed25519": prototest.Ed25519Key("a"), "P-256": prototest.P256Key("a")} {
		t.Run(name, func(t *testing.T) {
			good, err := signer.Sign(message)
			if err != nil {
				t.Fatal(err)
			}
			key := signer.Public()
			if !key.Verify(message, good) {
				t.Fatal("its own signature does not verify")
			}
			for bit := range 8 * len(good) {
				changed := good
				changed[bit/8] ^= 1 << (bit % 8)
				if key.Verify(message, changed) {
					t.Errorf("it verifies with bit %d changed", bit)
				}
			}
			if key.Verify([]byte("Message"), good) || prototest.Ed25519Key("b").Public().Verify(message, good) || (syncproto.PublicKey{}).Verify(message, good) {
				t.Error("it verifies over another message or under another key")
			}
			again, err := syncproto.ParsePublicKey(key.Algorithm(), key.Bytes())
			if err != nil || again != key {
				t.Errorf("the key's own bytes: %v", err)
			}
		})
	}
}

func TestP256SignaturesStayInTheirRange(t *testing.T) {
	signer := prototest.P256Key("a")
	key, message := signer.Public(), []byte("message")
	good, err := signer.Sign(message)
	if err != nil {
		t.Fatal(err)
	}
	order := elliptic.P256().Params().N
	s := new(big.Int).SetBytes(good[32:])
	for name, pair := range map[string][2]*big.Int{
		"r = 0": {big.NewInt(0), s}, "s = 0": {new(big.Int).SetBytes(good[:32]), big.NewInt(0)}, "both 0": {big.NewInt(0), big.NewInt(0)},
		"r = n": {order, s}, "s = n": {new(big.Int).SetBytes(good[:32]), order},
	} {
		var signature syncproto.Signature
		pair[0].FillBytes(signature[:32])
		pair[1].FillBytes(signature[32:])
		if key.Verify(message, signature) {
			t.Errorf("%s verifies", name)
		}
	}
	var other syncproto.Signature // the same r with n - s is a signature too: names must not depend on signatures
	copy(other[:32], good[:32])
	new(big.Int).Sub(order, s).FillBytes(other[32:])
	if !key.Verify(message, other) {
		t.Error("n - s does not verify, as it does for everybody else")
	}
}

// Browsers give exactly 64 bytes r ‖ s; DER has another length and is never taken for it.
func TestSignaturesOfOtherLengthsAreMalformed(t *testing.T) {
	payload := plain().Sealed[0]
	for _, length := range []int{0, 63, 65, 70} {
		body := append([]byte{}, payload[:len(payload)-66]...)
		body = append(append(body, 0x58, byte(length)), make([]byte, length)...)
		if _, err := syncproto.ParseSegment(body); syncproto.CodeOf(err) != syncproto.CodeMalformed {
			t.Errorf("a signature of %d bytes: %v", length, err)
		}
	}
}
