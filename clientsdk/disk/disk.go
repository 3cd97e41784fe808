// Package disk makes files that outlive a power cut, and that only their owner can read.
//
// It is not a file system: reading is left to package os, and SQLite looks after its own files.
//
// Its words: a [Disk] is the steps on which a promise hangs, passed in so that tests can fail one or forget what was never synced; a file is
// *unfinished* until it has its name.
//
// Flow: [MakeFolder] once; then [Replace] for each file and one [Disk.SyncFolder] for all their names, or [New] for a file that must not be there
// yet. [Sweep] removes, at the next start, what a crash left unfinished.
//
// Laws: a name is given only to bytes that are synced; an error leaves no new file, but where the last step failed it may leave the whole one; a
// file's mode is 0600 and a folder's 0700 from its first instant; [Nameless] takes paths out of errors before people read them.
package disk

import "os"

// Disk is the steps on which durability hangs. An error means "not known to be done". All may be called concurrently.
type Disk interface {
	// Create makes a file that is not there yet (fs.ErrExist), readable for its owner alone. Neither its bytes nor its name are durable.
	Create(path string) (*os.File, error)
	// Sync makes a file's bytes durable.
	Sync(file *os.File) error
	// Rename gives a file another name, at once and wholly, also one that another file had.
	Rename(from, to string) error
	// SyncFolder makes the names in a folder durable.
	SyncFolder(dir string) error
}

// OS is the machine's disk.
func OS() Disk { return machine{} }

type machine struct{}

func (machine) Create(path string) (*os.File, error) {
	return os.OpenFile(path, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
}

func (machine) Sync(file *os.File) error     { return file.Sync() }
func (machine) Rename(from, to string) error { return os.Rename(from, to) }
func (machine) SyncFolder(dir string) error  { return syncFolder(dir) }
