// Package witnessdir is the ledger's witness on a folder: another disk than the database's, an NFS mount, a USB disk.
//
// It is not a backup and reads nothing of what it holds. One folder serves one county.
//
// The folder:
//
//	checkpoint   the last signed checkpoint, as text; replaced whole
//	history      every checkpoint that was replaced, oldest first; only added to
//	marks        the high-water marks, one "name value" a line and a closing sum; replaced whole
//	lock         empty; locked while one of the above is read or written, across processes
//	*.new        what a crash left of a replacement; overwritten by the next
//
// Laws. A file is replaced by writing it beside, fsync, rename, fsync of the folder; nil is returned after the last.
// History is never read here: it is for people, so it is not fsynced, may hold one
// checkpoint twice after a crash, and may end torn after a power cut. It grows by about 220 bytes a checkpoint.
package witnessdir

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io/fs"
	"sync"

	"zhucun/server/ledger"
)

const (
	checkpointFile = "checkpoint"
	historyFile    = "history"
	marksFile      = "marks"
)

// Dir implements ledger.Witness and ledger.Marks. Calls wait for each other, and for other processes' calls.
type Dir struct {
	disk disk
	mu   sync.Mutex // file locks belong to a process on some network file systems
}

var (
	_ ledger.Witness = (*Dir)(nil)
	_ ledger.Marks   = (*Dir)(nil)
)

// Open uses the folder, making it if it does not exist. The folder above it must exist: a disk that is not mounted
// should be an error here, not a folder on the wrong disk.
func Open(folder string) (*Dir, error) {
	if err := makeFolder(folder); err != nil {
		return nil, fmt.Errorf("witness folder: %w", err)
	}
	return &Dir{disk: realDisk{folder}}, nil
}

// Latest implements ledger.Witness.
func (d *Dir) Latest(ctx context.Context) (latest []byte, err error) {
	err = d.locked(ctx, func() error {
		latest, err = d.latest()
		return err
	})
	return latest, err
}

// Advance implements ledger.Witness.
func (d *Dir) Advance(ctx context.Context, previous, next []byte) error {
	if len(next) == 0 {
		return errors.New("witness: an empty checkpoint")
	}
	return d.locked(ctx, func() error {
		held, err := d.latest()
		if err != nil {
			return err
		}
		if !bytes.Equal(held, previous) {
			return ledger.ErrMoved
		}
		// Before the replacement, so that history has no gaps; a crash in between makes one entry double.
		if err := d.disk.Append(historyFile, held); err != nil {
			return fmt.Errorf("witness: keep the last checkpoint: %w", err)
		}
		return d.replace(checkpointFile, next)
	})
}

func (d *Dir) latest() ([]byte, error) {
	held, err := d.disk.Read(checkpointFile)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return nil, nil
	case err != nil:
		return nil, fmt.Errorf("witness: read the checkpoint: %w", err)
	case len(held) == 0:
		return nil, fmt.Errorf("%w: the checkpoint is empty", ledger.ErrWitnessDamaged)
	}
	return held, nil
}

func (d *Dir) replace(name string, data []byte) error {
	beside := name + ".new"
	if err := d.disk.WriteSynced(beside, data); err != nil {
		return fmt.Errorf("witness: write %s: %w", name, err)
	}
	if err := d.disk.Rename(beside, name); err != nil {
		return fmt.Errorf("witness: replace %s: %w", name, err)
	}
	return nil
}

// locked does not give up waiting for another process when ctx ends: what it waits for is a few writes.
func (d *Dir) locked(ctx context.Context, do func() error) (err error) {
	d.mu.Lock()
	defer d.mu.Unlock()
	if err := ctx.Err(); err != nil {
		return fmt.Errorf("witness: %w", err)
	}
	unlock, err := d.disk.Lock()
	if err != nil {
		return fmt.Errorf("witness: lock: %w", err)
	}
	defer unlock()
	return do()
}
