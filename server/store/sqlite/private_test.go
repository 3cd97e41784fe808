package sqlite_test

import (
	"os"
	"path/filepath"
	"testing"

	"zhucun/server/store"
	"zhucun/server/store/sqlite"
)

// modes are those of the files in a folder, by name.
func modes(t *testing.T, dir string) map[string]os.FileMode {
	t.Helper()
	entries, err := os.ReadDir(dir)
	if err != nil {
		t.Fatal(err)
	}
	found := map[string]os.FileMode{}
	for _, e := range entries {
		info, err := e.Info()
		if err != nil {
			t.Fatal(err)
		}
		found[e.Name()] = info.Mode().Perm()
	}
	return found
}

func wantPrivate(t *testing.T, dir string) {
	t.Helper()
	found := modes(t, dir)
	for _, name := range []string{"zhucun.db", "zhucun.db-wal", "zhucun.db-shm", "server.lock"} {
		if found[name] != 0o600 {
			t.Errorf("%s has the mode %o, want 600", name, found[name])
		}
	}
}

// The folder may have been there before, open to everybody: somebody made it by hand.
func TestNobodyElseReadsTheDatabase(t *testing.T) {
	dir := t.TempDir()
	if err := os.Chmod(dir, 0o755); err != nil {
		t.Fatal(err)
	}
	s, err := sqlite.Open(t.Context(), dir, sqlite.Options{Exclusive: true})
	if err != nil {
		t.Fatal(err)
	}
	addOne(t, s, 1)
	wantPrivate(t, dir)
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	t.Run("nor one that an earlier release left open to all", func(t *testing.T) {
		before := modes(t, dir)
		for name := range before {
			if err := os.Chmod(filepath.Join(dir, name), 0o644); err != nil {
				t.Fatal(err)
			}
		}
		s, err := sqlite.Open(t.Context(), dir, sqlite.Options{Exclusive: true})
		if err != nil {
			t.Fatal(err)
		}
		defer s.Close()
		addOne(t, s, 2)
		wantPrivate(t, dir)
	})
}

// A crash may come between the empty file and the first migration.
func TestAnEmptyFileIsADatabaseThatWasBegun(t *testing.T) {
	dir := t.TempDir()
	if err := os.WriteFile(filepath.Join(dir, "zhucun.db"), nil, 0o600); err != nil {
		t.Fatal(err)
	}
	s := open(t, dir)
	addOne(t, s, 1)
	if err := s.View(t.Context(), func(tx store.Tx) error { _, err := tx.EventsAfter(0, 1); return err }); err != nil {
		t.Error(err)
	}
}
