package authtest

import (
	"context"
	"errors"
	"maps"
	"sync"
	"time"

	"github.com/google/uuid"

	"zhucun/server/auth"
)

// Memory is a store without a disk. The zero Memory is empty and ready; it must not be copied.
type Memory struct {
	mu       sync.Mutex
	tickets  map[auth.TicketDigest]auth.Ticket // mu
	sessions map[uuid.UUID]auth.Session        // mu
}

var errTaken = errors.New("authtest: that id or digest is taken")

// lock takes the mutex, unless the context has ended.
func (m *Memory) lock(ctx context.Context) (unlock func(), err error) {
	m.mu.Lock()
	if err := ctx.Err(); err != nil {
		m.mu.Unlock()
		return nil, err
	}
	if m.tickets == nil {
		m.tickets, m.sessions = map[auth.TicketDigest]auth.Ticket{}, map[uuid.UUID]auth.Session{}
	}
	return m.mu.Unlock, nil
}

// AddTicket is auth.Tickets'.
func (m *Memory) AddTicket(ctx context.Context, t auth.Ticket) error {
	unlock, err := m.lock(ctx)
	if err != nil {
		return err
	}
	defer unlock()
	for _, other := range m.tickets {
		if other.ID == t.ID || other.Digest == t.Digest {
			return errTaken
		}
	}
	m.tickets[t.Digest] = t
	return nil
}

// SpendTicket is auth.Tickets'.
func (m *Memory) SpendTicket(ctx context.Context, d auth.TicketDigest, at time.Time) (auth.Ticket, error) {
	unlock, err := m.lock(ctx)
	if err != nil {
		return auth.Ticket{}, err
	}
	defer unlock()
	t, ok := m.tickets[d]
	if !ok {
		return auth.Ticket{}, auth.ErrTicketUnknown
	}
	if err := t.Spendable(at); err != nil {
		return auth.Ticket{}, err
	}
	t.Spent = at
	m.tickets[d] = t
	return t, nil
}

// CancelTicket is auth.Tickets'.
func (m *Memory) CancelTicket(ctx context.Context, id uuid.UUID) error {
	unlock, err := m.lock(ctx)
	if err != nil {
		return err
	}
	defer unlock()
	for digest, t := range m.tickets {
		if t.ID != id {
			continue
		}
		if !t.Spent.IsZero() {
			return auth.ErrTicketSpent
		}
		t.Expires = t.Issued
		m.tickets[digest] = t
		return nil
	}
	return auth.ErrTicketUnknown
}

// ForgetTickets is auth.Tickets'.
func (m *Memory) ForgetTickets(ctx context.Context, before time.Time) (int, error) {
	unlock, err := m.lock(ctx)
	if err != nil {
		return 0, err
	}
	defer unlock()
	had := len(m.tickets)
	maps.DeleteFunc(m.tickets, func(_ auth.TicketDigest, t auth.Ticket) bool { return t.Expires.Before(before) })
	return had - len(m.tickets), nil
}

// AddSession is auth.Sessions'.
func (m *Memory) AddSession(ctx context.Context, s auth.Session) error {
	unlock, err := m.lock(ctx)
	if err != nil {
		return err
	}
	defer unlock()
	if _, taken := m.sessions[s.ID]; taken {
		return errTaken
	}
	m.sessions[s.ID] = s
	return nil
}

// FindSession is auth.Sessions'.
func (m *Memory) FindSession(ctx context.Context, id uuid.UUID) (auth.Session, error) {
	unlock, err := m.lock(ctx)
	if err != nil {
		return auth.Session{}, err
	}
	defer unlock()
	s, ok := m.sessions[id]
	if !ok {
		return auth.Session{}, auth.ErrNoSession
	}
	return s, nil
}

// RevokeSession is auth.Sessions'.
func (m *Memory) RevokeSession(ctx context.Context, id uuid.UUID, at time.Time) error {
	unlock, err := m.lock(ctx)
	if err != nil {
		return err
	}
	defer unlock()
	s, ok := m.sessions[id]
	if !ok {
		return auth.ErrNoSession
	}
	if s.Revoked.IsZero() {
		s.Revoked = at
		m.sessions[id] = s
	}
	return nil
}

// ForgetSessions is auth.Sessions'.
func (m *Memory) ForgetSessions(ctx context.Context, before time.Time) (int, error) {
	unlock, err := m.lock(ctx)
	if err != nil {
		return 0, err
	}
	defer unlock()
	had := len(m.sessions)
	maps.DeleteFunc(m.sessions, func(_ uuid.UUID, s auth.Session) bool { return s.Expires.Before(before) })
	return had - len(m.sessions), nil
}
