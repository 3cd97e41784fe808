package disk

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
)

// MakeFolder makes a folder, and those above it, where they are missing; on return its name is durable. That holds of a folder found there too,
// whose maker may have died too soon, but where its parent is closed to this user, so that somebody else made it.
func MakeFolder(d Disk, dir string) error {
	dir = filepath.Clean(dir)
	err := os.Mkdir(dir, 0o700)
	if errors.Is(err, fs.ErrNotExist) {
		if err = MakeFolder(d, filepath.Dir(dir)); err == nil {
			err = os.Mkdir(dir, 0o700)
		}
	}
	found := errors.Is(err, fs.ErrExist)
	if err != nil && !found {
		return err
	}
	err = d.SyncFolder(filepath.Dir(dir))
	if found && errors.Is(err, fs.ErrPermission) {
		return nil
	}
	return err
}
