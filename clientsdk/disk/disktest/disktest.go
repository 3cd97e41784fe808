// Package disktest is a disk for tests: it fails at the step it is told to, before or after it is done, and knows what a power cut would leave.
//
// It writes real files through [disk.OS], so that readers see what any program would. It knows only what was made through it: SQLite's own files
// are for the test to copy.
package disktest

import (
	"errors"
	"os"
	"path/filepath"
	"sync"

	"zhucun/clientsdk/disk"
)

// ErrFault is what a step that fails says when no other error is asked for.
var ErrFault = errors.New("the disk failed")

// Fault makes one step fail.
type Fault struct {
	Step int   // the first is 1
	Done bool  // it is done all the same
	Err  error // nil: ErrFault
}

// Disk is safe for concurrent use.
type Disk struct {
	under disk.Disk

	mu      sync.Mutex
	steps   int               // under mu
	fault   Fault             // under mu
	after   func(step int)    // under mu: called after each step
	inodes  map[string]*inode // under mu: files made here, by their names now
	kept    map[string]*inode // under mu: by their durable names
	folders map[string]bool   // under mu: durable ones
}

// inode is a file whatever its name.
type inode struct{ synced []byte }

// New is a disk without fault on which nothing is durable yet.
func New() *Disk {
	return &Disk{under: disk.OS(), inodes: map[string]*inode{}, kept: map[string]*inode{}, folders: map[string]bool{}}
}

// Fail makes a step to come fail; steps are counted from now on.
func (d *Disk) Fail(f Fault) {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.steps, d.fault = 0, f
}

// Steps counts those since the last Fail.
func (d *Disk) Steps() int {
	d.mu.Lock()
	defer d.mu.Unlock()
	return d.steps
}

// After has a function called after each step, with nothing going on meanwhile. It may call Left, and nothing else of the disk.
func (d *Disk) After(call func(step int)) {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.after = call
}

// step runs one, or makes it fail.
func (d *Disk) step(do func() error) error {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.steps++
	if d.after != nil {
		defer d.after(d.steps)
	}
	if d.steps != d.fault.Step {
		return do()
	}
	fault := d.fault.Err
	if fault == nil {
		fault = ErrFault
	}
	if d.fault.Done {
		return errors.Join(fault, do())
	}
	return fault
}

// Create makes a file of which nothing is durable.
func (d *Disk) Create(path string) (file *os.File, err error) {
	err = d.step(func() (err error) {
		if file, err = d.under.Create(path); err == nil {
			d.inodes[path] = new(inode)
		}
		return err
	})
	if err != nil && file != nil {
		return nil, errors.Join(err, file.Close())
	}
	return file, err
}

// Sync keeps the bytes that the file has now.
func (d *Disk) Sync(file *os.File) error {
	return d.step(func() error {
		data, err := os.ReadFile(file.Name())
		if made := d.inodes[file.Name()]; made != nil {
			made.synced = data
		}
		return errors.Join(err, d.under.Sync(file))
	})
}

// Rename moves a name, not yet durably.
func (d *Disk) Rename(from, to string) error {
	return d.step(func() error {
		err := d.under.Rename(from, to)
		if err == nil {
			d.inodes[to] = d.inodes[from]
			delete(d.inodes, from)
		}
		return err
	})
}

// SyncFolder keeps the names that are in the folder now, and no others.
func (d *Disk) SyncFolder(dir string) error {
	return d.step(func() error {
		entries, err := os.ReadDir(dir)
		if err != nil {
			return err
		}
		for path := range d.kept {
			if filepath.Dir(path) == dir {
				delete(d.kept, path)
			}
		}
		for _, entry := range entries {
			path := filepath.Join(dir, entry.Name())
			if entry.IsDir() {
				d.folders[path] = true
			} else if made := d.inodes[path]; made != nil {
				d.kept[path] = made
			}
		}
		return d.under.SyncFolder(dir)
	})
}

// Left writes into a folder what a power cut now would leave of another, which stays. It is called from After, or when nothing goes on.
func (d *Disk) Left(of, to string) error {
	for path, made := range d.kept {
		name, err := filepath.Rel(of, path)
		if err != nil || !filepath.IsLocal(name) || !d.reachable(of, filepath.Dir(path)) {
			continue
		}
		path = filepath.Join(to, name)
		if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
			return err
		}
		if err := os.WriteFile(path, made.synced, 0o600); err != nil {
			return err
		}
	}
	return nil
}

// reachable tells whether every folder below root down to dir has a durable name.
func (d *Disk) reachable(root, dir string) bool {
	for ; dir != root; dir = filepath.Dir(dir) {
		if !d.folders[dir] {
			return false
		}
	}
	return true
}
