package journal

import (
	"bytes"
	"database/sql"
	"errors"
	"os"
	"path/filepath"
	"testing"

	"zhucun/clientsdk/disk"
	"zhucun/clientsdk/disk/disktest"
)

// inFormat makes a journal file of a format number by hand, and gives its bytes.
func inFormat(t *testing.T, dir, marks string) []byte {
	t.Helper()
	path := filepath.Join(dir, fileName)
	db, err := sql.Open("sqlite", "file:"+path)
	must(t, err)
	_, err = db.Exec("CREATE TABLE old (word TEXT) STRICT; INSERT INTO old VALUES ('kept'); " + marks)
	must(t, err)
	must(t, db.Close())
	data, err := os.ReadFile(path)
	must(t, err)
	return data
}

const ours = "PRAGMA application_id = 2053666147; "

func TestANewerFormatIsRefusedUntouched(t *testing.T) {
	dir := t.TempDir()
	before := inFormat(t, dir, ours+"PRAGMA user_version = 99")
	_, err := Open(t.Context(), dir, disk.OS())
	refuse(t, err, ErrNewerFormat)
	after, err := os.ReadFile(filepath.Join(dir, fileName))
	must(t, err)
	if !bytes.Equal(before, after) {
		t.Error("the file has changed")
	}
	if found, _ := filepath.Glob(filepath.Join(dir, fileName+"*")); len(found) != 1 {
		t.Errorf("files were made beside it: %v", found)
	}
}

func TestAnOlderFormatIsCopiedBeforeItIsChanged(t *testing.T) {
	dir := t.TempDir()
	before := inFormat(t, dir, ours+"PRAGMA user_version = 1")
	steps := []string{"never run", "ALTER TABLE old ADD COLUMN number INTEGER"}
	j, err := openOld(t, dir, steps)
	must(t, err)
	var word string
	must(t, j.QueryRow("SELECT word FROM old WHERE number IS NULL").Scan(&word))
	if word != "kept" {
		t.Errorf("got %q", word)
	}
	var mode string
	must(t, j.QueryRow("PRAGMA journal_mode").Scan(&mode))
	must(t, j.Close())
	copied, err := os.ReadFile(filepath.Join(dir, fileName+".format-1"))
	must(t, err)
	if !bytes.Equal(copied, before) || mode != "wal" {
		t.Errorf("the copy differs from what was there, or the mode is %s", mode)
	}
	if version, err := look(filepath.Join(dir, fileName)); version != 2 || err != nil {
		t.Errorf("format %d, %v", version, err)
	}
}

// The copy is on the disk before the first step changes anything.
func TestTheCopyOfAnOlderFormatOutlivesAPowerCut(t *testing.T) {
	dir := t.TempDir()
	before := inFormat(t, dir, ours+"PRAGMA user_version = 1")
	d := disktest.New()
	db, err := openDatabase(t.Context(), dir, d, []string{"never run", "ALTER TABLE old ADD COLUMN number INTEGER"})
	must(t, err)
	must(t, db.Close())
	left := t.TempDir()
	must(t, d.Left(dir, left))
	if copied, err := os.ReadFile(filepath.Join(left, fileName+".format-1")); err != nil || !bytes.Equal(copied, before) {
		t.Errorf("%d of %d bytes are left, %v", len(copied), len(before), err)
	}
}

func TestAMigrationThatFailsLeavesTheOldFormat(t *testing.T) {
	dir := t.TempDir()
	before := inFormat(t, dir, ours+"PRAGMA user_version = 1")
	if _, err := openOld(t, dir, []string{"", "ALTER TABLE old ADD COLUMN number INTEGER; DROP TABLE nowhere"}); err == nil {
		t.Fatal("want an error")
	}
	j, err := openOld(t, dir, []string{"never run"})
	must(t, err)
	must(t, j.Close())
	after, err := os.ReadFile(filepath.Join(dir, fileName))
	must(t, err)
	if bytes.Contains(after, []byte("number")) || len(after) != len(before) {
		t.Error("half a migration is left")
	}
}

func openOld(t *testing.T, dir string, steps []string) (*sql.DB, error) {
	t.Helper()
	return openDatabase(t.Context(), dir, disk.OS(), steps)
}

func TestWhatIsNoJournalIsLeftAlone(t *testing.T) {
	for name, make := range map[string]func(dir string){
		"a text":           func(dir string) { must(t, os.WriteFile(filepath.Join(dir, fileName), []byte("hello"), 0o600)) },
		"another database": func(dir string) { inFormat(t, dir, "PRAGMA application_id = 5") },
	} {
		dir := t.TempDir()
		make(dir)
		before, err := os.ReadFile(filepath.Join(dir, fileName))
		must(t, err)
		if _, err := Open(t.Context(), dir, disk.OS()); !errors.Is(err, ErrNotAJournal) {
			t.Errorf("%s: %v", name, err)
		}
		after, err := os.ReadFile(filepath.Join(dir, fileName))
		must(t, err)
		if !bytes.Equal(before, after) {
			t.Errorf("%s has changed", name)
		}
	}
}

func TestOneProcessAFolder(t *testing.T) {
	w := newWorld(t, t.TempDir())
	_, err := Open(t.Context(), w.dir, disk.OS())
	refuse(t, err, ErrInUse)
	must(t, w.note(5))
	w.reopen()
	must(t, w.Close())
}

// The settings on which durability hangs are those of every connection, also one that was made anew.
func TestEveryConnectionHasItsSettings(t *testing.T) {
	w := newWorld(t, t.TempDir())
	defer w.end()
	for _, round := range []string{"first", "second"} {
		for pragma, want := range map[string]string{"synchronous": "2", "foreign_keys": "1", "busy_timeout": "5000", "trusted_schema": "0",
			"cell_size_check": "1", "journal_mode": "wal", "locking_mode": "exclusive", "secure_delete": "1"} {
			var got string
			must(t, w.db.QueryRow("PRAGMA "+pragma).Scan(&got))
			if got != want {
				t.Errorf("%s connection: %s is %s, want %s", round, pragma, got, want)
			}
		}
		w.db.SetMaxIdleConns(-1) // drops the connection after each use
	}
}
