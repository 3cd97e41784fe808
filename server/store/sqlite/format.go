package sqlite

import (
	"context"
	"database/sql"
	"embed"
	"errors"
	"fmt"
	"io/fs"
	"net/url"
	"os"

	"github.com/pressly/goose/v3"
)

//go:embed migrations/*.sql
var migrations embed.FS

const applicationID = 0x7a68636e // "zhcn", as in the first migration

// readFormat reads the format from the file's header and leaves nothing beside a file that is refused: immutable keeps SQLite from locks and from
// the WAL. 0: there is no database yet. Migrations end with a checkpoint of the WAL, so the header is right unless one was cut short; then
// migrate finds out. (Reading the file without SQLite would, when closing it, drop the locks of another Store of this process.)
func readFormat(ctx context.Context, file string) (format int64, err error) {
	if _, err := os.Stat(file); errors.Is(err, fs.ErrNotExist) {
		return 0, nil
	}
	db, err := sql.Open("sqlite", address(file, url.Values{"mode": {"ro"}, "immutable": {"1"}}))
	if err != nil {
		return 0, err
	}
	defer func() { err = errors.Join(err, db.Close()) }()
	var application int64
	if err := db.QueryRowContext(ctx, "SELECT application_id, user_version FROM pragma_application_id, pragma_user_version").
		Scan(&application, &format); err != nil {
		return 0, fmt.Errorf("%w: %w", ErrForeign, err)
	}
	if application != applicationID && (application != 0 || format != 0) {
		return 0, fmt.Errorf("%w: another program's", ErrForeign)
	}
	return format, checkFormat(format)
}

func checkFormat(format int64) error {
	if newest := newestFormat(); format > newest {
		return fmt.Errorf("%w: its format is %d, this release knows %d", ErrNewerFormat, format, newest)
	}
	return nil
}

// newestFormat is the number of migrations: they are numbered from 1 without gaps, which a test checks.
func newestFormat() int64 {
	files, err := fs.Glob(migrations, "migrations/*.sql")
	if err != nil {
		panic(err) // the pattern is a constant
	}
	return int64(len(files))
}

// migrate brings an older database up to date, under the folder's lock.
func (s *Store) migrate(ctx context.Context, dir string, format int64) (err error) {
	if format == newestFormat() {
		return nil
	}
	if s.lock == nil {
		lock, err := takeLock(ctx, dir)
		if err != nil {
			return fmt.Errorf("migrate: %w", err)
		}
		defer func() { err = errors.Join(err, lock.release()) }()
	}
	return s.up(ctx)
}

func (s *Store) up(ctx context.Context) error {
	db := s.writer.db
	folder, err := fs.Sub(migrations, "migrations")
	if err != nil {
		return err
	}
	provider, err := goose.NewProvider(goose.DialectSQLite3, db, folder, goose.WithDisableGlobalRegistry(true), goose.WithLogger(goose.NopLogger()))
	if err != nil {
		return err
	}
	format, err := provider.GetDBVersion(ctx)
	if err != nil {
		return fmt.Errorf("read the format: %w", translate(err))
	}
	if err := checkFormat(format); err != nil {
		return err
	}
	if _, err := provider.Up(ctx); err != nil {
		return fmt.Errorf("migrate: %w", translate(err))
	}
	if _, err := db.ExecContext(ctx, "PRAGMA wal_checkpoint(TRUNCATE)"); err != nil {
		return fmt.Errorf("migrate: %w", translate(err))
	}
	return nil
}
