package auth_test

import (
	"crypto/ed25519"
	"strings"
	"testing"
	"time"

	"zhucun/server/auth"
)

func TestNewRefuses(t *testing.T) {
	w := newWorld(t)
	for name, spoil := range map[string]func(*auth.Config){
		"no tickets":             func(c *auth.Config) { c.Tickets = nil },
		"no sessions":            func(c *auth.Config) { c.Sessions = nil },
		"no clock":               func(c *auth.Config) { c.Now = nil },
		"no randomness":          func(c *auth.Config) { c.Random = nil },
		"no key":                 func(c *auth.Config) { c.Key = nil },
		"a cut key":              func(c *auth.Config) { c.Key = c.Key[:32] },
		"halves of two keys":     func(c *auth.Config) { c.Key = append(c.Key[:32:32], key(2)[32:]...) },
		"no issuer":              func(c *auth.Config) { c.Issuer = "" },
		"a long issuer":          func(c *auth.Config) { c.Issuer = strings.Repeat("a", 65) },
		"an issuer JSON escapes": func(c *auth.Config) { c.Issuer = `a"b` },
		"an issuer in Chinese":   func(c *auth.Config) { c.Issuer = "通江县" },
		"a negative ticket":      func(c *auth.Config) { c.TicketLife = -1 },
		"a blink of a token":     func(c *auth.Config) { c.TokenLife = time.Second },
		"a session under its token": func(c *auth.Config) {
			c.TokenLife, c.SessionLife = 2*time.Hour, time.Hour
		},
	} {
		c := w.config(w.store)
		spoil(&c)
		if g, err := auth.New(c); err == nil || g != nil {
			t.Errorf("%s: %v, %v; want an error", name, g, err)
		}
	}
}

func TestLivesAreSettings(t *testing.T) {
	w := newWorld(t)
	c := w.config(w.store)
	c.TicketLife, c.TokenLife, c.SessionLife = time.Minute, time.Hour, 3*time.Hour
	g, err := auth.New(c)
	must(t, "new gate", err)
	ticket, code, err := g.Issue(t.Context(), scope(t, "auditor", "51"), "office")
	must(t, "issue", err)
	s, token, err := g.Enter(t.Context(), code.Reveal())
	must(t, "enter", err)
	if ticket.Expires.Sub(ticket.Issued) != time.Minute || s.Expires.Sub(s.Issued) != 3*time.Hour {
		t.Errorf("ticket until %v, session until %v; want a minute and three hours after %v", ticket.Expires, s.Expires, s.Issued)
	}
	if want := s.Issued.Add(time.Hour).Truncate(time.Second); !token.Expires.Equal(want) {
		t.Errorf("token until %v, want %v", token.Expires, want)
	}
}

func TestLongestTokenIsRead(t *testing.T) {
	w := newWorld(t)
	c := w.config(w.store)
	c.Issuer = strings.Repeat("z", 64)
	g, err := auth.New(c)
	must(t, "new gate", err)
	_, token, err := g.Enter(t.Context(), w.code(t))
	must(t, "enter", err)
	_, _, err = g.Admit(t.Context(), token.Text.Reveal())
	must(t, "admit", err)
}

// The key alone decides: another server's key with the same issuer, and the right key under another issuer.
func TestAnotherGatesTokens(t *testing.T) {
	for name, spoil := range map[string]func(*auth.Config){
		"key":    func(c *auth.Config) { c.Key = ed25519.NewKeyFromSeed(make([]byte, 32)) },
		"issuer": func(c *auth.Config) { c.Issuer = "zhucun 511922" },
	} {
		w := newWorld(t)
		c := w.config(w.store)
		spoil(&c)
		other, err := auth.New(c)
		must(t, "new gate", err)
		_, token := w.enter(t)
		_, _, err = other.Admit(t.Context(), token.Text.Reveal())
		wantErr(t, "another "+name, err, auth.ErrNoSession)
		w.admits(t, token, nil)
	}
}
