package sqlite

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"time"

	"github.com/google/uuid"

	"zhucun/server/auth"
	"zhucun/server/store"
)

// AddTicket is auth.Tickets'.
func (s *Store) AddTicket(ctx context.Context, ticket auth.Ticket) error {
	return s.writer.run(ctx, func(t *tx) error {
		_, err := t.exec(`INSERT INTO ticket (id, digest, role, place, issued_by, issued, expires, spent) VALUES (?, ?, ?, ?, ?, ?, ?, ?)`,
			ticket.ID[:],
			ticket.Digest[:],
			ticket.Scope.Role,
			ticket.Scope.Place,
			ticket.IssuedBy,
			ticket.Issued.UnixMilli(),
			ticket.Expires.UnixMilli(),
			optionalTime(ticket.Spent),
		)
		return err
	})
}

// SpendTicket is auth.Tickets'.
func (s *Store) SpendTicket(ctx context.Context, digest auth.TicketDigest, at time.Time) (ticket auth.Ticket, err error) {
	err = s.writer.run(ctx, func(t *tx) error {
		ticket, err = one(t, scanTicket, `SELECT id, digest, role, place, issued_by, issued, expires, spent FROM ticket WHERE digest = ?`, digest[:])
		if errors.Is(err, store.ErrNotFound) {
			return auth.ErrTicketUnknown
		}
		if err != nil {
			return err
		}
		if err := ticket.Spendable(at); err != nil {
			return err
		}
		ticket.Spent = timeOf(at.UnixMilli())
		return t.change(`UPDATE ticket SET spent = ? WHERE digest = ?`, at.UnixMilli(), digest[:])
	})
	if err != nil {
		return auth.Ticket{}, fmt.Errorf("spend log-in code: %w", err)
	}
	return ticket, nil
}

// CancelTicket is auth.Tickets'.
func (s *Store) CancelTicket(ctx context.Context, id uuid.UUID) error {
	err := s.writer.run(ctx, func(t *tx) error {
		ticket, err := one(t, scanTicket, `SELECT id, digest, role, place, issued_by, issued, expires, spent FROM ticket WHERE id = ?`, id[:])
		switch {
		case errors.Is(err, store.ErrNotFound):
			return auth.ErrTicketUnknown
		case err != nil:
			return err
		case !ticket.Spent.IsZero():
			return auth.ErrTicketSpent
		}
		return t.change(`UPDATE ticket SET expires = issued WHERE id = ?`, id[:])
	})
	if err != nil {
		return fmt.Errorf("cancel log-in code: %w", err)
	}
	return nil
}

// ForgetTickets is auth.Tickets'.
func (s *Store) ForgetTickets(ctx context.Context, before time.Time) (int, error) {
	return s.forget(ctx, `DELETE FROM ticket WHERE expires < ?`, before)
}

// forget removes the expired and counts them.
func (s *Store) forget(ctx context.Context, query string, before time.Time) (forgotten int, err error) {
	err = s.writer.run(ctx, func(t *tx) error {
		result, err := t.exec(query, before.UnixMilli())
		if err != nil {
			return err
		}
		n, err := result.RowsAffected()
		forgotten = int(n)
		return err
	})
	return forgotten, err
}

func scanTicket(row scanner) (ticket auth.Ticket, err error) {
	var issued, expires int64
	var spent sql.Null[int64]
	if err := row.Scan(
		fixed(ticket.ID[:]),
		fixed(ticket.Digest[:]),
		&ticket.Scope.Role,
		&ticket.Scope.Place,
		&ticket.IssuedBy,
		&issued,
		&expires,
		&spent,
	); err != nil {
		return ticket, err
	}
	ticket.Issued, ticket.Expires, ticket.Spent = timeOf(issued), timeOf(expires), timeOrZero(spent)
	return ticket, nil
}

func timeOf(ms int64) time.Time { return time.UnixMilli(ms).UTC() }

func timeOrZero(ms sql.Null[int64]) time.Time {
	if !ms.Valid {
		return time.Time{}
	}
	return timeOf(ms.V)
}

func optionalTime(at time.Time) any {
	if at.IsZero() {
		return nil
	}
	return at.UnixMilli()
}
