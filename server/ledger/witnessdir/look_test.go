package witnessdir

import (
	"errors"
	"os"
	"path/filepath"
	"testing"

	"zhucun/server/ledger"
)

func TestALookChangesNothing(t *testing.T) {
	folder := t.TempDir()
	seen, err := Look(folder)
	if err != nil || seen.Checkpoint != nil || len(seen.Marks) != 0 {
		t.Errorf("an empty folder: %+v, %v", seen, err)
	}
	if entries, err := os.ReadDir(folder); len(entries) != 0 || err != nil {
		t.Errorf("it made %v, %v", entries, err)
	}
	d := open(t, folder)
	for _, step := range []error{d.Advance(t.Context(), nil, []byte("one\n")), d.Advance(t.Context(), []byte("one\n"), []byte("two\n")), d.Raise(t.Context(), "log", 3)} {
		if step != nil {
			t.Fatal(step)
		}
	}
	seen, err = Look(folder)
	if err != nil || string(seen.Checkpoint) != "two\n" || string(seen.History) != "one\n" || seen.Marks["log"] != 3 {
		t.Errorf("%+v, %v", seen, err)
	}
}

func TestALookAtDamagedMarksShowsTheRest(t *testing.T) {
	folder := t.TempDir()
	if err := open(t, folder).Advance(t.Context(), nil, []byte("one\n")); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(folder, marksFile), []byte("log 9\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	seen, err := Look(folder)
	if !errors.Is(err, ledger.ErrWitnessDamaged) || string(seen.Checkpoint) != "one\n" {
		t.Errorf("%+v, %v", seen, err)
	}
}
