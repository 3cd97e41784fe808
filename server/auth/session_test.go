package auth_test

import (
	"testing"
	"time"

	"github.com/google/uuid"

	"zhucun/server/auth"
)

const day = 24 * time.Hour

func TestRevokedSessionIsRefusedAtOnce(t *testing.T) {
	w := newWorld(t)
	s, token := w.enter(t)
	_, other := w.enter(t)
	w.clock.pass(auth.TokenLife * 3 / 4)
	renewed := w.admits(t, token, nil)
	elsewhere := w.gate(t, w.store)
	must(t, "revoke", elsewhere.Revoke(t.Context(), s.ID))
	w.admits(t, token, auth.ErrSessionEnded)
	w.admits(t, renewed, auth.ErrSessionEnded)
	w.admits(t, other, nil)
	must(t, "revoke again", w.Revoke(t.Context(), s.ID))
	w.clock.pass(-day)
	w.admits(t, token, auth.ErrSessionEnded)
	ticket, code, err := w.Issue(t.Context(), s.Scope, "office")
	must(t, "issue", err)
	must(t, "revoke before it was opened", elsewhere.Revoke(t.Context(), ticket.ID))
	_, _, err = w.Enter(t.Context(), code.Reveal())
	wantErr(t, "open what was revoked", err, auth.ErrTicketExpired)
	wantErr(t, "revoke a stranger", w.Revoke(t.Context(), uuid.Max), auth.ErrNoSession)
}

func TestTokenIsRenewedInItsSecondHalf(t *testing.T) {
	w := newWorld(t)
	s, token := w.enter(t)
	w.clock.pass(auth.TokenLife/2 - time.Second)
	if got := w.admits(t, token, nil); got != token {
		t.Errorf("renewed in the first half, until %v", got.Expires)
	}
	w.clock.pass(2 * time.Second)
	renewed := w.admits(t, token, nil)
	if want := w.clock.Now().Add(auth.TokenLife).UTC().Truncate(time.Second); !renewed.Expires.Equal(want) {
		t.Errorf("renewed until %v, want %v", renewed.Expires, want)
	}
	w.admits(t, token, nil)
	w.clock.pass(auth.TokenLife / 2)
	w.admits(t, token, auth.ErrSessionEnded)
	got, _, err := w.Admit(t.Context(), renewed.Text.Reveal())
	must(t, "admit the renewed token", err)
	if got != s {
		t.Errorf("the renewed token is of %+v, want %+v", got, s)
	}
}

func TestRenewalNeverPassesTheSessionsLastMoment(t *testing.T) {
	w := newWorld(t)
	s, token := w.enter(t)
	renewals := 0
	for w.clock.Now().Before(s.Expires) {
		next := w.admits(t, token, nil)
		if next != token {
			renewals++
		}
		if next.Expires.After(s.Expires) || next.Expires.Before(token.Expires) {
			t.Fatalf("a token until %v, after one until %v, in a session until %v", next.Expires, token.Expires, s.Expires)
		}
		token = next
		w.clock.pass(time.Hour - time.Millisecond)
		if s.Expires.Sub(w.clock.Now()) < time.Second {
			break
		}
	}
	if renewals < 6 || renewals > 8 {
		t.Errorf("%d renewals in %v, want 6 to 8", renewals, auth.SessionLife)
	}
	if left := s.Expires.Sub(token.Expires); left < 0 || left >= time.Second {
		t.Errorf("the last token ends %v before the session, want less than a second", left)
	}
	w.clock.pass(time.Hour)
	w.admits(t, token, auth.ErrSessionEnded)
}

func TestAbandonedSessionEndsWithItsToken(t *testing.T) {
	w := newWorld(t)
	_, token := w.enter(t)
	w.clock.pass(auth.TokenLife - time.Second)
	w.admits(t, token, nil)
	w.clock.pass(time.Second)
	w.admits(t, token, auth.ErrSessionEnded)
}

func TestSessionRowEndsATokenThatOutlivesIt(t *testing.T) {
	w := newWorld(t)
	s, _ := w.enter(t)
	w.clock.pass(auth.SessionLife)
	long := forge(w.key, header, w.payload(s.ID, -time.Hour, day))
	_, _, err := w.Admit(t.Context(), long)
	wantErr(t, "admit", err, auth.ErrSessionEnded)
}

func TestClockSetBack(t *testing.T) {
	w := newWorld(t)
	_, token := w.enter(t)
	w.clock.pass(-2 * time.Second)
	w.admits(t, token, auth.ErrNoSession)
	w.clock.pass(2 * time.Second)
	if got := w.admits(t, token, nil); got != token {
		t.Errorf("renewed because the clock went back and forth")
	}
	w.clock.pass(5 * day)
	renewed := w.admits(t, token, nil)
	w.clock.pass(-3 * day)
	w.admits(t, renewed, auth.ErrNoSession)
	if got := w.admits(t, token, nil); got != token {
		t.Errorf("the clock back in the first half, and a new token until %v", got.Expires)
	}
}

func TestEndedRowsAreForgotten(t *testing.T) {
	w := newWorld(t)
	code := w.code(t)
	s, token := w.enter(t)
	forgets := func(want int) {
		t.Helper()
		got, err := w.Forget(t.Context())
		must(t, "forget", err)
		if got != want {
			t.Errorf("forgot %d rows, want %d", got, want)
		}
	}
	w.clock.pass(auth.TicketLife + day)
	forgets(0)
	w.clock.pass(time.Millisecond)
	forgets(2)
	_, _, err := w.Enter(t.Context(), code)
	wantErr(t, "enter with a forgotten ticket", err, auth.ErrTicketUnknown)
	w.admits(t, token, nil)
	w.clock.pass(auth.SessionLife)
	forgets(1)
	_, err = w.store.FindSession(t.Context(), s.ID)
	wantErr(t, "find", err, auth.ErrNoSession)
}
