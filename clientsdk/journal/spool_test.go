package journal

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"syscall"
	"testing"

	"zhucun/clientsdk/disk/disktest"
	"zhucun/syncproto"
)

// contents of a photo of a number: its files, and the row that names them.
func contents(n int) ([][]byte, Photo) {
	var files [][]byte
	var names [4]File
	for i, part := range []string{"manifest", "thumbnail", "view", "original"} {
		content := []byte(strings.Repeat(fmt.Sprintf("%s %d ", part, n), 50*(i+1)))
		files, names[i] = append(files, content), File{Hash: syncproto.HashOf(content), Length: uint64(len(content))}
	}
	return files, Photo{Manifest: names[0], Thumbnail: names[1], View: names[2], Original: names[3]}
}

// addPhoto keeps a photo as the phone does: files first, then the event with its row.
func (w *world) addPhoto(n int) error {
	w.t.Helper()
	files, photo := contents(n)
	if err := w.Spool(files...); err != nil {
		return err
	}
	return w.Write(w.t.Context(), w.hand, func(writer *Writer) error {
		event, err := writer.Append(w.t.Context(), 0, func(Place) (syncproto.Body, error) {
			return syncproto.Photo{Shows: syncproto.Ref{Back: 1}, Manifest: photo.Manifest.Hash}, nil
		})
		if err != nil {
			return err
		}
		photo.Seq = event.Seq
		return writer.AddPhoto(w.t.Context(), photo)
	})
}

// whole demands that every file that a row names is there, byte for byte, and at least so many photos.
func (w *world) whole(photos int, when string) {
	w.t.Helper()
	counts, err := w.Counts(w.t.Context())
	must(w.t, err)
	if counts.Photos < photos {
		w.t.Errorf("%s: %d photos are there, %d were acknowledged", when, counts.Photos, photos)
	}
	known, err := w.hashes(w.t.Context())
	must(w.t, err)
	for hash := range known {
		data, err := os.ReadFile(w.spool.path(hash))
		if err != nil || syncproto.HashOf(data) != hash {
			w.t.Errorf("%s: a file of a kept photo is %d bytes, %v", when, len(data), err)
		}
	}
}

// At whatever step the power fails, from the first start on: every photo that was acknowledged is there whole.
func TestAnAcknowledgedPhotoOutlivesAPowerCut(t *testing.T) {
	root := t.TempDir()
	recording := disktest.New()
	type cut struct {
		dir          string
		acknowledged int
		secret       bool
	}
	var cuts []cut
	acknowledged, secret := 0, false
	powerCut := func(int) {
		to := t.TempDir()
		must(t, recording.Left(root, to))
		phone := filepath.Join(to, "phone")
		if _, err := os.Stat(filepath.Join(phone, fileName)); err == nil { // what SQLite wrote since is its own to sync
			for _, suffix := range []string{"", "-wal"} {
				data, err := os.ReadFile(filepath.Join(root, "phone", fileName+suffix))
				if err == nil {
					must(t, os.WriteFile(filepath.Join(phone, fileName+suffix), data, 0o600))
				}
			}
		}
		cuts = append(cuts, cut{phone, acknowledged, secret})
	}
	recording.After(powerCut)
	w := newWorldOn(t, filepath.Join(root, "phone"), recording)
	_, err := w.MakeSecret(w.hand.Random)
	must(t, err)
	secret = true
	must(t, w.note(5))
	for _, n := range []int{1, 2, 2, 3} {
		must(t, w.addPhoto(n))
		acknowledged++
		powerCut(0)
	}
	w.end()
	recording.After(nil)
	if len(cuts) < 40 {
		t.Fatalf("only %d power cuts", len(cuts))
	}
	for i, c := range cuts {
		after := &world{t: t, dir: c.dir, disk: recording, hand: w.hand, root: w.root}
		after.open()
		if _, err := after.Secret(); c.secret && err != nil {
			t.Errorf("cut %d: %v", i, err)
		}
		after.whole(c.acknowledged, fmt.Sprintf("cut %d", i))
		after.end()
	}
}

