package journal

import (
	"context"
	"database/sql"
	"embed"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"

	"zhucun/clientsdk/disk"
)

// applicationID marks the file as ours: "zhuc".
const applicationID = 0x7a687563

//go:embed schema/*.sql
var schema embed.FS

// migrations are the steps from format to format: the first makes format 1 of an empty file, the n-th format n of format n-1.
func migrations() ([]string, error) {
	files, err := schema.ReadDir("schema")
	if err != nil {
		return nil, err
	}
	var steps []string
	for i := range files {
		text, err := schema.ReadFile(fmt.Sprintf("schema/%d.sql", i+1))
		if err != nil {
			return nil, err
		}
		steps = append(steps, string(text))
	}
	return steps, nil
}

// prepare looks at the file without opening it as a database: a newer one is refused untouched, an older one is copied beside. Formats are only
// changed in rollback mode, so what stands in the file's own header is the truth.
func prepare(d disk.Disk, path string, newest int) error {
	version, err := look(path)
	switch {
	case errors.Is(err, os.ErrNotExist), err == nil && version < 0:
		return nil
	case err != nil:
		return err
	case version > newest:
		return fmt.Errorf("%w: format %d, this one knows %d", ErrNewerFormat, version, newest)
	case version < newest:
		return keepCopy(d, path, version)
	}
	return nil
}

// look reads the format number; -1 for a file in which nothing was ever committed.
func look(path string) (int, error) {
	file, err := os.Open(path)
	if err != nil {
		return 0, fmt.Errorf("look at the journal: %w", disk.Nameless(err))
	}
	defer file.Close()
	header := make([]byte, 100)
	n, err := io.ReadFull(file, header)
	if n == 0 && errors.Is(err, io.EOF) {
		return -1, nil
	}
	if err != nil || string(header[:16]) != "SQLite format 3\x00" {
		return 0, ErrNotAJournal
	}
	version, application := binary.BigEndian.Uint32(header[60:]), binary.BigEndian.Uint32(header[68:])
	if application == 0 && version == 0 {
		return -1, nil // killed while it was made: the rollback journal empties it
	}
	if application != applicationID {
		return 0, ErrNotAJournal
	}
	return int(version), nil
}

// keepCopy copies the files of an older format as they are, so that nothing is lost when changing them goes wrong.
func keepCopy(d disk.Disk, path string, version int) error {
	for _, suffix := range []string{"", "-wal", "-journal"} {
		data, err := os.ReadFile(path + suffix)
		if errors.Is(err, os.ErrNotExist) {
			continue
		}
		if err == nil {
			err = disk.Replace(d, fmt.Sprintf("%s.format-%d%s", path, version, suffix), data)
		}
		if err != nil {
			return fmt.Errorf("copy the journal before changing its format: %w", fullDisk(disk.Nameless(err)))
		}
	}
	if err := d.SyncFolder(filepath.Dir(path)); err != nil {
		return fmt.Errorf("copy the journal before changing its format: %w", disk.Nameless(err))
	}
	return nil
}

// bringUp runs the steps that are missing, each in one transaction with its number, and only then turns to write-ahead logging.
func bringUp(ctx context.Context, db *sql.DB, steps []string) error {
	var version int
	if err := db.QueryRowContext(ctx, "PRAGMA user_version").Scan(&version); err != nil {
		return fmt.Errorf("read the journal's format: %w", err)
	}
	if version < len(steps) {
		if _, err := db.ExecContext(ctx, "PRAGMA journal_mode=DELETE"); err != nil {
			return fmt.Errorf("prepare the journal for its format: %w", err)
		}
	}
	for ; version < len(steps); version++ {
		if err := migrate(ctx, db, steps[version], version+1); err != nil {
			return fmt.Errorf("bring the journal to format %d: %w", version+1, err)
		}
	}
	if _, err := db.ExecContext(ctx, "PRAGMA journal_mode=WAL"); err != nil {
		return fmt.Errorf("turn on write-ahead logging: %w", err)
	}
	return nil
}

func migrate(ctx context.Context, db *sql.DB, step string, version int) error {
	tx, err := db.BeginTx(ctx, nil)
	if err != nil {
		return err
	}
	marks := fmt.Sprintf("PRAGMA application_id = %d; PRAGMA user_version = %d;", applicationID, version)
	if _, err := tx.ExecContext(ctx, step+";\n"+marks); err != nil {
		return errors.Join(err, tx.Rollback())
	}
	return tx.Commit()
}
