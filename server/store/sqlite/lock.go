package sqlite

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"net/url"
	"path/filepath"

	"modernc.org/sqlite"
	result "modernc.org/sqlite/lib"
)

const lockName = "server.lock"

// lock is the right to serve a folder, or to migrate it. It is a second, empty SQLite file in which a transaction stays open: so the lock works on
// every system on which the database itself is safe.
type lock struct {
	db   *sql.DB
	conn *sql.Conn
}

// takeLock does not wait: ErrInUse.
func takeLock(ctx context.Context, dir string) (*lock, error) {
	db, err := sql.Open("sqlite", address(filepath.Join(dir, lockName), url.Values{}, "busy_timeout(0)"))
	if err != nil {
		return nil, err
	}
	l := &lock{db: db}
	if l.conn, err = db.Conn(ctx); err == nil {
		_, err = l.conn.ExecContext(ctx, "BEGIN EXCLUSIVE")
	}
	if err != nil {
		return nil, errors.Join(inUse(err), l.release())
	}
	return l, nil
}

func inUse(err error) error {
	var failure *sqlite.Error
	if errors.As(err, &failure) && failure.Code()&0xff == result.SQLITE_BUSY {
		return fmt.Errorf("%w: %w", ErrInUse, err)
	}
	return err
}

func (l *lock) release() error {
	var err error
	if l.conn != nil {
		err = l.conn.Close()
	}
	return errors.Join(err, l.db.Close())
}
