package sqlite_test

import (
	"bufio"
	"crypto/sha256"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"testing"

	"zhucun/server/store"
	"zhucun/server/store/sqlite"
	"zhucun/syncproto"
)

func open(t testing.TB, dir string) *sqlite.Store {
	t.Helper()
	s, err := sqlite.Open(t.Context(), dir, sqlite.Options{})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = s.Close() })
	return s
}

// freshFolders makes empty databases by copying one: migrating each would take most of the time of the suites.
func freshFolders(t *testing.T) func(t testing.TB) string {
	t.Helper()
	migrated := t.TempDir()
	if err := open(t, migrated).Close(); err != nil {
		t.Fatal(err)
	}
	return func(t testing.TB) string {
		t.Helper()
		dir := filepath.Join(t.TempDir(), "data")
		if err := os.CopyFS(dir, os.DirFS(migrated)); err != nil {
			t.Fatal(err)
		}
		return dir
	}
}

// contents is what a folder holds, by name.
func contents(t *testing.T, dir string) string {
	t.Helper()
	var all string
	err := fs.WalkDir(os.DirFS(dir), ".", func(path string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() {
			return err
		}
		data, err := os.ReadFile(filepath.Join(dir, path))
		all += fmt.Sprintf("%s %x\n", path, sha256.Sum256(data))
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return all
}

func TestRefusedFolders(t *testing.T) {
	made := func(t *testing.T, change func(data []byte) []byte) string {
		dir := t.TempDir()
		_ = open(t, dir).Close()
		file := filepath.Join(dir, "zhucun.db")
		data, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(file, change(data), 0o600); err != nil {
			t.Fatal(err)
		}
		return dir
	}
	for name, c := range map[string]struct {
		change func(data []byte) []byte
		want   error
	}{
		"a newer format":             {func(data []byte) []byte { data[60] = 1; return data }, sqlite.ErrNewerFormat},
		"the next format":            {func(data []byte) []byte { data[63]++; return data }, sqlite.ErrNewerFormat},
		"another program's database": {func(data []byte) []byte { data[70]++; return data }, sqlite.ErrForeign},
		"no database":                {func([]byte) []byte { return []byte("村名,姓名\n") }, sqlite.ErrForeign},
		"a long file, no database":   {func(data []byte) []byte { clear(data[:100]); return data }, sqlite.ErrForeign},
	} {
		t.Run(name+" is refused and not touched", func(t *testing.T) {
			dir := made(t, c.change)
			before := contents(t, dir)
			for _, exclusive := range []bool{true, false} {
				s, err := sqlite.Open(t.Context(), dir, sqlite.Options{Exclusive: exclusive})
				if !errors.Is(err, c.want) {
					t.Errorf("open: %v, %v; want %v", s, err, c.want)
				}
			}
			if after := contents(t, dir); after != before {
				t.Errorf("the folder held\n%sand now holds\n%s", before, after)
			}
		})
	}
}

func TestFolderNames(t *testing.T) {
	for _, name := range []string{"驻村 数据", "100%25", "a?b#c&d=e", "x;y"} {
		dir := filepath.Join(t.TempDir(), name)
		s := open(t, dir)
		addOne(t, s, 1)
		if err := s.Close(); err != nil {
			t.Errorf("close %q: %v", name, err)
		}
		if _, err := os.Stat(filepath.Join(dir, "zhucun.db")); err != nil {
			t.Errorf("%q: %v", name, err)
		}
	}
}

func addOne(t *testing.T, s *sqlite.Store, seq uint64) {
	t.Helper()
	err := s.Update(t.Context(), func(tx store.Tx) error {
		_, err := tx.AddEvent(store.Event{ID: syncproto.EventID{Seq: seq}})
		return err
	})
	if err != nil {
		t.Fatalf("add an event: %v", err)
	}
}

const crashFolder = "ZHUCUN_TEST_CRASH_FOLDER"

// burst is how many events the server of TestTwoProcesses commits for each line that it is sent.
const burst = 20

// TestServerProcess is the other process of TestTwoProcesses: it serves a folder, commits a group of events for each line that it reads and after the
// last one goes on until it is killed, and says each event that it has committed.
func TestServerProcess(t *testing.T) {
	dir := os.Getenv(crashFolder)
	if dir == "" {
		return // only as a child
	}
	s, err := sqlite.Open(t.Context(), dir, sqlite.Options{Exclusive: true})
	if err != nil {
		t.Fatal(err)
	}
	told := bufio.NewScanner(os.Stdin)
	for seq := uint64(1); ; seq++ {
		if seq%burst == 1 {
			told.Scan()
		}
		addOne(t, s, seq)
		fmt.Fprintln(os.Stderr, seq)
	}
}

// serverProcess is a server that another process is.
type serverProcess struct {
	*exec.Cmd
	orders       io.WriteCloser
	said         *bufio.Scanner
	acknowledged int
}

func startServer(t *testing.T, dir string) *serverProcess {
	t.Helper()
	p := &serverProcess{Cmd: exec.Command(os.Args[0], "-test.run=^TestServerProcess$")}
	p.Env = append(os.Environ(), crashFolder+"="+dir)
	said, err := p.StderrPipe()
	if err != nil {
		t.Fatal(err)
	}
	if p.orders, err = p.StdinPipe(); err != nil {
		t.Fatal(err)
	}
	if err := p.Start(); err != nil {
		t.Fatal(err)
	}
	p.said = bufio.NewScanner(said)
	return p
}

// work lets the server begin a group. The test goes on beside it, and waits for the writer for as long as one group takes, however slow the disk.
func (p *serverProcess) work(t *testing.T) {
	t.Helper()
	if _, err := io.WriteString(p.orders, "\n"); err != nil {
		t.Fatal(err)
	}
}

// hear waits for a group.
func (p *serverProcess) hear() {
	for range burst {
		if p.said.Scan() {
			p.acknowledged++
		}
	}
}

// kill ends the server while it writes.
func (p *serverProcess) kill(t *testing.T) {
	t.Helper()
	if err := p.orders.Close(); err != nil {
		t.Fatal(err)
	}
	p.hear()
	if err := p.Process.Kill(); err != nil {
		t.Fatal(err)
	}
	for p.said.Scan() {
		p.acknowledged++
	}
	_ = p.Wait()
}

func TestTwoProcesses(t *testing.T) {
	dir := t.TempDir()
	server := startServer(t, dir)
	server.work(t)
	server.hear()
	if _, err := sqlite.Open(t.Context(), dir, sqlite.Options{Exclusive: true}); !errors.Is(err, sqlite.ErrInUse) {
		t.Errorf("a second server: %v, want ErrInUse", err)
	}
	command := open(t, dir)
	server.work(t)
	addOne(t, command, 1<<40)
	server.hear()
	server.work(t)
	if err := command.Close(); err != nil {
		t.Errorf("close beside the server: %v", err)
	}
	server.hear()
	server.kill(t)

	s, err := sqlite.Open(t.Context(), dir, sqlite.Options{Exclusive: true})
	if err != nil {
		t.Fatalf("open after the kill: %v", err)
	}
	defer s.Close()
	err = s.View(t.Context(), func(tx store.Tx) error {
		events, err := tx.EventsAfter(0, 1<<20)
		if len(events) < server.acknowledged+1 || server.acknowledged < 4*burst {
			t.Errorf("%d events, want the %d that were acknowledged and the command's", len(events), server.acknowledged)
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
}

func TestServerLock(t *testing.T) {
	t.Run("closing gives the folder free", func(t *testing.T) {
		dir := t.TempDir()
		for n := range uint64(3) {
			s, err := sqlite.Open(t.Context(), dir, sqlite.Options{Exclusive: true})
			if err != nil {
				t.Fatal(err)
			}
			if _, err := sqlite.Open(t.Context(), dir, sqlite.Options{Exclusive: true}); !errors.Is(err, sqlite.ErrInUse) {
				t.Errorf("a second server: %v, want ErrInUse", err)
			}
			addOne(t, open(t, dir), n)
			if err := s.Close(); err != nil {
				t.Fatal(err)
			}
		}
	})
	t.Run("a command does not migrate under a running server", func(t *testing.T) {
		dir := t.TempDir()
		s, err := sqlite.Open(t.Context(), dir, sqlite.Options{Exclusive: true})
		if err != nil {
			t.Fatal(err)
		}
		defer s.Close()
		for _, name := range []string{"zhucun.db", "zhucun.db-wal", "zhucun.db-shm"} { // as if the server's release knew no format yet
			if err := os.Remove(filepath.Join(dir, name)); err != nil {
				t.Fatal(err)
			}
		}
		if _, err := sqlite.Open(t.Context(), dir, sqlite.Options{}); !errors.Is(err, sqlite.ErrInUse) {
			t.Errorf("open: %v, want ErrInUse", err)
		}
	})
}
