package sqlite

import (
	"context"
	"database/sql"
	"errors"
	"time"

	"github.com/google/uuid"

	"zhucun/server/auth"
	"zhucun/server/store"
)

// AddSession is auth.Sessions'.
func (s *Store) AddSession(ctx context.Context, session auth.Session) error {
	return s.writer.run(ctx, func(t *tx) error {
		_, err := t.exec(`INSERT INTO session (id, role, place, issued, expires, revoked) VALUES (?, ?, ?, ?, ?, ?)`,
			session.ID[:],
			session.Scope.Role,
			session.Scope.Place,
			session.Issued.UnixMilli(),
			session.Expires.UnixMilli(),
			optionalTime(session.Revoked),
		)
		return err
	})
}

// FindSession is auth.Sessions'.
func (s *Store) FindSession(ctx context.Context, id uuid.UUID) (session auth.Session, err error) {
	err = s.reader.run(ctx, func(t *tx) error {
		session, err = one(t, scanSession, `SELECT id, role, place, issued, expires, revoked FROM session WHERE id = ?`, id[:])
		return noSession(err)
	})
	return session, err
}

// RevokeSession is auth.Sessions'.
func (s *Store) RevokeSession(ctx context.Context, id uuid.UUID, at time.Time) error {
	return s.writer.run(ctx, func(t *tx) error {
		return noSession(t.change(`UPDATE session SET revoked = coalesce(revoked, ?) WHERE id = ?`, at.UnixMilli(), id[:]))
	})
}

// ForgetSessions is auth.Sessions'.
func (s *Store) ForgetSessions(ctx context.Context, before time.Time) (int, error) {
	return s.forget(ctx, `DELETE FROM session WHERE expires < ?`, before)
}

func noSession(err error) error {
	if errors.Is(err, store.ErrNotFound) {
		return auth.ErrNoSession
	}
	return err
}

func scanSession(row scanner) (session auth.Session, err error) {
	var issued, expires int64
	var revoked sql.Null[int64]
	if err := row.Scan(
		fixed(session.ID[:]),
		&session.Scope.Role,
		&session.Scope.Place,
		&issued,
		&expires,
		&revoked,
	); err != nil {
		return session, err
	}
	session.Issued, session.Expires, session.Revoked = timeOf(issued), timeOf(expires), timeOrZero(revoked)
	return session, nil
}
