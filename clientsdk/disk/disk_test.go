package disk_test

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"syscall"
	"testing"

	"zhucun/clientsdk/disk"
	"zhucun/clientsdk/disk/disktest"
)

func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// content of a file; "-" when there is none.
func content(t *testing.T, path string) string {
	t.Helper()
	data, err := os.ReadFile(path)
	if errors.Is(err, fs.ErrNotExist) {
		return "-"
	}
	must(t, err)
	return string(data)
}

func names(t *testing.T, dir string) (names []string) {
	t.Helper()
	files, err := os.ReadDir(dir)
	must(t, err)
	for _, file := range files {
		names = append(names, file.Name())
	}
	return names
}

// steps is how many a piece of work has.
func steps(t *testing.T, work func(disk.Disk, string) error) int {
	t.Helper()
	d := disktest.New()
	must(t, work(d, filepath.Join(t.TempDir(), "file")))
	return d.Steps()
}

func replace(d disk.Disk, path string) error { return disk.Replace(d, path, []byte("new")) }

func create(d disk.Disk, path string) error {
	return disk.New(d, path, func(to io.Writer) error {
		_, err := io.WriteString(to, "new")
		return err
	})
}

func TestAReplacementThatFailsLeavesOneOrTheOtherWhole(t *testing.T) {
	for _, before := range []string{"-", "old"} {
		for step := 1; step <= steps(t, replace); step++ {
			for _, done := range []bool{false, true} {
				path := filepath.Join(t.TempDir(), "file")
				if before != "-" {
					must(t, os.WriteFile(path, []byte(before), 0o600))
				}
				d := disktest.New()
				d.Fail(disktest.Fault{Step: step, Done: done})
				err := replace(d, path)
				got := content(t, path)
				if !errors.Is(err, disktest.ErrFault) || got != before && (got != "new" || !done) {
					t.Errorf("step %d, done %t, before %q: %q, %v", step, done, before, got, err)
				}
				if done && step == 1 {
					continue // the file that Create left is for Sweep
				}
				if left := names(t, filepath.Dir(path)); got == "-" && len(left) != 0 || len(left) > 1 {
					t.Errorf("step %d, done %t: left %v", step, done, left)
				}
			}
		}
	}
}

func TestANewFileThatFailsIsNotThere(t *testing.T) {
	for step := 2; step <= steps(t, create); step++ {
		for _, done := range []bool{false, true} {
			path := filepath.Join(t.TempDir(), "file")
			d := disktest.New()
			d.Fail(disktest.Fault{Step: step, Done: done})
			if err := create(d, path); !errors.Is(err, disktest.ErrFault) || content(t, path) != "-" {
				t.Errorf("step %d, done %t: %q, %v", step, done, content(t, path), err)
			}
		}
	}
}

func TestANewFileTakesNobodysPlace(t *testing.T) {
	path := filepath.Join(t.TempDir(), "file")
	must(t, os.WriteFile(path, []byte("old"), 0o600))
	if err := create(disk.OS(), path); !errors.Is(err, fs.ErrExist) || content(t, path) != "old" {
		t.Errorf("%q, %v", content(t, path), err)
	}
}

// What was acknowledged outlives a power cut, and a name never stands for less than the whole.
func TestWhatIsAcknowledgedOutlivesAPowerCut(t *testing.T) {
	for name, work := range map[string]func(disk.Disk, string) error{
		"a new file": create,
		"a replacement": func(d disk.Disk, path string) error {
			return errors.Join(replace(d, path), d.SyncFolder(filepath.Dir(path)))
		},
		"a file in new folders": func(d disk.Disk, path string) error {
			folder := filepath.Join(filepath.Dir(path), "a", "b")
			if err := disk.MakeFolder(d, folder+"/"); err != nil {
				return err
			}
			return create(d, filepath.Join(folder, "file"))
		},
	} {
		t.Run(name, func(t *testing.T) {
			dir := t.TempDir()
			d := disktest.New()
			var left []string
			d.After(func(int) {
				to := t.TempDir()
				must(t, d.Left(dir, to))
				must(t, filepath.WalkDir(to, func(path string, entry fs.DirEntry, err error) error {
					if err == nil && !entry.IsDir() {
						left = append(left, content(t, path))
					}
					return err
				}))
			})
			must(t, work(d, filepath.Join(dir, "file")))
			if got := fmt.Sprint(left); got != "[new]" {
				t.Errorf("after the steps there was %s, want the whole file after the last alone", got)
			}
		})
	}
}

