package disk

import (
	"os"

	"zhucun/server/durable"
)

// steps are the part of a file system on which promises hang. Tests put one
// in its place that fails before a step, or after it.
type steps interface {
	// SyncFile makes the file's bytes durable.
	SyncFile(path string) error
	// Rename moves a file over to, at once and wholly.
	Rename(from, to string) error
	// Remove deletes a file; fs.ErrNotExist when there is none.
	Remove(path string) error
	// SyncFolder makes the folder's names durable.
	SyncFolder(path string) error
}

type osSteps struct{}

func (osSteps) SyncFile(path string) error   { return durable.Disk{}.SyncFile(path) }
func (osSteps) SyncFolder(path string) error { return durable.Disk{}.SyncFolder(path) }
func (osSteps) Rename(from, to string) error { return os.Rename(from, to) }
func (osSteps) Remove(path string) error     { return os.Remove(path) }
