package authtest

import (
	"context"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/uuid"

	"zhucun/server/auth"
)

// session is the n-th of some, each with a day more to live.
func session(n byte) auth.Session {
	return auth.Session{ID: id(n), Scope: scope(), Issued: start(), Expires: start().AddDate(0, 0, int(n))}
}

func finds(t *testing.T, open Open, want auth.Session) {
	t.Helper()
	got, err := open().FindSession(t.Context(), want.ID)
	must(t, "find", err)
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("session (-want +got):\n%s", diff)
	}
}

func sessionWhole(t *testing.T, open Open) {
	for n, role := range []auth.Role{auth.Auditor, auth.Officer, auth.Inspector, auth.Township, auth.AccountingCentre, auth.Member} {
		want := session(byte(n + 1))
		want.Scope = auth.Scope{Role: role, Place: "511921100200"}
		must(t, "add", open().AddSession(t.Context(), want))
		finds(t, open, want)
	}
	got, err := open().FindSession(t.Context(), id(1))
	must(t, "find", err)
	if got.Issued.Location() != time.UTC || !got.Revoked.IsZero() {
		t.Errorf("issued in %v, revoked %v; want UTC and never", got.Issued.Location(), got.Revoked)
	}
}

func sessionUnknown(t *testing.T, open Open) {
	must(t, "add", open().AddSession(t.Context(), session(1)))
	for _, unknown := range []uuid.UUID{id(2), uuid.Nil, uuid.Max} {
		_, err := open().FindSession(t.Context(), unknown)
		wantErr(t, "find", err, auth.ErrNoSession)
		wantErr(t, "revoke", open().RevokeSession(t.Context(), unknown, start()), auth.ErrNoSession)
	}
	finds(t, open, session(1))
}

func sessionTwice(t *testing.T, open Open) {
	must(t, "add", open().AddSession(t.Context(), session(1)))
	must(t, "revoke", open().RevokeSession(t.Context(), id(1), start()))
	again := session(1)
	again.Scope.Role = auth.Auditor
	if err := open().AddSession(t.Context(), again); err == nil {
		t.Errorf("a second session with the id was taken")
	}
	want := session(1)
	want.Revoked = start()
	finds(t, open, want)
}

func sessionRace(t *testing.T, open Open) {
	oneWins(t, nil, func(ctx context.Context) error { return open().AddSession(ctx, session(1)) })
	finds(t, open, session(1))
}

func sessionRevoked(t *testing.T, open Open) {
	must(t, "add", open().AddSession(t.Context(), session(1)))
	must(t, "add", open().AddSession(t.Context(), session(2)))
	reader := open()
	finds(t, func() Store { return reader }, session(1))
	want := session(1)
	want.Revoked = start().Add(time.Millisecond)
	must(t, "revoke", open().RevokeSession(t.Context(), id(1), want.Revoked))
	finds(t, func() Store { return reader }, want)
	finds(t, open, want)
	finds(t, open, session(2))
}

func sessionRevokedAgain(t *testing.T, open Open) {
	want := session(1)
	must(t, "add", open().AddSession(t.Context(), want))
	want.Revoked = start().Add(time.Hour)
	must(t, "revoke", open().RevokeSession(t.Context(), id(1), want.Revoked))
	var wg sync.WaitGroup
	for n := range 20 {
		wg.Go(func() {
			at := start().Add(time.Duration(n) * 10 * time.Minute)
			if err := open().RevokeSession(t.Context(), id(1), at); err != nil {
				t.Errorf("revoke again: %v", err)
			}
		})
	}
	wg.Wait()
	finds(t, open, want)
}

func sessionsForgotten(t *testing.T, open Open) {
	for n := byte(1); n <= 4; n++ {
		must(t, "add", open().AddSession(t.Context(), session(n)))
	}
	for _, n := range []byte{1, 4} {
		must(t, "revoke", open().RevokeSession(t.Context(), id(n), start()))
	}
	for _, want := range []int{2, 0} {
		got, err := open().ForgetSessions(t.Context(), session(3).Expires)
		must(t, "forget", err)
		if got != want {
			t.Errorf("forgot %d sessions, want %d", got, want)
		}
	}
	for n, want := range map[byte]error{1: auth.ErrNoSession, 2: auth.ErrNoSession, 3: nil, 4: nil} {
		_, err := open().FindSession(t.Context(), id(n))
		wantErr(t, "session "+string('0'+rune(n)), err, want)
	}
	revoked := session(4)
	revoked.Revoked = start()
	finds(t, open, revoked)
}
