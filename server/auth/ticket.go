package auth

import (
	"context"
	"crypto/sha256"
	"errors"
	"fmt"
	"time"
	"unicode"
	"unicode/utf8"

	"github.com/google/uuid"
)

// Why a ticket opens nothing.
var (
	ErrTicketUnknown = errors.New("auth: no such log-in code")
	ErrTicketSpent   = errors.New("auth: log-in code already used")
	ErrTicketExpired = errors.New("auth: log-in code outside its time")
)

// ErrIssuedBy: a ticket must say who issued it, in a short plain line.
var ErrIssuedBy = errors.New("auth: who issues the log-in must be 1 to 64 printable characters")

// TicketDigest is the SHA-256 of a code's letters. 144 random bits need neither salt nor stretching.
type TicketDigest [sha256.Size]byte

// Ticket is the right to open one session. Everything but Spent is fixed when it is issued; times are UTC and whole
// milliseconds.
type Ticket struct {
	ID       uuid.UUID // of the session it will open, so whoever issued the ticket can end the session
	Digest   TicketDigest
	Scope    Scope
	IssuedBy string // may name a person: for the office's own eyes, never for a log
	Issued   time.Time
	Expires  time.Time
	Spent    time.Time // zero: not yet
}

// Spendable is nil when the ticket may be spent at that moment: in [Issued, Expires) and not spent before. Else
// ErrTicketSpent, at whatever time, or ErrTicketExpired. A clock set back to before the issue revives nothing.
func (t Ticket) Spendable(at time.Time) error {
	switch {
	case !t.Spent.IsZero():
		return ErrTicketSpent
	case at.Before(t.Issued) || !at.Before(t.Expires):
		return ErrTicketExpired
	}
	return nil
}

// Tickets keeps tickets. All methods may be called concurrently, also from several processes on one store. A context
// that has ended changes nothing.
type Tickets interface {
	// AddTicket stores a new ticket; on nil it is durable. A digest or id that is already there is an error and
	// changes nothing.
	AddTicket(ctx context.Context, t Ticket) error

	// SpendTicket finds the ticket, asks its Spendable(at), and marks it spent at that time, as one step: of any
	// number of concurrent calls exactly one returns nil. On nil the mark is durable and the ticket is returned with
	// it. ErrTicketUnknown, or what Spendable said with nothing changed. After any other error the ticket may or may
	// not be spent.
	SpendTicket(ctx context.Context, d TicketDigest, at time.Time) (Ticket, error)

	// CancelTicket ends an unspent ticket by its id, as one step beside SpendTicket: from then on it expired when it was issued. Again is no
	// error. ErrTicketUnknown, or ErrTicketSpent with nothing changed.
	CancelTicket(ctx context.Context, id uuid.UUID) error

	// ForgetTickets removes every ticket that expired before that time, spent or not, and returns how many.
	ForgetTickets(ctx context.Context, before time.Time) (int, error)
}

func digest(code string) TicketDigest { return sha256.Sum256([]byte(code)) }

func checkIssuedBy(text string) error {
	if n := utf8.RuneCountInString(text); n < 1 || n > 64 || !utf8.ValidString(text) {
		return ErrIssuedBy
	}
	for _, r := range text {
		if !unicode.IsPrint(r) {
			return fmt.Errorf("%w: found U+%04X", ErrIssuedBy, r)
		}
	}
	return nil
}
