package witnessdir

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"

	"zhucun/server/durable"
)

// disk is what a witness asks of a file system, small enough that a test can break each step. Names have no
// separators.
type disk interface {
	// Lock waits until no other process holds the folder's lock, then holds it until unlock.
	Lock() (unlock func(), err error)
	// Read returns a file's bytes, fs.ErrNotExist if there is none.
	Read(name string) ([]byte, error)
	// WriteSynced makes or overwrites a file; its bytes, not yet its name, survive a power cut.
	WriteSynced(name string, data []byte) error
	// Append adds to a file, making it if need be. Not durable.
	Append(name string, data []byte) error
	// Rename puts a file in another's place in one step; on nil both names survive a power cut.
	Rename(oldName, newName string) error
}

type realDisk struct{ folder string }

func (d realDisk) path(name string) string { return filepath.Join(d.folder, name) }

func (d realDisk) Lock() (func(), error) { return lockFile(d.path("lock")) }

func (d realDisk) Read(name string) ([]byte, error) { return os.ReadFile(d.path(name)) }

func (d realDisk) WriteSynced(name string, data []byte) error {
	return write(d.path(name), os.O_TRUNC, data, (*os.File).Sync)
}

func (d realDisk) Append(name string, data []byte) error {
	return write(d.path(name), os.O_APPEND, data, func(*os.File) error { return nil })
}

func (d realDisk) Rename(oldName, newName string) error {
	if err := os.Rename(d.path(oldName), d.path(newName)); err != nil {
		return err
	}
	return durable.Disk{}.SyncFolder(d.folder)
}

func write(path string, how int, data []byte, settle func(*os.File) error) error {
	f, err := os.OpenFile(path, os.O_WRONLY|os.O_CREATE|how, 0o600)
	if err != nil {
		return err
	}
	_, err = f.Write(data)
	if err == nil {
		err = settle(f)
	}
	return errors.Join(err, f.Close())
}

func makeFolder(folder string) error {
	folder = filepath.Clean(folder)
	if err := os.Mkdir(folder, 0o700); err != nil && !errors.Is(err, fs.ErrExist) {
		return err
	}
	info, err := os.Stat(folder)
	if err != nil {
		return err
	}
	if !info.IsDir() {
		return fmt.Errorf("%s is not a folder", folder)
	}
	return durable.Disk{}.SyncFolder(filepath.Dir(folder))
}
