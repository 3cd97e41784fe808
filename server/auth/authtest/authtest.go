// Package authtest holds the conformance suite of the roles auth.Tickets and auth.Sessions, and a store in memory that
// passes it, for tests which need people logged in and no disk.
//
// A store's test is Run with its own Open, under 30 lines. Nothing here may be imported by the product.
package authtest

import (
	"context"
	"errors"
	"testing"
	"time"

	"github.com/google/uuid"

	"zhucun/server/auth"
)

// Store is both roles; the method names let one store's type have all of them.
type Store interface {
	auth.Tickets
	auth.Sessions
}

// Open returns the store that the sub-test works on; each call is another handle on the same one, as another process or
// the next start of the server would have. It must be safe to call from several goroutines.
type Open func() Store

// Run checks the contracts of auth.Tickets and auth.Sessions. fresh makes a new empty store.
func Run(t *testing.T, fresh func(t *testing.T) Open) {
	t.Helper()
	promises := []struct {
		name  string
		check func(*testing.T, Open)
	}{
		{"a ticket comes back whole, with the time it was spent", ticketWhole},
		{"a ticket is spent once", ticketOnce},
		{"one of a hundred spenders wins", ticketRace},
		{"a ticket outside its time is refused and stays", ticketTime},
		{"an unknown digest is no ticket", ticketUnknown},
		{"a digest and an id are added once", ticketTwice},
		{"a cancelled ticket is never spent, and a spent one not cancelled", ticketCancelled},
		{"expired tickets are forgotten and no others", ticketsForgotten},
		{"a session comes back whole", sessionWhole},
		{"an unknown id is no session", sessionUnknown},
		{"an id opens one session", sessionTwice},
		{"one of a hundred openers wins", sessionRace},
		{"a revocation is seen by the next read", sessionRevoked},
		{"the first revocation stands", sessionRevokedAgain},
		{"expired sessions are forgotten and no others", sessionsForgotten},
		{"an ended context changes nothing", endedContext},
	}
	for _, p := range promises {
		t.Run(p.name, func(t *testing.T) { p.check(t, fresh(t)) })
	}
}

// start is when the suite's tickets are issued: a whole millisecond that is no whole second.
func start() time.Time { return time.Date(2026, 3, 2, 8, 30, 0, 123e6, time.UTC) }

// id is the n-th of some distinct ids.
func id(n byte) uuid.UUID {
	return uuid.UUID{0x01, 0x9c, 0xab, 0, 0, n, 0x70, 0, 0x80, 0, 0, 0, 0, 0, 0, n}
}

func scope() auth.Scope { return auth.Scope{Role: auth.Township, Place: "511921100"} }

func must(t *testing.T, what string, err error) {
	t.Helper()
	if err != nil {
		t.Fatalf("%s: %v", what, err)
	}
}

func wantErr(t *testing.T, what string, got, want error) {
	t.Helper()
	if !errors.Is(got, want) {
		t.Errorf("%s: %v, want %v", what, got, want)
	}
}

func endedContext(t *testing.T, open Open) {
	must(t, "add", open().AddTicket(t.Context(), ticket(1)))
	must(t, "add", open().AddSession(t.Context(), session(1)))
	ctx, end := context.WithCancel(t.Context())
	end()
	wantErr(t, "add a ticket", open().AddTicket(ctx, ticket(2)), context.Canceled)
	_, err := open().SpendTicket(ctx, ticket(1).Digest, start())
	wantErr(t, "spend", err, context.Canceled)
	_, err = open().ForgetTickets(ctx, start().AddDate(1, 0, 0))
	wantErr(t, "forget tickets", err, context.Canceled)
	wantErr(t, "add a session", open().AddSession(ctx, session(2)), context.Canceled)
	_, err = open().FindSession(ctx, id(1))
	wantErr(t, "find", err, context.Canceled)
	wantErr(t, "revoke", open().RevokeSession(ctx, id(1), start()), context.Canceled)
	_, err = open().ForgetSessions(ctx, start().AddDate(1, 0, 0))
	wantErr(t, "forget sessions", err, context.Canceled)

	_, err = open().SpendTicket(t.Context(), ticket(1).Digest, start())
	must(t, "spend after all", err)
	_, err = open().SpendTicket(t.Context(), ticket(2).Digest, start())
	wantErr(t, "the second ticket", err, auth.ErrTicketUnknown)
	finds(t, open, session(1))
	_, err = open().FindSession(t.Context(), id(2))
	wantErr(t, "the second session", err, auth.ErrNoSession)
}