func TestOthersOfAMachineReadNothing(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "a", "b")
	must(t, disk.MakeFolder(disk.OS(), dir))
	must(t, create(disk.OS(), filepath.Join(dir, "new")))
	must(t, replace(disk.OS(), filepath.Join(dir, "replaced")))
	for name, want := range map[string]fs.FileMode{"..": 0o700, ".": 0o700, "new": 0o600, "replaced": 0o600} {
		info, err := os.Stat(filepath.Join(dir, name))
		must(t, err)
		if info.Mode().Perm() != want {
			t.Errorf("%s: mode %o, want %o", name, info.Mode().Perm(), want)
		}
	}
}

// A folder in which nothing may be made, not even by the administrator: its names need no care from us.
type closed struct{ disk.Disk }

func (closed) SyncFolder(dir string) error {
	return &fs.PathError{Op: "open", Path: dir, Err: syscall.EACCES}
}

func TestAFolderThatSomebodyElseMadeIsTakenAsItIs(t *testing.T) {
	dir := t.TempDir()
	must(t, disk.MakeFolder(closed{disk.OS()}, dir))
	if err := disk.MakeFolder(closed{disk.OS()}, filepath.Join(dir, "new")); !errors.Is(err, fs.ErrPermission) {
		t.Errorf("a folder that may not last was acknowledged: %v", err)
	}
}

func TestSeveralReplaceOneFileAtOnce(t *testing.T) {
	path := filepath.Join(t.TempDir(), "file")
	var writers sync.WaitGroup
	for range 8 {
		writers.Go(func() {
			for range 20 {
				if err := disk.Replace(disk.OS(), path, []byte(strings.Repeat("new", 1000))); err != nil {
					t.Error(err)
				}
				if got := content(t, path); len(got) != 3000 {
					t.Errorf("%d bytes are there", len(got))
				}
			}
		})
	}
	writers.Wait()
	if left := names(t, filepath.Dir(path)); len(left) != 1 {
		t.Errorf("left %v", left)
	}
}

func TestWhatACrashLeftIsSwept(t *testing.T) {
	dir := t.TempDir()
	d := disktest.New()
	d.Fail(disktest.Fault{Step: 1, Done: true})
	_ = replace(d, filepath.Join(dir, "file"))
	must(t, os.WriteFile(filepath.Join(dir, "other"), nil, 0o600))
	if left := names(t, dir); len(left) != 2 {
		t.Fatalf("before: %v", left)
	}
	must(t, disk.Sweep(dir))
	if left := names(t, dir); len(left) != 1 || left[0] != "other" {
		t.Errorf("left %v", left)
	}
}

func TestAnErrorForPeopleHasNoPath(t *testing.T) {
	_, err := os.Open("/王小明/ab12")
	link := os.Rename("/王小明/ab12", "/王小明/cd34")
	for _, err := range []error{err, link, fmt.Errorf("keep a photo: %w", errors.Join(err))} {
		nameless := disk.Nameless(err)
		if strings.Contains(nameless.Error(), "王小明") || !errors.Is(nameless, fs.ErrNotExist) {
			t.Errorf("%v became %v", err, nameless)
		}
	}
	if disk.Nameless(nil) != nil || disk.Nameless(io.EOF) != io.EOF {
		t.Error("an error without a path has changed")
	}
}
