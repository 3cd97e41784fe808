package clientsdk_test

import (
	"context"
	"errors"
	"fmt"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"

	"modernc.org/sqlite"

	"zhucun/clientsdk"
	"zhucun/clientsdk/disk"
)

// disks are folders whose journal may have so many pages, as on a disk that has no more.
var disks = sync.OnceValue(func() *sync.Map {
	var pages sync.Map
	sqlite.RegisterConnectionHook(func(conn sqlite.ExecQuerierContext, source string) error {
		path, _, _ := strings.Cut(strings.TrimPrefix(source, "file:"), "?")
		dir, err := url.PathUnescape(filepath.Dir(path))
		if err != nil {
			return err
		}
		most, ok := pages.Load(dir)
		if !ok {
			return nil
		}
		_, err = conn.ExecContext(context.Background(), fmt.Sprintf("PRAGMA max_page_count = %d", most), nil)
		return err
	})
	return &pages
})

func TestAFullDiskSaysSoAndLosesNothingAcknowledged(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	card := newCard(t, "household 9")
	supervisor := w.supervisor(card)
	last := w.signIn()
	disks().Store(w.config.Dir, 1) // SQLite takes the present number of pages
	w.reopen()
	note := func(length int) error {
		written, err := w.phone.Note(ctx(t), w.cadre, clientsdk.Note{Village: village, Text: strings.Repeat("记", length)})
		if err == nil {
			last = written
		}
		return err
	}
	var full error
	for _, length := range []int{300, 1} { // to the brim
		for full = nil; full == nil && last.ID.Seq < 1000; {
			full = note(length)
		}
	}
	confirm := func() error {
		_, err := w.phone.Confirm(ctx(t), clientsdk.Confirm{By: supervisor, Of: clientsdk.OnThisPhone(4), Secret: clientsdk.CardSecret(card)})
		return err
	}
	addPhoto := func() error {
		_, err := w.phone.AddPhoto(ctx(t), w.cadre, 4, photo(t, 1))
		return err
	}
	for name, err := range map[string]error{"a note": full, "another": note(1), "a confirmation": confirm(), "a photo": addPhoto()} {
		if !errors.Is(err, clientsdk.ErrDiskFull) {
			t.Errorf("%s: got %v, want ErrDiskFull", name, err)
		}
	}
	w.holds(last)
	w.reopen() // while it is still full
	w.holds(last)
	disks().Delete(w.config.Dir)
	w.reopen()
	w.holds(last)
	must(t, note(300))
	must(t, confirm())
	must(t, addPhoto())
	w.sync()
	w.settled()
	if s := w.status(); s.Arrived != 1 || s.Photos != 1 {
		t.Errorf("status: %+v", s)
	}
}

// holds demands that the last acknowledged event is there and the newest.
func (w *world) holds(last clientsdk.Written) {
	w.t.Helper()
	events, err := w.phone.List(ctx(w.t), 0, 1)
	must(w.t, err)
	if len(events) != 1 || events[0].ID != last.ID || events[0].Leaf != last.Leaf || w.status().Events != int(last.ID.Seq) {
		w.t.Errorf("the newest event is %+v, want %+v", events, last.ID)
	}
}

// full is a disk that takes no byte more once it is on: every new file is /dev/full.
type full struct {
	disk.Disk
	on bool
}

func (f *full) Create(path string) (*os.File, error) {
	if f.on {
		return os.OpenFile("/dev/full", os.O_WRONLY, 0)
	}
	return f.Disk.Create(path)
}

// The card with the photos fills up first.
func TestNoRoomForAPhotoLeavesTheRecordsAlone(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	signIn := w.signIn()
	card := &full{Disk: disk.OS()}
	w.config.Disk = card
	w.reopen()
	card.on = true
	if _, err := w.phone.AddPhoto(ctx(t), w.cadre, signIn.ID.Seq, photo(t, 1)); !errors.Is(err, clientsdk.ErrDiskFull) {
		t.Errorf("got %v, want ErrDiskFull", err)
	}
	w.holds(signIn)
	card.on = false
	if files, err := os.ReadDir(filepath.Join(w.config.Dir, "photos")); err != nil || len(files) != 0 {
		t.Errorf("%d files of a refused photo are left, %v", len(files), err)
	}
	w.addPhoto(signIn.ID.Seq, photo(t, 1))
	w.sync()
	w.settled()
	if s := w.status(); s.Arrived != 1 {
		t.Errorf("status: %+v", s)
	}
}
