// Package journalcost is the control of what a record costs on a phone: a bare commit of one row into an SQLite file of its own, synced to the disk as
// the journal syncs.
//
// It is for benchmarks and no part of the phone. It lies here because SQLite is opened beside the journal only. Whoever compares puts the file on the
// journal's disk and takes both figures in turn, so that another program's load falls on both.
package journalcost

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"net/url"
	"path/filepath"

	_ "modernc.org/sqlite" // the driver
)

// Control is a file with one table of one column. Use it from one goroutine.
type Control struct {
	db     *sql.DB
	insert *sql.Stmt
}

// Open makes the file control.db in a folder that exists.
func Open(ctx context.Context, dir string) (*Control, error) {
	pragmas := url.Values{"_pragma": {"locking_mode(EXCLUSIVE)", "journal_mode(WAL)", "synchronous(FULL)"}}
	source := url.URL{Scheme: "file", OmitHost: true, Path: filepath.ToSlash(filepath.Join(dir, "control.db")), RawQuery: pragmas.Encode()}
	db, err := sql.Open("sqlite", source.String())
	if err != nil {
		return nil, fmt.Errorf("journalcost: %w", err)
	}
	db.SetMaxOpenConns(1)
	if _, err = db.ExecContext(ctx, "CREATE TABLE IF NOT EXISTS row (seq INTEGER PRIMARY KEY, bytes BLOB NOT NULL) STRICT"); err != nil {
		return nil, errors.Join(fmt.Errorf("journalcost: %w", err), db.Close())
	}
	insert, err := db.PrepareContext(ctx, "INSERT INTO row (bytes) VALUES (?)")
	if err != nil {
		return nil, errors.Join(fmt.Errorf("journalcost: %w", err), db.Close())
	}
	return &Control{db, insert}, nil
}

// Commit adds one row in a transaction of its own, which is on the disk on return.
func (c *Control) Commit(ctx context.Context, row []byte) error {
	if _, err := c.insert.ExecContext(ctx, row); err != nil {
		return fmt.Errorf("journalcost: %w", err)
	}
	return nil
}

// Close lets the file go.
func (c *Control) Close() error { return errors.Join(c.insert.Close(), c.db.Close()) }
