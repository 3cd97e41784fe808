package journal

import (
	"math/rand/v2"
	"os"
	"path/filepath"
	"testing"

	"zhucun/syncproto"
)

// A power cut leaves the write-ahead log up to any byte of what was being written. What had been acknowledged before is there; what was under way
// is there whole or not at all; and life goes on in one chain.
func TestATornWriteLosesNothingAcknowledged(t *testing.T) {
	w := newWorld(t, t.TempDir())
	defer w.end()
	random := rand.New(rand.NewPCG(3, 4))
	wal := filepath.Join(w.dir, fileName+"-wal")
	for round := range 12 {
		for range random.IntN(30) {
			must(t, w.note(random.IntN(200)))
		}
		before := size(t, wal)
		acknowledged := len(w.leaves)
		must(t, w.note(random.IntN(200)))
		after := size(t, wal)
		torn := filepath.Join(t.TempDir(), "torn")
		copyFiles(t, w.dir, torn)
		cut := before + random.Int64N(max(after-before, 1))
		if after <= before {
			cut = after // the log was folded into the file and begun anew: all of it was synced
		}
		must(t, os.Truncate(filepath.Join(torn, fileName+"-wal"), cut))
		w.revive(torn, acknowledged)
		if round%4 == 0 {
			w.seal()
		}
	}
	w.chained()
}

// revive opens a copy in which at least so many events must be, and goes on there.
func (w *world) revive(dir string, acknowledged int) {
	w.t.Helper()
	copied := &world{t: w.t, dir: dir, disk: w.disk, hand: w.hand, root: w.root}
	copied.open()
	defer func() { must(w.t, copied.Close()) }()
	events, err := copied.Events(w.t.Context(), 0, 100_000)
	must(w.t, err)
	if len(events) < acknowledged || len(events) > acknowledged+1 {
		w.t.Errorf("%d events are there, %d were acknowledged", len(events), acknowledged)
	}
	for i := range events {
		copied.leaves = append(copied.leaves, events[len(events)-1-i].Leaf)
	}
	must(w.t, copied.note(10))
	copied.chained()
}

func size(t testing.TB, path string) int64 {
	t.Helper()
	info, err := os.Stat(path)
	must(t, err)
	return info.Size()
}

func TestAFullDiskIsSaidAndLosesNothing(t *testing.T) {
	w := newWorld(t, t.TempDir())
	defer w.end()
	must(t, w.note(5))
	_, err := w.db.Exec("PRAGMA max_page_count = 1") // SQLite takes the present number of pages
	must(t, err)
	for err == nil {
		err = w.note(1100)
	}
	refuse(t, err, ErrDiskFull)
	refuse(t, w.note(1100), ErrDiskFull)
	w.reopen()
	must(t, w.note(1100))
	w.chained()
}

func TestOrphansAreSwept(t *testing.T) {
	w := newWorld(t, t.TempDir())
	must(t, w.Spool([]byte("manifest"), []byte("thumbnail"), []byte("view"), []byte("original"), []byte("orphan")))
	file := func(text string) File { return File{Hash: syncproto.HashOf([]byte(text)), Length: uint64(len(text))} }
	must(t, w.Write(t.Context(), w.hand, func(writer *Writer) error {
		event, err := writer.Append(t.Context(), 0, func(Place) (syncproto.Body, error) {
			return syncproto.Note{Village: 513701101201, Text: "记"}, nil
		})
		must(t, err)
		return writer.AddPhoto(t.Context(), Photo{Seq: event.Seq, Manifest: file("manifest"), Thumbnail: file("thumbnail"), View: file("view"), Original: file("original")})
	}))
	must(t, os.WriteFile(filepath.Join(w.dir, spoolName, "half.part"), []byte("x"), 0o600))
	must(t, os.WriteFile(filepath.Join(w.dir, spoolName, "README"), []byte("not ours"), 0o600))
	w.reopen()
	defer w.end()
	for text, want := range map[string]bool{"manifest": true, "thumbnail": true, "view": true, "original": true, "orphan": false} {
		kept, err := w.Blob(syncproto.HashOf([]byte(text)))
		if (err == nil) != want {
			t.Errorf("%s: %v", text, err)
		}
		if err == nil {
			must(t, kept.Close())
		}
	}
	left, err := os.ReadDir(filepath.Join(w.dir, spoolName))
	must(t, err)
	if len(left) != 5 {
		t.Errorf("%d files are left, want the four of the photo and the stranger's", len(left))
	}
}
