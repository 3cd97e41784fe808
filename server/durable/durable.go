// Package durable makes files and folders that are still there after a power cut, and that only their owner can read.
//
// It is for the few files that are written once: keys, a county's name, papers with a code on them. Databases and photos have their own ways.
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
// come so far.
func (d Disk) MakeFolder(path string) error {
	path = filepath.Clean(path)
	missing := []string{path}
	for above := filepath.Dir(path); absent(above); above = filepath.Dir(above) {
		missing = append(missing, above)
	}
	if err := os.MkdirAll(path, folderMode); err != nil {
		return err
	}
	for _, made := range missing {
		if err := d.syncFolder(filepath.Dir(made)); err != nil {
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
	if err := errors.Join(d.fill(file, data), d.syncFolder(filepath.Dir(path))); err != nil {
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
	return d.syncFolder(filepath.Dir(path))
}

// Publish makes the bytes of a file that is whole durable, and moves it to a name that nothing has yet; fs.ErrExist when something has, also since a moment.
func (d Disk) Publish(from, to string) error {
	if err := d.syncPath(from, os.O_RDWR); err != nil {
		return err
	}
	if err := os.Link(from, to); errors.Is(err, fs.ErrExist) {
		return err
	} else if err != nil {
		return d.publishWithoutLinks(from, to)
	}
	if err := d.syncFolder(filepath.Dir(to)); err != nil {
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
	if err := errors.Join(taken.Close(), os.Rename(from, to), d.syncFolder(filepath.Dir(to))); err != nil {
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

// syncFolder makes the names in a folder durable. Some systems cannot; there a name is as durable as the system makes it.
func (d Disk) syncFolder(path string) error {
	err := d.syncPath(path, os.O_RDONLY)
	if errors.Is(err, os.ErrInvalid) || errors.Is(err, os.ErrPermission) {
		return nil
	}
	return err
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
