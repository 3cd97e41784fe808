package journal

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"net/url"
	"os"
	"path/filepath"
	"sync"

	_ "modernc.org/sqlite" // the driver

	"zhucun/clientsdk/disk"
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
	dir   string
	spool spool
	lock  *os.File

	mu   sync.Mutex   // held by every transaction that writes records or hears a server
	open *openSegment // under mu: as committed; nil when it must be read
}

// Open opens the journal of a folder, or begins one. It makes the folder when it is missing. Errors: ErrInUse, ErrNotAJournal, ErrNewerFormat.
func Open(ctx context.Context, dir string, d disk.Disk) (*Journal, error) {
	steps, err := migrations()
	if err != nil {
		return nil, err
	}
	return openWith(ctx, dir, d, steps)
}

func openWith(ctx context.Context, dir string, d disk.Disk, steps []string) (*Journal, error) {
	photos := spool{d, filepath.Join(dir, spoolName)}
	if err := disk.MakeFolder(d, photos.dir); err != nil {
		return nil, fmt.Errorf("make the journal's folder: %w", disk.Nameless(err))
	}
	lock, err := lockFile(filepath.Join(dir, lockName))
	if err != nil {
		return nil, err
	}
	db, err := openDatabase(ctx, dir, d, steps)
	if err != nil {
		return nil, errors.Join(err, unlockFile(lock))
	}
	j := &Journal{reader: reader{db}, db: db, dir: dir, spool: photos, lock: lock}
	if err := j.sweep(ctx); err != nil {
		return nil, errors.Join(err, j.Close())
	}
	return j, nil
}

// Close ends all use of the folder.
func (j *Journal) Close() error { return errors.Join(j.db.Close(), unlockFile(j.lock)) }

func openDatabase(ctx context.Context, dir string, d disk.Disk, steps []string) (*sql.DB, error) {
	path := filepath.Join(dir, fileName)
	if err := prepare(d, path, len(steps)); err != nil {
		return nil, err
	}
	if err := closeToOthers(d, dir); err != nil {
		return nil, fmt.Errorf("close the journal to other users: %w", fullDisk(disk.Nameless(err)))
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

// closeToOthers makes the database where there is none, for its owner alone, and SQLite then gives the files beside it the same mode; what an older
// version left open to other users of the machine is closed. A disk that knows no owners cannot, and serves all the same.
func closeToOthers(d disk.Disk, dir string) error {
	nothing := func(io.Writer) error { return nil }
	if err := disk.New(d, filepath.Join(dir, fileName), nothing); err != nil && !errors.Is(err, fs.ErrExist) {
		return err
	}
	modes := map[string]fs.FileMode{spoolName: 0o700, fileName: 0o600, fileName + "-wal": 0o600, fileName + "-shm": 0o600, fileName + "-journal": 0o600}
	for name, mode := range modes {
		err := os.Chmod(filepath.Join(dir, name), mode)
		if err != nil && !errors.Is(err, fs.ErrNotExist) && !errors.Is(err, fs.ErrPermission) {
			return err
		}
	}
	return nil
}

func dataSource(path string) string {
	pragmas := []string{"busy_timeout(5000)", "locking_mode(EXCLUSIVE)", "synchronous(FULL)", "foreign_keys(ON)", "trusted_schema(OFF)",
		"cell_size_check(ON)", "secure_delete(ON)", "temp_store(MEMORY)"}
	query := url.Values{"_pragma": pragmas, "_txlock": {"immediate"}}
	source := url.URL{Scheme: "file", OmitHost: true, Path: filepath.ToSlash(path), RawQuery: query.Encode()}
	return source.String()
}
