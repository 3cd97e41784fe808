package durable

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"testing"
)

func TestWithoutLinksAFileIsPublishedOnce(t *testing.T) {
	dir := t.TempDir()
	from, to := filepath.Join(dir, "beside"), filepath.Join(dir, "file")
	for i, want := range []error{nil, fs.ErrExist} {
		if err := os.WriteFile(from, []byte{byte(i)}, 0o600); err != nil {
			t.Fatal(err)
		}
		if err := (Disk{}).publishWithoutLinks(from, to); !errors.Is(err, want) {
			t.Errorf("time %d: %v, want %v", i+1, err, want)
		}
		if got, err := os.ReadFile(to); err != nil || got[0] != 0 {
			t.Errorf("time %d: the file holds %v, %v", i+1, got, err)
		}
	}
}
