package disk

import (
	"bytes"
	"errors"
	"os"
	"path/filepath"
	"testing"
	"time"

	"zhucun/server/blob"
)

var errDisk = errors.New("disk failed")

// faulty fails one step once: before doing it, or after.
type faulty struct {
	osSteps
	step string
	done bool
}

func (f *faulty) try(step string, do func() error) error {
	if f.step != step {
		return do()
	}
	f.step = ""
	if f.done {
		return errors.Join(do(), errDisk)
	}
	return errDisk
}

func (f *faulty) SyncFile(p string) error {
	return f.try("SyncFile", func() error { return f.osSteps.SyncFile(p) })
}

func (f *faulty) Rename(from, to string) error {
	return f.try("Rename", func() error { return f.osSteps.Rename(from, to) })
}

func (f *faulty) Remove(p string) error {
	return f.try("Remove", func() error { return f.osSteps.Remove(p) })
}

func (f *faulty) SyncFolder(p string) error {
	return f.try("SyncFolder", func() error { return f.osSteps.SyncFolder(p) })
}

func eachFault(t *testing.T, steps []string, try func(t *testing.T, s *Store, f *faulty)) {
	for _, step := range steps {
		for _, done := range []bool{false, true} {
			name := step + " failed"
			if done {
				name += " but was done"
			}
			t.Run(name, func(t *testing.T) {
				f := &faulty{}
				s, err := open(t.TempDir(), func() time.Time { return time.UnixMilli(0) }, f)
				if err != nil {
					t.Fatal(err)
				}
				f.step, f.done = step, done
				try(t, s, f)
			})
		}
	}
}

// send is what a phone does when its last answer was an error.
func send(t *testing.T, s *Store, up blob.Upload, p []byte) error {
	t.Helper()
	held, err := s.Held(t.Context(), up)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := s.Append(t.Context(), up, held, bytes.NewReader(p[held:]), int64(len(p))); err != nil {
		t.Fatal(err)
	}
	return s.Complete(t.Context(), up, int64(len(p)))
}

func wantWhole(t *testing.T, s *Store, p []byte) {
	t.Helper()
	got, err := os.ReadFile(s.contentPath(blob.Sum(p)))
	if err != nil || !bytes.Equal(got, p) {
		t.Fatalf("content: %d bytes, %v; want the %d bytes sent", len(got), err, len(p))
	}
	left, err := os.ReadDir(s.stagingPath(""))
	if err != nil || len(left) != 0 {
		t.Fatalf("staging holds %v, %v; want nothing", left, err)
	}
}

func TestFailedStepIsReportedAndTheNextTrySucceeds(t *testing.T) {
	p := bytes.Repeat([]byte("village"), 999)
	up := blob.Upload{Hash: blob.Sum(p), Log: [16]byte{1}}
	steps := []string{"SyncFile", "Rename", "SyncFolder"}
	t.Run("Complete", func(t *testing.T) {
		eachFault(t, steps, func(t *testing.T, s *Store, _ *faulty) {
			if err := send(t, s, up, p); !errors.Is(err, errDisk) {
				t.Fatalf("first Complete: %v; want the disk's error", err)
			}
			if err := send(t, s, up, p); err != nil {
				t.Fatalf("second Complete: %v", err)
			}
			wantWhole(t, s, p)
		})
	})
	t.Run("Put", func(t *testing.T) {
		eachFault(t, steps, func(t *testing.T, s *Store, _ *faulty) {
			if err := s.Put(t.Context(), up.Hash, bytes.NewReader(p)); !errors.Is(err, errDisk) {
				t.Fatalf("first Put: %v; want the disk's error", err)
			}
			if err := s.Put(t.Context(), up.Hash, bytes.NewReader(p)); err != nil {
				t.Fatalf("second Put: %v", err)
			}
			wantWhole(t, s, p)
		})
	})
	t.Run("Remove", func(t *testing.T) {
		eachFault(t, []string{"Remove", "SyncFolder"}, func(t *testing.T, s *Store, f *faulty) {
			step := f.step
			f.step = ""
			if err := s.Put(t.Context(), up.Hash, bytes.NewReader(p)); err != nil {
				t.Fatal(err)
			}
			f.step = step
			if err := s.Remove(t.Context(), up.Hash); !errors.Is(err, errDisk) {
				t.Fatalf("first Remove: %v; want the disk's error", err)
			}
			if err := s.Remove(t.Context(), up.Hash); err != nil {
				t.Fatalf("second Remove: %v", err)
			}
			if _, err := os.Stat(s.contentPath(up.Hash)); !errors.Is(err, os.ErrNotExist) {
				t.Fatalf("after Remove: %v; want no file", err)
			}
		})
	})
}

// A retry that finds the content in place must not say yes before the folder
// that holds its name is durable.
func TestRetryAfterFailedFolderSyncSyncsAgain(t *testing.T) {
	p := []byte("a deed's photo")
	up := blob.Upload{Hash: blob.Sum(p), Log: [16]byte{1}}
	f := &faulty{}
	s, err := open(t.TempDir(), func() time.Time { return time.UnixMilli(0) }, f)
	if err != nil {
		t.Fatal(err)
	}
	for range 2 {
		f.step = "SyncFolder"
		if err := send(t, s, up, p); !errors.Is(err, errDisk) {
			t.Fatalf("Complete while the folder cannot be made durable: %v; want the disk's error", err)
		}
	}
	if err := send(t, s, up, p); err != nil {
		t.Fatalf("Complete once it can: %v", err)
	}
}

// Staged bytes are not fsynced: after a power cut they may be short or zeros.
func TestPowerCutSpoilsOnlyStagedBytes(t *testing.T) {
	p := bytes.Repeat([]byte("deed"), 5000)
	up := blob.Upload{Hash: blob.Sum(p), Log: [16]byte{1}}
	for name, spoil := range map[string]func(path string) error{
		"shortened":     func(path string) error { return os.Truncate(path, 123) },
		"full of zeros": func(path string) error { return os.WriteFile(path, make([]byte, len(p)), fileMode) },
		"gone":          os.Remove,
	} {
		t.Run(name, func(t *testing.T) {
			root, clock := t.TempDir(), func() time.Time { return time.UnixMilli(0) }
			s, err := Open(root, clock)
			if err != nil {
				t.Fatal(err)
			}
			if _, err := s.Append(t.Context(), up, 0, bytes.NewReader(p), int64(len(p))); err != nil {
				t.Fatal(err)
			}
			if err := spoil(s.uploadPath(up)); err != nil {
				t.Fatal(err)
			}
			if s, err = Open(root, clock); err != nil {
				t.Fatal(err)
			}
			if err := s.Complete(t.Context(), up, int64(len(p))); !errors.Is(err, blob.ErrWrongContent) && !errors.Is(err, blob.ErrIncomplete) {
				t.Fatalf("Complete of spoiled bytes: %v", err)
			}
			if err := send(t, s, up, p); err != nil {
				t.Fatalf("sent again: %v", err)
			}
			wantWhole(t, s, p)
		})
	}
}

func TestOpenDropsInterruptedPuts(t *testing.T) {
	root, clock := t.TempDir(), func() time.Time { return time.UnixMilli(0) }
	if _, err := Open(root, clock); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(root, "staging", putPrefix+"7"), []byte("half"), fileMode); err != nil {
		t.Fatal(err)
	}
	s, err := Open(root, clock)
	if err != nil {
		t.Fatal(err)
	}
	left, err := os.ReadDir(s.stagingPath(""))
	if err != nil || len(left) != 0 {
		t.Fatalf("staging holds %v, %v; want nothing", left, err)
	}
}