func TestAPhotoThatFailsIsNotKept(t *testing.T) {
	files, _ := contents(1)
	counted := disktest.New()
	w := newWorldOn(t, t.TempDir(), counted)
	counted.Fail(disktest.Fault{})
	must(t, w.Spool(files...))
	steps := counted.Steps()
	w.end()
	for step := 1; step <= steps; step++ {
		for _, done := range []bool{false, true} {
			d := disktest.New()
			w := newWorldOn(t, t.TempDir(), d)
			must(t, w.note(5))
			must(t, w.addPhoto(2))
			d.Fail(disktest.Fault{Step: step, Done: done})
			if err := w.addPhoto(1); !errors.Is(err, disktest.ErrFault) {
				t.Errorf("step %d, done %t: %v", step, done, err)
			}
			w.reopen()
			w.whole(1, fmt.Sprintf("step %d, done %t", step, done))
			if left, err := os.ReadDir(w.spool.dir); err != nil || len(left) != 4 {
				t.Errorf("step %d, done %t: %d files are left, %v, want those of the photo before", step, done, len(left), err)
			}
			must(t, w.addPhoto(1))
			w.whole(2, "again")
			w.end()
		}
	}
}

// The card with the photos fills up first.
func TestNoRoomForAPhotoIsSaidWithoutAName(t *testing.T) {
	d := disktest.New()
	w := newWorldOn(t, t.TempDir(), d)
	defer w.end()
	must(t, w.note(5))
	for step := 1; step <= 3; step++ {
		d.Fail(disktest.Fault{Step: step, Err: &fs.PathError{Op: "write", Path: "/家/何/ab12", Err: syscall.ENOSPC}})
		err := w.addPhoto(1)
		refuse(t, err, ErrDiskFull)
		if strings.Contains(err.Error(), "家") {
			t.Errorf("the error tells where: %v", err)
		}
	}
	d.Fail(disktest.Fault{})
	must(t, w.addPhoto(1))
	w.whole(1, "afterwards")
}

func TestTheSamePhotoFromManySides(t *testing.T) {
	w := newWorld(t, t.TempDir())
	defer w.end()
	must(t, w.note(5))
	var writers sync.WaitGroup
	for range 6 {
		writers.Go(func() {
			for n := range 15 {
				if err := w.addPhoto(n % 2); err != nil {
					t.Error(err)
				}
			}
		})
	}
	writers.Wait()
	w.whole(90, "all added")
}

func TestOthersOfAMachineReadNothing(t *testing.T) {
	for name, before := range map[string]func(dir string){
		"a new folder": func(dir string) { must(t, os.Remove(dir)) },
		"a folder that was there": func(dir string) {
			must(t, os.Chmod(dir, 0o755))
			must(t, os.Mkdir(filepath.Join(dir, spoolName), 0o755))
		},
		"an older version's": func(dir string) {
			w := newWorld(t, dir)
			must(t, w.note(5))
			copyFiles(t, dir, dir+".copy") // with what a crash leaves beside the database
			w.end()
			must(t, os.RemoveAll(dir))
			must(t, os.Rename(dir+".copy", dir))
			for _, file := range []string{fileName, fileName + "-wal"} {
				must(t, os.Chmod(filepath.Join(dir, file), 0o644))
			}
		},
	} {
		t.Run(name, func(t *testing.T) {
			dir := filepath.Join(t.TempDir(), "phone")
			must(t, os.Mkdir(dir, 0o700))
			before(dir)
			w := newWorld(t, dir)
			defer w.end()
			must(t, w.note(5))
			must(t, w.addPhoto(1))
			_, err := w.MakeSecret(w.hand.Random)
			must(t, err)
			seen := 0
			must(t, filepath.WalkDir(dir, func(path string, entry fs.DirEntry, err error) error {
				must(t, err)
				info, err := entry.Info()
				must(t, err)
				if path != dir && info.Mode().Perm()&0o077 != 0 {
					t.Errorf("%s: mode %o", entry.Name(), info.Mode().Perm())
				}
				seen++
				return nil
			}))
			if seen < 9 {
				t.Errorf("looked at %d files only", seen)
			}
		})
	}
}
