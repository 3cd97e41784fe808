package witnessdir

import (
	"bytes"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"zhucun/server/ledger"
	"zhucun/server/ledger/ledgertest"
)

func open(t testing.TB, folder string) *Dir {
	t.Helper()
	d, err := Open(folder)
	if err != nil {
		t.Fatal(err)
	}
	return d
}

func TestFolderKeepsTheContract(t *testing.T) {
	ledgertest.RunWitness(t, func(t *testing.T) ledgertest.Open {
		folder := filepath.Join(t.TempDir(), "witness")
		return func() ledgertest.Second { return open(t, folder) }
	})
}

func TestHistoryHasEveryCheckpointThatWasReplaced(t *testing.T) {
	folder := t.TempDir()
	var previous []byte
	for _, next := range []string{"one\n", "two\n", "three\n"} {
		if err := open(t, folder).Advance(t.Context(), previous, []byte(next)); err != nil {
			t.Fatal(err)
		}
		previous = []byte(next)
	}
	got, err := os.ReadFile(filepath.Join(folder, "history"))
	if err != nil || string(got) != "one\ntwo\n" {
		t.Errorf("history = %q, %v; want the first two", got, err)
	}
}

func TestADamagedCheckpointFileIsAnErrorNotNone(t *testing.T) {
	folder := t.TempDir()
	d := open(t, folder)
	if err := d.Advance(t.Context(), nil, []byte("one")); err != nil {
		t.Fatal(err)
	}
	if err := os.Truncate(filepath.Join(folder, "checkpoint"), 0); err != nil {
		t.Fatal(err)
	}
	if _, err := d.Latest(t.Context()); !errors.Is(err, ledger.ErrWitnessDamaged) {
		t.Errorf("Latest = %v, want ErrWitnessDamaged", err)
	}
	if err := d.Advance(t.Context(), nil, []byte("two")); !errors.Is(err, ledger.ErrWitnessDamaged) {
		t.Errorf("Advance = %v, want ErrWitnessDamaged", err)
	}
}

func TestEveryChangedByteOfTheMarksIsNoticed(t *testing.T) {
	folder := t.TempDir()
	d := open(t, folder)
	for name, to := range map[string]uint64{"511921/log": 118, "511921/person": 4021} {
		if err := d.Raise(t.Context(), name, to); err != nil {
			t.Fatal(err)
		}
	}
	good, err := os.ReadFile(filepath.Join(folder, "marks"))
	if err != nil {
		t.Fatal(err)
	}
	check := func(what string, at int, data []byte) {
		if err := os.WriteFile(filepath.Join(folder, "marks"), data, 0o600); err != nil {
			t.Fatal(err)
		}
		if _, err := d.Mark(t.Context(), "511921/log"); !errors.Is(err, ledger.ErrWitnessDamaged) {
			t.Fatalf("%s %d: Mark = %v, want ErrWitnessDamaged", what, at, err)
		}
		if err := d.Raise(t.Context(), "511921/log", 1); !errors.Is(err, ledger.ErrWitnessDamaged) {
			t.Fatalf("%s %d: Raise = %v, want ErrWitnessDamaged", what, at, err)
		}
	}
	for at := range good {
		changed := bytes.Clone(good)
		changed[at] ^= 1
		check("byte changed", at, changed)
		check("cut at", at, good[:at])
	}
	check("doubled", 0, append(bytes.Clone(good), good...))
}

func TestMarksReadBackAsWritten(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		marks := rapid.MapOf(rapid.StringMatching(`[a-z0-9/-]{1,64}`), rapid.Uint64()).Draw(t, "marks")
		got, err := parseMarks(formatMarks(marks))
		if err != nil || len(got) != len(marks) {
			t.Fatalf("%d marks of %d, %v", len(got), len(marks), err)
		}
		for name, want := range marks {
			if got[name] != want {
				t.Errorf("%s = %d, want %d", name, got[name], want)
			}
		}
	})
}

func FuzzParseMarks(f *testing.F) {
	f.Add(formatMarks(nil))
	f.Add(formatMarks(map[string]uint64{"511921/log": 118, "511921/person": 4021}))
	f.Add([]byte("511921/log 118\n"))
	f.Add([]byte("a 01\n= \n"))
	f.Fuzz(func(t *testing.T, data []byte) {
		marks, err := parseMarks(data)
		if err == nil && !bytes.Equal(formatMarks(marks), data) {
			t.Errorf("%q parsed and is written as %q", data, formatMarks(marks))
		}
	})
}

func TestOpenMakesTheFolderButNotTheOneAbove(t *testing.T) {
	above := t.TempDir()
	open(t, filepath.Join(above, "new"))
	open(t, filepath.Join(above, "new")+"/")
	if _, err := Open(filepath.Join(above, "not-mounted", "511921")); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("a folder above that is missing: %v, want ErrNotExist", err)
	}
	file := filepath.Join(above, "file")
	if err := os.WriteFile(file, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := Open(file); err == nil || !strings.Contains(err.Error(), "not a folder") {
		t.Errorf("a file in its place: %v", err)
	}
}

func TestSameDisk(t *testing.T) {
	a, b := t.TempDir(), t.TempDir()
	if same, err := SameDisk(a, b); !same || err != nil {
		t.Errorf("two folders of one disk: %v, %v", same, err)
	}
	if _, err := SameDisk(a, filepath.Join(b, "missing")); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("a missing folder: %v, want ErrNotExist", err)
	}
}
