//go:build unix

package disk

import (
	"bytes"
	"errors"
	"os"
	"os/exec"
	"os/signal"
	"path/filepath"
	"syscall"
	"testing"
	"time"

	"zhucun/server/blob"
)

// room is how long a file may grow in the process that has little of it.
const room = 100_000

// TestFullDisk runs itself in a process whose files may not grow past a limit:
// to a program that is a disk without room, and it needs no rights.
func TestFullDisk(t *testing.T) {
	const folder = "ZHUCUN_TEST_FULL_DISK"
	if dir := os.Getenv(folder); dir != "" {
		fillDisk(t, dir)
		return
	}
	program, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	child := exec.Command(program, "-test.run=^TestFullDisk$")
	child.Env = append(os.Environ(), folder+"="+t.TempDir())
	if out, err := child.CombinedOutput(); err != nil {
		t.Errorf("%v\n%s", err, out)
	}
}

func fillDisk(t *testing.T, dir string) {
	signal.Ignore(syscall.SIGXFSZ)
	s, err := Open(dir, func() time.Time { return time.UnixMilli(0) })
	if err != nil {
		t.Fatal(err)
	}
	content := bytes.Repeat([]byte("0123456789"), room/5)
	up, length := blob.Upload{Hash: blob.Sum(content)}, int64(len(content))
	add := func(offset, end int64) (int64, error) {
		return s.Append(t.Context(), up, offset, bytes.NewReader(content[offset:end]), length)
	}
	if held, err := add(0, 5000); err != nil || held != 5000 {
		t.Fatalf("before it is full: %d held, %v", held, err)
	}
	roomy := limitFiles(t, room)
	held, err := add(5000, length)
	if !errors.Is(err, blob.ErrFull) || held <= 5000 || held > room {
		t.Errorf("full: %d held, %v; want ErrFull, and some of what came", held, err)
	}
	if got, err := s.Held(t.Context(), up); err != nil || got != held {
		t.Errorf("afterwards %d are held, %v; want %d", got, err, held)
	}
	if err := s.Put(t.Context(), up.Hash, bytes.NewReader(content)); !errors.Is(err, blob.ErrFull) {
		t.Errorf("put: %v; want ErrFull", err)
	}
	if left, err := filepath.Glob(filepath.Join(dir, "staging", putPrefix+"*")); err != nil || len(left) > 0 {
		t.Errorf("the put that failed left %v, %v", left, err)
	}
	limitFiles(t, roomy)
	if held, err := add(held, length); err != nil || held != length {
		t.Errorf("with room again: %d held, %v", held, err)
	}
	if err := s.Complete(t.Context(), up, length); err != nil {
		t.Errorf("completed with room again: %v", err)
	}
}

// limitFiles sets how long files of this process may grow and gives what it
// was.
func limitFiles(t *testing.T, most uint64) uint64 {
	t.Helper()
	var limit syscall.Rlimit
	if err := syscall.Getrlimit(syscall.RLIMIT_FSIZE, &limit); err != nil {
		t.Fatal(err)
	}
	before := limit.Cur
	limit.Cur = most
	if err := syscall.Setrlimit(syscall.RLIMIT_FSIZE, &limit); err != nil {
		t.Fatal(err)
	}
	return before
}
