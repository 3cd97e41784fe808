package main

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"testing"

	"zhucun/cmd/internal/terminal"
	"zhucun/server"
	"zhucun/server/store"
)

// leaves is how many the county's ledger has.
func leaves(t *testing.T, folder server.Folder) (count uint64) {
	t.Helper()
	office, err := server.OpenOffice(t.Context(), folder)
	if err != nil {
		t.Fatal(err)
	}
	defer office.Close()
	err = office.View(t.Context(), func(tx store.Tx) error {
		for ; ; count++ {
			if _, err := tx.Entry(count); err != nil {
				return err
			}
		}
	})
	if !errors.Is(err, store.ErrNotFound) {
		t.Fatal(err)
	}
	return count
}

// A slip or a code's picture that cannot be written spends nothing: no leaf, no code that nobody holds, and what stood there stands.
func TestAPaperThatCannotBeWrittenSpendsNothing(t *testing.T) {
	folder := county(t)
	dir := t.TempDir()
	taken := filepath.Join(dir, "taken")
	if err := os.WriteFile(taken, []byte("mine"), 0o600); err != nil {
		t.Fatal(err)
	}
	before := leaves(t, folder)
	for _, file := range []string{taken, filepath.Join(taken, "slip.html")} {
		for _, args := range [][]string{
			{"appoint", "10002", "511921100200", "--handed-by", "office", "--out", file},
			{"enrol", "511921100200", "--png", file},
		} {
			if said, code := zhucun(t, dir, append([]string{"--data", folder.Dir}, args...)...); code != terminal.ExitFailed {
				t.Errorf("%s into %s: %d, %s", args[0], file, code, said)
			}
		}
	}
	if after := leaves(t, folder); after != before {
		t.Errorf("the ledger has %d leaves, had %d", after, before)
	}
	if got, err := os.ReadFile(taken); err != nil || string(got) != "mine" {
		t.Errorf("the file holds %q, %v", got, err)
	}
}

// A county that does not take what is on paper leaves no paper.
func TestAPaperThatTheCountyDoesNotKeepIsTakenAway(t *testing.T) {
	file := filepath.Join(t.TempDir(), "slip.html")
	var p paper
	if err := p.write(file, []byte("code")); err != nil {
		t.Fatal(err)
	}
	if err := p.settle(nil); err != nil {
		t.Fatal(err)
	}
	if _, err := os.Stat(file); err != nil {
		t.Errorf("the paper of a code that is kept: %v", err)
	}
	if err := p.settle(store.ErrFull); !errors.Is(err, store.ErrFull) {
		t.Errorf("got %v, want the county's error", err)
	}
	if _, err := os.Stat(file); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("the paper of a code that is not kept: %v", err)
	}
}

// Codes and cards are for the one who runs the command; so is a dossier, of which no half is ever seen.
func TestPapersAreForTheirOwner(t *testing.T) {
	folder := county(t)
	ids, _, err := liveVisits(t.Context(), folder, t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	dir := t.TempDir()
	for file, args := range map[string][]string{
		"slip.html": {"appoint", "10002", "511921100200", "--handed-by", "office", "--out", "slip.html"},
		"code.png":  {"enrol", "511921100200", "--png", "code.png"},
		"visit.zip": {"dossier", ids["CONFIRMED"].String(), "--out", "visit.zip"},
	} {
		if said, code := zhucun(t, dir, append([]string{"--data", folder.Dir}, args...)...); code != terminal.ExitOK {
			t.Errorf("%s: %d, %s", args[0], code, said)
		}
		if info, err := os.Stat(filepath.Join(dir, file)); err != nil || info.Mode().Perm() != 0o600 {
			t.Errorf("%s: %v, %v; want a file for its owner", file, info, err)
		}
	}
	if _, code := zhucun(t, dir, "--data", folder.Dir, "dossier", ids["CONFIRMED"].String(), "--out", "slip.html"); code != terminal.ExitFailed {
		t.Errorf("a dossier over a slip: %d", code)
	}
	if _, code := zhucun(t, dir, "--data", folder.Dir, "dossier", "0011223344556677-1", "--out", "other.zip"); code == terminal.ExitOK {
		t.Error("a dossier of no record was written")
	}
	entries, err := os.ReadDir(dir)
	if err != nil || len(entries) != 3 {
		t.Errorf("the folder holds %v, %v; want the three files", entries, err)
	}
}
