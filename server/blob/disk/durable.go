package disk

import "os"

// durable is the part of a file system on which promises hang. Tests put one
// in its place that fails before a step, or after it.
type durable interface {
	// SyncFile makes the file's bytes durable.
	SyncFile(path string) error
	// Rename moves a file over to, at once and wholly.
	Rename(from, to string) error
	// Remove deletes a file; fs.ErrNotExist when there is none.
	Remove(path string) error
	// SyncFolder makes the folder's names durable.
	SyncFolder(path string) error
}

type osDurable struct{}

func (osDurable) SyncFile(path string) error   { return syncPath(path, os.O_RDWR) }
func (osDurable) SyncFolder(path string) error { return syncPath(path, os.O_RDONLY) }
func (osDurable) Rename(from, to string) error { return os.Rename(from, to) }
func (osDurable) Remove(path string) error     { return os.Remove(path) }

func syncPath(path string, flag int) error {
	f, err := os.OpenFile(path, flag, 0)
	if err != nil {
		return err
	}
	if err := f.Sync(); err != nil {
		f.Close()
		return err
	}
	return f.Close()
}
