package journalcost

import (
	"bytes"
	"testing"
)

func TestCommitIsASyncedRow(t *testing.T) {
	dir, row := t.TempDir(), []byte("a row as long as a sign-in's")
	control, err := Open(t.Context(), dir)
	if err != nil {
		t.Fatal(err)
	}
	for range 3 {
		if err := control.Commit(t.Context(), row); err != nil {
			t.Fatal(err)
		}
	}
	var mode string
	var synchronous int
	if err := control.db.QueryRow("SELECT journal_mode, synchronous FROM pragma_journal_mode, pragma_synchronous").Scan(&mode, &synchronous); err != nil {
		t.Fatal(err)
	}
	if mode != "wal" || synchronous != 2 {
		t.Errorf("journal mode %s, synchronous %d; want wal and 2 (FULL), as the journal has", mode, synchronous)
	}
	if err := control.Close(); err != nil {
		t.Fatal(err)
	}

	control, err = Open(t.Context(), dir)
	if err != nil {
		t.Fatal(err)
	}
	defer control.Close()
	var count int
	var last []byte
	if err := control.db.QueryRow("SELECT count(*), max(bytes) FROM row").Scan(&count, &last); err != nil {
		t.Fatal(err)
	}
	if count != 3 || !bytes.Equal(last, row) {
		t.Errorf("found %d rows, the last %q; want 3 of %q", count, last, row)
	}
}

func TestFolderThatIsNotThereIsAnError(t *testing.T) {
	if control, err := Open(t.Context(), t.TempDir()+"/missing"); err == nil {
		control.Close()
		t.Error("opened a file in a folder that is not there")
	}
}
