// Package durable makes files and folders that are still there after a power cut, and that only their owner can read.
//
// It writes the few files that are written once: keys, a county's name, papers with a code on them. Photos and the witness have steps of their own, which
// their tests break one by one; what makes a file or a name durable, [Disk.SyncFile] and [Disk.SyncFolder], they have from here. SQLite looks after its own.
//
// Words: a file's bytes and its name are two things, and each must be fsynced: the bytes in the file, the name in its folder; the name of a new folder in
// the folder above it.
//
// Flow: [Disk.MakeFolder] for the folder, [Disk.Create] for a file that must not exist yet, [Disk.Replace] for one that may, [Disk.Publish] for one that was
// written beside.
//
// Law: nil is returned after the last fsync. After an error from Create or Publish the name is not there, and what stood there before still stands.
package durable

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"
)

const (
	folderMode = 0o700
	fileMode   = 0o600
)

// Disk is a file system. Sync makes a file or folder durable; nil asks the system. Tests put in one that fails.
type Disk struct {
	Sync func(*os.File) error
}

// MakeFolder makes the folder and those above it that are missing. One that is there stays, and its name is made durable once more: who made it may not have
// come so far. Where the folder above is closed to this user somebody else made it, and answers for its name.
func (d Disk) MakeFolder(path string) error {
	path = filepath.Clean(path)
	there := !absent(path)
	missing := []string{path}
	for above := filepath.Dir(path); absent(above); above = filepath.Dir(above) {
		missing = append(missing, above)
	}
	if err := os.MkdirAll(path, folderMode); err != nil {
		return err
	}
	for _, made := range missing {
		if err := d.SyncFolder(filepath.Dir(made)); err != nil && !(there && errors.Is(err, fs.ErrPermission)) {
			return err
		}
	}
	return nil
}

func absent(path string) bool {
	_, err := os.Stat(path)
	return errors.Is(err, fs.ErrNotExist) && path != filepath.Dir(path)
}

// Create makes a file that is not there; fs.ErrExist when one is.
func (d Disk) Create(path string, data []byte) error {
	file, err := os.OpenFile(path, os.O_WRONLY|os.O_CREATE|os.O_EXCL, fileMode)
	if err != nil {
		return err
	}
	if err := errors.Join(d.fill(file, data), d.SyncFolder(filepath.Dir(path))); err != nil {
		return errors.Join(err, os.Remove(path))
	}
	return nil
}

// Replace makes the file or puts it in the place of the old one, at once and wholly.
func (d Disk) Replace(path string, data []byte) error {
	beside, err := os.CreateTemp(filepath.Dir(path), ".new-*")
	if err != nil {
		return err
	}
	defer os.Remove(beside.Name()) // after the rename there is nothing to remove
	if err := d.fill(beside, data); err != nil {
		return err
	}
	if err := os.Rename(beside.Name(), path); err != nil {
		return err
	}
	return d.SyncFolder(filepath.Dir(path))
}

// Publish makes the bytes of a file that is whole durable, and moves it to a name that nothing has yet; fs.ErrExist when something has, also since a moment.
func (d Disk) Publish(from, to string) error {
	if err := d.SyncFile(from); err != nil {
		return err
	}
	if err := os.Link(from, to); errors.Is(err, fs.ErrExist) {
		return err
	} else if err != nil {
		return d.publishWithoutLinks(from, to)
	}
	if err := d.SyncFolder(filepath.Dir(to)); err != nil {
		return errors.Join(err, os.Remove(to))
	}
	_ = os.Remove(from) // a second name for the same bytes; whoever made it clears it away
	return nil
}

// publishWithoutLinks is for file systems on which a file has one name only, such as those of USB sticks: the name is taken first.
func (d Disk) publishWithoutLinks(from, to string) error {
	taken, err := os.OpenFile(to, os.O_WRONLY|os.O_CREATE|os.O_EXCL, fileMode)
	if err != nil {
		return err
	}
	if err := errors.Join(taken.Close(), os.Rename(from, to), d.SyncFolder(filepath.Dir(to))); err != nil {
		return errors.Join(err, os.Remove(to))
	}
	return nil
}

// fill writes, makes the bytes durable and closes.
func (d Disk) fill(file *os.File, data []byte) error {
	_, err := file.Write(data)
	if err == nil {
		err = d.sync(file)
	}
	return errors.Join(err, file.Close())
}

// SyncFile makes a file's bytes durable.
func (d Disk) SyncFile(path string) error { return d.syncPath(path, os.O_RDWR) }

// SyncFolder makes the names in a folder durable. On Windows it does nothing: no folder is opened for writing there, and NTFS keeps the order of renames in
// its own journal.
func (d Disk) SyncFolder(path string) error {
	if runtime.GOOS == "windows" {
		return nil
	}
	return d.syncPath(path, os.O_RDONLY)
}

func (d Disk) syncPath(path string, flag int) error {
	file, err := os.OpenFile(path, flag, 0)
	if err != nil {
		return err
	}
	return errors.Join(d.sync(file), file.Close())
}

func (d Disk) sync(file *os.File) error {
	if d.Sync != nil {
		return d.Sync(file)
	}
	return file.Sync()
}
