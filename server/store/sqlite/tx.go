package sqlite

import (
	"context"
	"database/sql"
	"errors"
	"fmt"

	"zhucun/server/store"
)

// tx is a running transaction, and all roles on it.
type tx struct {
	*connection
	broken error // what ended the transaction; SQLite may have rolled it back already, and then each further write would commit by itself
}

var _ store.Tx = (*tx)(nil)

// run begins, does, and commits or rolls back. With an error of the database broken is set.
func (t *tx) run(ctx context.Context, begin string, do func(*tx) error) (err error) {
	if err := t.must(begin); err != nil {
		return err
	}
	committed := false
	defer func() {
		if !committed && t.broken == nil {
			_ = t.must("ROLLBACK")
		}
	}()
	if err := t.fixSnapshot(); err != nil {
		return err
	}
	if err := do(t); err != nil {
		return err
	}
	if err := ctx.Err(); err != nil {
		return fmt.Errorf("not committed: %w", err)
	}
	committed = true // or broken, as exec says before it lets COMMIT through
	return t.must("COMMIT")
}

// fixSnapshot makes the state that the transaction sees that of its beginning: SQLite takes it with the first read.
func (t *tx) fixSnapshot() error { return t.must("SELECT 1 FROM cursor LIMIT 1") }

func (t *tx) must(query string) error {
	_, err := t.exec(query)
	return err
}

// exec runs a statement. ErrExists leaves the transaction as it was; any other error ends it.
func (t *tx) exec(query string, args ...any) (sql.Result, error) {
	if t.broken != nil {
		return nil, t.broken
	}
	result, err := t.connection.exec(query, args...)
	return result, t.fail(err)
}

// change is exec for rows that have to be there; ErrNotFound.
func (t *tx) change(query string, args ...any) error {
	result, err := t.exec(query, args...)
	if err != nil {
		return err
	}
	if n, err := result.RowsAffected(); err != nil || n == 0 {
		return errors.Join(err, store.ErrNotFound)
	}
	return nil
}

func (t *tx) fail(err error) error {
	if err == nil {
		return nil
	}
	err = translate(err)
	if !errors.Is(err, store.ErrExists) {
		t.broken = err
	}
	return err
}

// scanner is a row.
type scanner interface{ Scan(into ...any) error }

// one reads the first row of a query; ErrNotFound.
func one[T any](t *tx, scan func(scanner) (T, error), query string, args ...any) (T, error) {
	found, err := all(t, scan, query, args...)
	if err == nil && len(found) == 0 {
		err = store.ErrNotFound
	}
	if err != nil {
		return *new(T), err
	}
	return found[0], nil
}

// all reads the rows of a query.
func all[T any](t *tx, scan func(scanner) (T, error), query string, args ...any) ([]T, error) {
	if t.broken != nil {
		return nil, t.broken
	}
	found, err := read(t.connection, scan, query, args...)
	return found, t.fail(err)
}

func read[T any](c *connection, scan func(scanner) (T, error), query string, args ...any) (found []T, err error) {
	statement, err := c.prepare(query)
	if err != nil {
		return nil, err
	}
	rows, err := statement.Query(args...)
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, rows.Close()) }()
	for rows.Next() {
		row, err := scan(rows)
		if err != nil {
			return nil, err
		}
		found = append(found, row)
	}
	return found, rows.Err()
}

// number scans a row of one number.
func number[T any](row scanner) (n T, err error) { return n, row.Scan(&n) }
