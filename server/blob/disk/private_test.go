package disk

import (
	"bytes"
	"crypto/sha256"
	"io/fs"
	"path/filepath"
	"testing"
	"time"

	"zhucun/server/blob"
)

// Photos of people's homes are for the server's own user: every file and folder, staged, put or complete.
func TestNobodyElseReadsAPhoto(t *testing.T) {
	root := filepath.Join(t.TempDir(), "blobs")
	s, err := Open(root, time.Now)
	if err != nil {
		t.Fatal(err)
	}
	for _, text := range []string{"staged", "complete"} {
		up := blob.Upload{Hash: blob.Hash(sha256.Sum256([]byte(text)))}
		if _, err := s.Append(t.Context(), up, 0, bytes.NewReader([]byte(text)), 100); err != nil {
			t.Fatal(err)
		}
		if text == "complete" {
			if err := s.Complete(t.Context(), up, int64(len(text))); err != nil {
				t.Fatal(err)
			}
		}
	}
	if err := s.Put(t.Context(), blob.Hash(sha256.Sum256([]byte("put"))), bytes.NewReader([]byte("put"))); err != nil {
		t.Fatal(err)
	}
	files := 0
	err = filepath.WalkDir(root, func(path string, entry fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		info, err := entry.Info()
		if err != nil {
			return err
		}
		want := fs.FileMode(0o600)
		if entry.IsDir() {
			want = 0o700
		} else {
			files++
		}
		if got := info.Mode().Perm(); got != want {
			t.Errorf("%s has the mode %o, want %o", path, got, want)
		}
		return nil
	})
	if err != nil || files != 3 {
		t.Errorf("looked at %d files, %v; want 3", files, err)
	}
}
