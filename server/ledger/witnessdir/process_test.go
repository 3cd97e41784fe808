package witnessdir

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"strconv"
	"testing"

	"zhucun/server/ledger"
)

const (
	childFolder = "WITNESSDIR_TEST_FOLDER"
	processes   = 4
	turns       = 25
)

// TestMain lets this test's own program stand in for another server process.
func TestMain(m *testing.M) {
	folder := os.Getenv(childFolder)
	if folder == "" {
		os.Exit(m.Run())
	}
	if err := countUp(folder); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

// countUp adds one, turns times, to the number that the witness holds, and raises a mark to it.
func countUp(folder string) error {
	d, err := Open(folder)
	if err != nil {
		return err
	}
	ctx := context.Background()
	for won := 0; won < turns; {
		held, err := d.Latest(ctx)
		if err != nil {
			return err
		}
		n := 0
		if held != nil {
			if n, err = strconv.Atoi(string(held)); err != nil {
				return err
			}
		}
		err = d.Advance(ctx, held, strconv.AppendInt(nil, int64(n+1), 10))
		if errors.Is(err, ledger.ErrMoved) {
			continue
		}
		if err == nil {
			err = d.Raise(ctx, "count", uint64(n+1))
		}
		if err != nil {
			return err
		}
		won++
	}
	return nil
}

// Without the lock two processes would both see n and both write n+1.
func TestProcessesNeverAdvanceFromTheSameCheckpoint(t *testing.T) {
	folder := t.TempDir()
	program, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	var children []*exec.Cmd
	for range processes {
		child := exec.Command(program)
		child.Env = append(os.Environ(), childFolder+"="+folder)
		child.Stderr = os.Stderr
		if err := child.Start(); err != nil {
			t.Fatal(err)
		}
		children = append(children, child)
	}
	for _, child := range children {
		if err := child.Wait(); err != nil {
			t.Errorf("another process: %v", err)
		}
	}
	held, err := open(t, folder).Latest(t.Context())
	if want := strconv.Itoa(processes * turns); err != nil || string(held) != want {
		t.Errorf("the witness holds %q, %v; want %s", held, err, want)
	}
	if mark, err := open(t, folder).Mark(t.Context(), "count"); err != nil || mark != processes*turns {
		t.Errorf("the mark is %d, %v; want %d", mark, err, processes*turns)
	}
}

func BenchmarkAdvance(b *testing.B) {
	d := open(b, b.TempDir())
	previous := []byte(nil)
	for n := 0; b.Loop(); n++ {
		next := fmt.Appendf(make([]byte, 0, 220), "%0220d", n)
		if err := d.Advance(b.Context(), previous, next); err != nil {
			b.Fatal(err)
		}
		previous = next
	}
}
