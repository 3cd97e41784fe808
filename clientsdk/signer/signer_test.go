package signer

import (
	"bytes"
	"encoding/hex"
	"errors"
	"fmt"
	"testing"

	"pgregory.net/rapid"

	"zhucun/syncproto"
	"zhucun/syncproto/prototest"
)

var (
	phone = NewDevice([32]byte{1})
	log   = syncproto.LogID{7}
)

func card(t testing.TB, seed string) Secret {
	t.Helper()
	c, err := syncproto.NewCard(prototest.Random(seed))
	if err != nil {
		t.Fatal(err)
	}
	return CardSecret(c)
}

func pin(t testing.TB, digits string) Secret {
	t.Helper()
	s, err := PINSecret(digits)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// wrap makes a key and wraps it for local number 3.
func wrap(t testing.TB, secret Secret) (*Personal, []byte, Binding) {
	t.Helper()
	random := prototest.Random("personal")
	key, err := NewPersonal(random)
	if err != nil {
		t.Fatal(err)
	}
	wrapped, err := key.Wrap(random, phone, secret, log, 3)
	if err != nil {
		t.Fatal(err)
	}
	return key, wrapped, Binding{Log: log, Local: 3, Key: key.Public().ID()}
}

func TestAKeyOpensWithItsSecret(t *testing.T) {
	for _, secret := range []Secret{card(t, "a"), pin(t, "2580")} {
		key, wrapped, binding := wrap(t, secret)
		opened, err := Unwrap(wrapped, phone, secret, binding)
		if err != nil {
			t.Fatal(err)
		}
		signature, err := opened.Sign([]byte("word"))
		if err != nil || !key.Public().Verify([]byte("word"), signature) {
			t.Errorf("the key that came back signs otherwise: %v", err)
		}
	}
}

func TestAKeyOpensNowhereElse(t *testing.T) {
	_, wrapped, binding := wrap(t, card(t, "a"))
	_, byPIN, _ := wrap(t, pin(t, "2580"))
	other := func(change func(*Binding)) Binding {
		b := binding
		change(&b)
		return b
	}
	tests := []struct {
		name    string
		wrapped []byte
		device  Device
		secret  Secret
		binding Binding
	}{
		{"another card", wrapped, phone, card(t, "b"), binding},
		{"a PIN for a card", wrapped, phone, pin(t, "2580"), binding},
		{"a wrong PIN", byPIN, phone, pin(t, "2581"), binding},
		{"no secret", wrapped, phone, Secret{}, binding},
		{"another device", wrapped, NewDevice([32]byte{2}), card(t, "a"), binding},
		{"another log", wrapped, phone, card(t, "a"), other(func(b *Binding) { b.Log[0]++ })},
		{"another person", wrapped, phone, card(t, "a"), other(func(b *Binding) { b.Local++ })},
		{"another key", wrapped, phone, card(t, "a"), other(func(b *Binding) { b.Key[0]++ })},
	}
	for _, test := range tests {
		if _, err := Unwrap(test.wrapped, test.device, test.secret, test.binding); !errors.Is(err, ErrWrongSecret) {
			t.Errorf("%s: got %v, want ErrWrongSecret", test.name, err)
		}
	}
}

func TestAFlippedByteOpensNothing(t *testing.T) {
	secret := card(t, "a")
	_, wrapped, binding := wrap(t, secret)
	for at := range wrapped {
		damaged := bytes.Clone(wrapped)
		damaged[at] ^= 1
		if _, err := Unwrap(damaged, phone, secret, binding); err == nil {
			t.Errorf("byte %d does not matter", at)
		}
	}
	for _, n := range []int{0, 1, wrapSize - 1} {
		if _, err := Unwrap(wrapped[:n], phone, secret, binding); !errors.Is(err, ErrWrapped) {
			t.Errorf("%d bytes: got %v, want ErrWrapped", n, err)
		}
	}
}

func TestTheSameKeyWrappedTwiceLooksUnlike(t *testing.T) {
	key, first, _ := wrap(t, card(t, "a"))
	second, err := key.Wrap(prototest.Random("later"), phone, card(t, "a"), log, 3)
	if err != nil || bytes.Equal(first, second) || bytes.Contains(first, key.seed[:]) {
		t.Errorf("wrapped %x, then %x, %v", first, second, err)
	}
}

// What a phone in the field has wrapped must open for ever: these bytes never change.
func TestTheFormIsFixed(t *testing.T) {
	key, byCard, _ := wrap(t, card(t, "a"))
	_, byPIN, _ := wrap(t, pin(t, "2580"))
	got := fmt.Sprintf("%s %s %s", syncproto.HashOf(byCard), syncproto.HashOf(byPIN), syncproto.HashOf(append(phone.Key().Public().Bytes(), key.Public().Bytes()...)))
	want := "2b445d1e93d7c22af45628183ad88c946ee8c05ad5c29fe4407b2bc4b327c97c 53decefa19c3878526dfed6a9b3f279e8e1989a1606c2fb3c767e018a8c7295a " +
		"f28cbc88243ce8efb1142e5b7e32852fe0c0369b4cf15e93b913d56d65f4b5dd"
	if got != want {
		t.Errorf("got %s, want %s", got, want)
	}
}

func TestAPINHasFourToTwelveDigits(t *testing.T) {
	for _, digits := range []string{"", "123", "1234567890123", "12a4", "１２３４", "-123"} {
		if _, err := PINSecret(digits); !errors.Is(err, ErrWeakPIN) {
			t.Errorf("%q: got %v, want ErrWeakPIN", digits, err)
		}
	}
}

func TestNothingPrintsASecret(t *testing.T) {
	for _, secret := range []Secret{card(t, "a"), pin(t, "2580")} {
		printed := fmt.Sprintf("%v %+v %#v %s", secret, secret, secret, secret)
		if bytes.Contains([]byte(printed), []byte(secret.material)) || bytes.Contains([]byte(printed), []byte(hex.EncodeToString([]byte(secret.material)))) {
			t.Errorf("printed %q", printed)
		}
	}
}

func TestAForgottenKeyIsGone(t *testing.T) {
	key, _, _ := wrap(t, card(t, "a"))
	key.Forget()
	if key.seed != [32]byte{} || !bytes.Equal(key.key, make([]byte, 64)) {
		t.Error("the key is still in memory")
	}
}

func TestEveryCardOpensOnlyItsOwn(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		a, b := rapid.String().Draw(t, "a"), rapid.String().Draw(t, "b")
		c1, err1 := syncproto.NewCard(prototest.Random(a))
		c2, err2 := syncproto.NewCard(prototest.Random(b))
		if err1 != nil || err2 != nil {
			t.Fatal(err1, err2)
		}
		key, err := NewPersonal(prototest.Random(a + b))
		if err != nil {
			t.Fatal(err)
		}
		wrapped, err := key.Wrap(prototest.Random(b+a), phone, CardSecret(c1), log, 1)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := Unwrap(wrapped, phone, CardSecret(c2), Binding{log, 1, key.Public().ID()}); (err == nil) != (a == b) {
			t.Fatalf("card of %q on a key of %q: %v", b, a, err)
		}
	})
}
