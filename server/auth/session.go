package auth

import (
	"context"
	"errors"
	"fmt"
	"io"
	"time"

	"github.com/google/uuid"
)

// Why a token admits nobody. Both lead to a new log-in; the second is worth telling the person.
var (
	ErrNoSession    = errors.New("auth: no session")
	ErrSessionEnded = errors.New("auth: session ended")
)

// Session is one reader's row. Everything but Revoked is fixed when it opens; times are UTC and whole milliseconds. No
// time of use is kept: there are no log-in statistics.
type Session struct {
	ID      uuid.UUID // version 7, its ticket's
	Scope   Scope
	Issued  time.Time
	Expires time.Time // the last moment of any token of it, however often renewed
	Revoked time.Time // zero: not
}

// Live is nil while the session stands, else ErrSessionEnded. A revocation holds at every time, so no change of clock
// undoes it.
func (s Session) Live(at time.Time) error {
	switch {
	case !s.Revoked.IsZero():
		return fmt.Errorf("%w: revoked", ErrSessionEnded)
	case !at.Before(s.Expires):
		return fmt.Errorf("%w: at its last moment", ErrSessionEnded)
	}
	return nil
}

// Sessions keeps sessions. All methods may be called concurrently, also from several processes on one store. A context
// that has ended changes nothing.
type Sessions interface {
	// AddSession stores a new session; on nil it is durable. An id that is already there is an error and changes
	// nothing: it is what stops a ticket from opening two.
	AddSession(ctx context.Context, s Session) error

	// FindSession returns the row, ended or not, or ErrNoSession. It sees every revocation that returned before it
	// was called.
	FindSession(ctx context.Context, id uuid.UUID) (Session, error)

	// RevokeSession ends the session; on nil that is durable. Revoking again is no error and the first time stands.
	// ErrNoSession when there is none.
	RevokeSession(ctx context.Context, id uuid.UUID, at time.Time) error

	// ForgetSessions removes every session that expired before that time and returns how many. A revoked one stays
	// until then like any other.
	ForgetSessions(ctx context.Context, before time.Time) (int, error)
}

// newID is a UUID version 7 (RFC 9562) of the time passed in; the library's own asks the machine.
func newID(random io.Reader, at time.Time) (uuid.UUID, error) {
	id, err := uuid.NewRandomFromReader(random)
	if err != nil {
		return uuid.Nil, fmt.Errorf("auth: no randomness for an id: %w", err)
	}
	ms := at.UnixMilli()
	for i := range 6 {
		id[i] = byte(ms >> (40 - 8*i))
	}
	id[6] = 0x70 | id[6]&0x0f
	return id, nil
}
