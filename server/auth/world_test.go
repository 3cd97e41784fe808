package auth_test

import (
	"crypto/ed25519"
	"errors"
	"math/rand/v2"
	"sync"
	"testing"
	"time"

	"zhucun/server/auth"
	"zhucun/server/auth/authtest"
)

const issuer = "zhucun 511921"

// clock is a clock that only the test moves.
type clock struct {
	mu  sync.Mutex
	now time.Time // mu
}

func (c *clock) Now() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.now
}

func (c *clock) pass(d time.Duration) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.now = c.now.Add(d)
}

// world is a gate with everything around it in the test's hands.
type world struct {
	*auth.Gate
	clock *clock
	store *authtest.Memory
	key   ed25519.PrivateKey
}

func key(seed byte) ed25519.PrivateKey {
	return ed25519.NewKeyFromSeed(append(make([]byte, ed25519.SeedSize-1), seed))
}

func newWorld(t testing.TB) *world {
	t.Helper()
	w := &world{
		clock: &clock{now: time.Date(2026, 3, 2, 16, 30, 0, 123_456_789, time.FixedZone("", 8*3600))},
		store: new(authtest.Memory), key: key(1),
	}
	w.Gate = w.gate(t, w.store)
	return w
}

// gate is another gate of the world, on that store.
func (w *world) gate(t testing.TB, store authtest.Store) *auth.Gate {
	t.Helper()
	g, err := auth.New(w.config(store))
	must(t, "new gate", err)
	return g
}

func (w *world) config(store authtest.Store) auth.Config {
	return auth.Config{
		Tickets: store, Sessions: store, Key: w.key, Issuer: issuer, Now: w.clock.Now, Random: rand.NewChaCha8([32]byte{1}),
	}
}

func scope(t testing.TB, role, place string) auth.Scope {
	t.Helper()
	s, err := auth.NewScope(role, place)
	must(t, "scope", err)
	return s
}

func (w *world) code(t testing.TB) string {
	t.Helper()
	_, code, err := w.Issue(t.Context(), scope(t, "auditor", "511921"), "office")
	must(t, "issue", err)
	return code.Reveal()
}

func (w *world) enter(t testing.TB) (auth.Session, auth.Token) {
	t.Helper()
	s, token, err := w.Enter(t.Context(), w.code(t))
	must(t, "enter", err)
	return s, token
}

// admits checks what Admit says of the token, and returns the token to use from then on.
func (w *world) admits(t testing.TB, token auth.Token, want error) auth.Token {
	t.Helper()
	_, renewed, err := w.Admit(t.Context(), token.Text.Reveal())
	wantErr(t, "admit", err, want)
	if renewed != nil {
		return *renewed
	}
	return token
}

func must(t testing.TB, what string, err error) {
	t.Helper()
	if err != nil {
		t.Fatalf("%s: %v", what, err)
	}
}

func wantErr(t testing.TB, what string, got, want error) {
	t.Helper()
	if !errors.Is(got, want) {
		t.Errorf("%s: %v, want %v", what, got, want)
	}
}
