// Package disk keeps blobs as files in one folder: the roles of package blob
// for a county office with a single machine. One process owns the folder.
//
//	content/ab/ab12…    complete content, named by its hash
//	staging/ab12…-77…   bytes of an upload, named by hash and log
//	staging/put-N       a Put under way; swept when the folder is opened
//
// How content becomes durable, and what a crash leaves at each step:
//
//  1. bytes are written to a file in staging: some prefix, or garbage that the
//     hash finds out; the phone sends again
//  2. the file is fsynced: whole, still only staged; Complete runs again
//  3. it is renamed into content/: there, or still staged
//  4. the folder in content/ is fsynced: there for good; nil is returned
//
// A file whose fsync failed is discarded, because the kernel may have dropped
// its dirty pages and would report success the next time.
package disk

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"sync/atomic"
	"time"

	"zhucun/server/blob"
)

// Only the server's own user may look into the folder.
const (
	folderMode = 0o700
	fileMode   = 0o600
)

const putPrefix = "put-"

// Store implements every role of package blob on a folder.
type Store struct {
	root  string
	clock func() time.Time
	disk  steps
	locks hashLocks
	puts  atomic.Uint64
}

// Open prepares the folder root, which it creates when missing, and drops what
// interrupted Puts left there. clock dates staged bytes for Sweep.
func Open(root string, clock func() time.Time) (*Store, error) {
	return open(root, clock, osSteps{})
}

// Beside reads the content of a folder that another process may be serving:
// it makes and clears nothing.
func Beside(root string) blob.Reader { return &Store{root: root, disk: osSteps{}} }

func open(root string, clock func() time.Time, d steps) (*Store, error) {
	s := &Store{root: root, clock: clock, disk: d}
	if err := s.layOut(); err != nil {
		return nil, fmt.Errorf("blob: preparing the folder: %w", err)
	}
	if err := s.dropPuts(); err != nil {
		return nil, fmt.Errorf("blob: clearing interrupted writes: %w", err)
	}
	return s, nil
}

// layOut makes every folder content can land in, and makes them durable before
// the first byte is promised: a folder made in passing could vanish with a
// file in it that was already acknowledged.
func (s *Store) layOut() error {
	if err := os.MkdirAll(filepath.Join(s.root, "staging"), folderMode); err != nil {
		return err
	}
	for i := range 256 {
		if err := os.MkdirAll(s.folder(blob.Hash{byte(i)}), folderMode); err != nil {
			return err
		}
	}
	for _, dir := range []string{filepath.Join(s.root, "content"), s.root, filepath.Dir(s.root)} {
		if err := s.disk.SyncFolder(dir); err != nil {
			return err
		}
	}
	return nil
}

func (s *Store) dropPuts() error {
	entries, err := os.ReadDir(filepath.Join(s.root, "staging"))
	if err != nil {
		return err
	}
	for _, e := range entries {
		if strings.HasPrefix(e.Name(), putPrefix) {
			if err := discard(s.stagingPath(e.Name())); err != nil {
				return err
			}
		}
	}
	return nil
}

func (s *Store) folder(h blob.Hash) string {
	return filepath.Join(s.root, "content", h.String()[:2])
}

func (s *Store) contentPath(h blob.Hash) string {
	return filepath.Join(s.folder(h), h.String())
}

func (s *Store) stagingPath(name string) string {
	return filepath.Join(s.root, "staging", name)
}

func (s *Store) uploadPath(up blob.Upload) string {
	return s.stagingPath(fmt.Sprintf("%s-%x", up.Hash, up.Log))
}

// size is the length of the file, and false when there is none.
func size(path string) (int64, bool, error) {
	info, err := os.Stat(path)
	if errors.Is(err, fs.ErrNotExist) {
		return 0, false, nil
	}
	if err != nil {
		return 0, false, err
	}
	return info.Size(), true, nil
}

// discard removes a file that nothing was promised about; it may be gone already.
func discard(path string) error {
	if err := os.Remove(path); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	return nil
}
