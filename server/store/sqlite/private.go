package sqlite

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"

	"zhucun/server/durable"
)

// fileMode is for everything in the folder: names of people and where they were are in all of it.
const fileMode = 0o600

// private makes the folder's files before SQLite does, which would let everybody on the machine read them, and takes that leave from files that an earlier
// release made so. SQLite gives what it puts beside a database, -wal and -shm, the database's own mode; an empty file is a database with nothing in it yet.
func private(dir string) error {
	for _, name := range []string{databaseName, lockName} {
		err := durable.Disk{}.Create(filepath.Join(dir, name), nil)
		if err != nil && !errors.Is(err, fs.ErrExist) {
			return err
		}
		for _, beside := range []string{"", "-wal", "-shm"} {
			if err := restrict(filepath.Join(dir, name+beside)); err != nil {
				return err
			}
		}
	}
	return nil
}

// restrict leaves a file that is private already, or not there, as it is.
func restrict(path string) error {
	info, err := os.Stat(path)
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	if err != nil || info.Mode().Perm()&^fileMode == 0 {
		return err
	}
	return os.Chmod(path, fileMode)
}
