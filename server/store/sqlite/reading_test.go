package sqlite

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"testing"

	"zhucun/server/store"
)

func files(t *testing.T, dir string) (names []string) {
	t.Helper()
	entries, err := os.ReadDir(dir)
	if err != nil {
		t.Fatal(err)
	}
	for _, entry := range entries {
		names = append(names, entry.Name())
	}
	return names
}

func setCursor(t *testing.T, s *Store, position uint64) {
	t.Helper()
	if err := s.Update(t.Context(), func(tx store.Tx) error { return tx.SetCursor("stage", position) }); err != nil {
		t.Fatal(err)
	}
}

// cursor reads the one row.
func cursor(t *testing.T, r *Reading) (position int64) {
	t.Helper()
	for row, err := range r.Rows(t.Context(), "cursor", "stage") {
		if err != nil {
			t.Fatal(err)
		}
		position = row["position"].(int64)
	}
	return position
}

func TestAReadingLeavesAFolderAtRestAsItIs(t *testing.T) {
	dir := t.TempDir()
	s, err := Open(t.Context(), dir, Options{})
	if err != nil {
		t.Fatal(err)
	}
	setCursor(t, s, 7)
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	before := files(t, dir)
	if err := os.Chmod(dir, 0o500); err != nil {
		t.Fatal(err)
	}
	defer os.Chmod(dir, 0o700)
	r, err := OpenReading(t.Context(), dir)
	if err != nil {
		t.Fatal(err)
	}
	if got := cursor(t, r); got != 7 {
		t.Errorf("read %d, want 7", got)
	}
	if _, err := r.Row(t.Context(), "cursor", "stage", "none"); !errors.Is(err, store.ErrNotFound) {
		t.Errorf("a row that is not there: %v", err)
	}
	if faults, err := r.Faults(t.Context()); len(faults) != 0 || err != nil {
		t.Errorf("faults %v, %v", faults, err)
	}
	if err := r.Close(); err != nil {
		t.Fatal(err)
	}
	if after := files(t, dir); !slices.Equal(after, before) {
		t.Errorf("left %v, there was %v", after, before)
	}
}

func TestAReadingBesideAServerIsOfOneState(t *testing.T) {
	dir := t.TempDir()
	s, err := Open(t.Context(), dir, Options{Exclusive: true})
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	setCursor(t, s, 1)
	r, err := OpenReading(t.Context(), dir)
	if err != nil {
		t.Fatal(err)
	}
	defer r.Close()
	setCursor(t, s, 2)
	if got := cursor(t, r); got != 1 || r.Disturbed() {
		t.Errorf("read %d, want 1", got)
	}
}

func TestAReadingNoticesAServerThatStarts(t *testing.T) {
	dir := t.TempDir()
	s, err := Open(t.Context(), dir, Options{})
	if err != nil {
		t.Fatal(err)
	}
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	r, err := OpenReading(t.Context(), dir)
	if err != nil {
		t.Fatal(err)
	}
	defer r.Close()
	if r.Disturbed() {
		t.Error("disturbed by nobody")
	}
	if s, err = Open(t.Context(), dir, Options{Exclusive: true}); err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	if !r.Disturbed() {
		t.Error("not noticed")
	}
}

func TestAReadingRefusesWhatItCannotRead(t *testing.T) {
	t.Run("no database", func(t *testing.T) {
		if _, err := OpenReading(t.Context(), t.TempDir()); !errors.Is(err, fs.ErrNotExist) {
			t.Errorf("got %v", err)
		}
	})
	t.Run("no database of ours", func(t *testing.T) {
		dir := t.TempDir()
		if err := os.WriteFile(filepath.Join(dir, databaseName), []byte("something else, of some length"), 0o600); err != nil {
			t.Fatal(err)
		}
		if _, err := OpenReading(t.Context(), dir); !errors.Is(err, ErrForeign) {
			t.Errorf("got %v", err)
		}
	})
	t.Run("an older release's", func(t *testing.T) {
		dir := t.TempDir()
		s, err := Open(t.Context(), dir, Options{})
		if err != nil {
			t.Fatal(err)
		}
		if _, err := s.writer.db.Exec("PRAGMA user_version = 1"); err != nil {
			t.Fatal(err)
		}
		if err := s.Close(); err != nil {
			t.Fatal(err)
		}
		if _, err := OpenReading(t.Context(), dir); !errors.Is(err, ErrOlderFormat) {
			t.Errorf("got %v", err)
		}
	})
}
