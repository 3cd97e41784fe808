package journal

import (
	"context"
	"database/sql"
	"errors"
	"fmt"

	"modernc.org/sqlite"
)

// querier is a connection or a transaction on it.
type querier interface {
	QueryContext(ctx context.Context, query string, args ...any) (*sql.Rows, error)
	QueryRowContext(ctx context.Context, query string, args ...any) *sql.Row
	ExecContext(ctx context.Context, query string, args ...any) (sql.Result, error)
}

// reader is all that is read, from the journal or inside a transaction. Inside one, use the transaction's: there is one connection.
type reader struct{ q querier }

type scanner interface{ Scan(into ...any) error }

func (r reader) each(ctx context.Context, take func(scanner) error, query string, args ...any) error {
	rows, err := r.q.QueryContext(ctx, query, args...)
	if err != nil {
		return fmt.Errorf("read the journal: %w", fullDisk(err))
	}
	defer rows.Close()
	for rows.Next() {
		if err := take(rows); err != nil {
			return fmt.Errorf("read the journal: %w", err)
		}
	}
	if err := rows.Err(); err != nil {
		return fmt.Errorf("read the journal: %w", err)
	}
	return nil
}

// one reads one row; found is false when there is none.
func (r reader) one(ctx context.Context, query string, args []any, into ...any) (found bool, err error) {
	err = r.q.QueryRowContext(ctx, query, args...).Scan(into...)
	if errors.Is(err, sql.ErrNoRows) {
		return false, nil
	}
	if err != nil {
		return false, fmt.Errorf("read the journal: %w", fullDisk(err))
	}
	return true, nil
}

// exec changes rows and tells how many.
func exec(ctx context.Context, q querier, query string, args ...any) (int64, error) {
	result, err := q.ExecContext(ctx, query, args...)
	if err != nil {
		return 0, fmt.Errorf("write the journal: %w", fullDisk(err))
	}
	return result.RowsAffected()
}

// update runs a function in one transaction, which is durable on return.
func (j *Journal) update(ctx context.Context, do func(tx *sql.Tx) error) error {
	tx, err := j.db.BeginTx(ctx, nil)
	if err != nil {
		return fmt.Errorf("write the journal: %w", fullDisk(err))
	}
	if err := do(tx); err != nil {
		return errors.Join(err, ignoreDone(tx.Rollback()))
	}
	if err := tx.Commit(); err != nil {
		return fmt.Errorf("commit to the journal: %w", fullDisk(err))
	}
	return nil
}

// ignoreDone: SQLite itself rolls back when the disk is full.
func ignoreDone(err error) error {
	var failure *sqlite.Error
	if errors.Is(err, sql.ErrTxDone) || errors.As(err, &failure) {
		return nil
	}
	return err
}

const sqliteFull = 13 // SQLITE_FULL

// fullDisk names the one failure that the user can mend.
func fullDisk(err error) error {
	var failure *sqlite.Error
	if errors.As(err, &failure) && failure.Code()&0xff == sqliteFull || noRoom(err) {
		return fmt.Errorf("%w: %w", ErrDiskFull, err)
	}
	return err
}
