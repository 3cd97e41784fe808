package durable_test

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"testing"

	"zhucun/server/durable"
)

// recorder notes what was made durable, with the names that a folder held at that moment.
type recorder struct {
	synced []string            // paths, in order
	names  map[string][]string // by folder, at its last sync
	fail   string              // the path whose sync fails
}

var errDisk = errors.New("the disk is gone")

func (r *recorder) disk() durable.Disk {
	r.names = map[string][]string{}
	return durable.Disk{Sync: func(file *os.File) error {
		r.synced = append(r.synced, file.Name())
		if file.Name() == r.fail {
			return errDisk
		}
		entries, err := os.ReadDir(file.Name())
		for _, e := range entries {
			r.names[file.Name()] = append(r.names[file.Name()], e.Name())
		}
		_ = err // a file has no names
		return file.Sync()
	}}
}

func TestEveryNewFolderIsNamedDurablyInTheOneAbove(t *testing.T) {
	var r recorder
	root := t.TempDir()
	path := filepath.Join(root, "a", "b", "c")
	if err := r.disk().MakeFolder(path); err != nil {
		t.Fatal(err)
	}
	for above, name := range map[string]string{root: "a", filepath.Join(root, "a"): "b", filepath.Join(root, "a", "b"): "c"} {
		if !slices.Contains(r.names[above], name) {
			t.Errorf("%s was made durable with %v, want %s", above, r.names[above], name)
		}
	}
	if info, err := os.Stat(path); err != nil || info.Mode().Perm() != 0o700 {
		t.Errorf("got %v, %v, want a folder for its owner", info, err)
	}
	t.Run("one that is there is named once more", func(t *testing.T) {
		var again recorder
		if err := again.disk().MakeFolder(path); err != nil || !slices.Contains(again.synced, filepath.Dir(path)) {
			t.Errorf("synced %v, %v", again.synced, err)
		}
	})
	t.Run("a folder above that is closed to us is its maker's affair, unless we made something in it", func(t *testing.T) {
		closed := durable.Disk{Sync: func(*os.File) error { return fs.ErrPermission }}
		if err := closed.MakeFolder(path); err != nil {
			t.Errorf("one that is there: %v", err)
		}
		if err := closed.MakeFolder(filepath.Join(path, "d")); !errors.Is(err, fs.ErrPermission) {
			t.Errorf("a new one: %v", err)
		}
	})
	t.Run("a folder above that cannot be made durable is an error", func(t *testing.T) {
		failing := recorder{fail: root}
		if err := failing.disk().MakeFolder(filepath.Join(root, "x", "y")); !errors.Is(err, errDisk) {
			t.Errorf("got %v", err)
		}
	})
}

func TestAFileIsDurableBeforeItsNameIs(t *testing.T) {
	for name, write := range map[string]func(durable.Disk, string) error{
		"created":  func(d durable.Disk, path string) error { return d.Create(path, []byte("key")) },
		"replaced": func(d durable.Disk, path string) error { return d.Replace(path, []byte("key")) },
		"published": func(d durable.Disk, path string) error {
			beside := filepath.Join(filepath.Dir(path), "beside")
			return errors.Join(os.WriteFile(beside, []byte("key"), 0o600), d.Publish(beside, path))
		},
	} {
		t.Run(name, func(t *testing.T) {
			var r recorder
			path := filepath.Join(t.TempDir(), "file")
			if err := write(r.disk(), path); err != nil {
				t.Fatal(err)
			}
			if n := len(r.synced); n != 2 || r.synced[1] != filepath.Dir(path) || filepath.Dir(r.synced[0]) != filepath.Dir(path) {
				t.Errorf("synced %v, want a file and then its folder", r.synced)
			}
			if !slices.Contains(r.names[filepath.Dir(path)], "file") {
				t.Errorf("the folder was made durable with %v", r.names[filepath.Dir(path)])
			}
			wantFile(t, path, "key")
			if info, err := os.Stat(path); err != nil || info.Mode().Perm() != 0o600 {
				t.Errorf("got %v, %v, want a file for its owner", info, err)
			}
		})
	}
}

// What fails leaves nothing new, and nothing old changed.
func TestAFailedWriteLeavesNoFile(t *testing.T) {
	dir := t.TempDir()
	path := filepath.Join(dir, "file")
	for _, where := range []string{path, dir} {
		failing := recorder{fail: where}
		if err := failing.disk().Create(path, []byte("key")); !errors.Is(err, errDisk) {
			t.Errorf("got %v", err)
		}
		if _, err := os.Stat(path); !errors.Is(err, fs.ErrNotExist) {
			t.Errorf("after a sync of %s failed the file is there: %v", where, err)
		}
	}
	if err := os.WriteFile(path, []byte("old"), 0o600); err != nil {
		t.Fatal(err)
	}
	beside := filepath.Join(dir, "beside")
	if err := os.WriteFile(beside, []byte("new"), 0o600); err != nil {
		t.Fatal(err)
	}
	for name, err := range map[string]error{"create": durable.Disk{}.Create(path, []byte("new")), "publish": durable.Disk{}.Publish(beside, path)} {
		if !errors.Is(err, fs.ErrExist) {
			t.Errorf("%s over a file: %v, want ErrExist", name, err)
		}
	}
	wantFile(t, path, "old")
}

func wantFile(t *testing.T, path, want string) {
	t.Helper()
	if got, err := os.ReadFile(path); err != nil || string(got) != want {
		t.Errorf("the file holds %q, %v; want %q", got, err, want)
	}
}
