package journal

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"net/url"
	"os"
	"path/filepath"
	"sync"

	_ "modernc.org/sqlite" // the driver
)

// Errors of opening and writing.
var (
	ErrInUse       = errors.New("another process uses this folder")
	ErrNotAJournal = errors.New("not a journal of zhucun")
	ErrNewerFormat = errors.New("the journal was written by a newer version")
	ErrDiskFull    = errors.New("no room left on the disk")
)

const (
	fileName = "journal.db"
	lockName = "journal.lock"
)

// Journal is safe for concurrent use.
type Journal struct {
	reader
	db    *sql.DB
	spool spool
	lock  *os.File

	mu   sync.Mutex   // held by every transaction that writes records or hears a server
	open *openSegment // under mu: as committed; nil when it must be read
}

// Open opens the journal of a folder, or begins one. It makes the folder when it is missing. Errors: ErrInUse, ErrNotAJournal, ErrNewerFormat.
func Open(ctx context.Context, dir string) (*Journal, error) {
	steps, err := migrations()
	if err != nil {
		return nil, err
	}
	return openWith(ctx, dir, steps)
}

func openWith(ctx context.Context, dir string, steps []string) (*Journal, error) {
	if err := os.MkdirAll(filepath.Join(dir, spoolName), 0o700); err != nil {
		return nil, fmt.Errorf("make the journal's folder: %w", err)
	}
	lock, err := lockFile(filepath.Join(dir, lockName))
	if err != nil {
		return nil, err
	}
	db, err := openDatabase(ctx, dir, steps)
	if err != nil {
		return nil, errors.Join(err, lock.Close())
	}
	j := &Journal{reader: reader{db}, db: db, spool: spool{filepath.Join(dir, spoolName)}, lock: lock}
	if err := j.sweep(ctx); err != nil {
		return nil, errors.Join(err, j.Close())
	}
	return j, nil
}

// Close ends all use of the folder.
func (j *Journal) Close() error { return errors.Join(j.db.Close(), j.lock.Close()) }

func openDatabase(ctx context.Context, dir string, steps []string) (*sql.DB, error) {
	path := filepath.Join(dir, fileName)
	if err := prepare(path, len(steps)); err != nil {
		return nil, err
	}
	db, err := sql.Open("sqlite", dataSource(path))
	if err != nil {
		return nil, fmt.Errorf("open the journal: %w", err)
	}
	// One connection: the phone writes from one place, and readers then need no shared memory beside the file.
	db.SetMaxOpenConns(1)
	if err := bringUp(ctx, db, steps); err != nil {
		return nil, errors.Join(err, db.Close())
	}
	return db, nil
}

func dataSource(path string) string {
	pragmas := []string{"busy_timeout(5000)", "locking_mode(EXCLUSIVE)", "synchronous(FULL)", "foreign_keys(ON)", "trusted_schema(OFF)",
		"cell_size_check(ON)", "secure_delete(ON)", "temp_store(MEMORY)"}
	query := url.Values{"_pragma": pragmas, "_txlock": {"immediate"}}
	source := url.URL{Scheme: "file", OmitHost: true, Path: filepath.ToSlash(path), RawQuery: query.Encode()}
	return source.String()
}
