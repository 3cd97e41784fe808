package clientsdk_test

import (
	"bufio"
	"bytes"
	"errors"
	"io"
	"os"
	"path/filepath"
	"testing"

	"zhucun/clientsdk"
	"zhucun/clientsdk/disk/disktest"
	"zhucun/syncproto"
)

// The exported file alone, posted to the county as it is, brings every record there.
func TestAnExportBringsEverythingToTheCounty(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	signIn := w.signIn()
	w.addPhoto(signIn.ID.Seq, photo(t, 1))
	w.sync()
	w.signIn()
	var file bytes.Buffer
	must(t, w.phone.Export(ctx(t), &file))
	rest, ok := bytes.CutPrefix(file.Bytes(), []byte(clientsdk.ExportMagic))
	if !ok {
		t.Fatalf("begins %q", file.Bytes()[:20])
	}
	got := map[syncproto.FrameType]int{}
	var records []byte
	for r := bufio.NewReader(bytes.NewReader(rest)); ; {
		frame, err := syncproto.ReadFrame(r)
		if errors.Is(err, io.EOF) {
			break
		}
		must(t, err)
		got[frame.Type]++
		switch frame.Type {
		case syncproto.FrameEnrol, syncproto.FrameSegment:
			records = syncproto.AppendRawFrame(records, frame.Type, frame.Payload)
		case clientsdk.FrameManifest:
			_, err := syncproto.ParseManifest(frame.Payload)
			must(t, err)
		}
	}
	want := map[syncproto.FrameType]int{syncproto.FrameEnrol: 1, syncproto.FrameSegment: 2, syncproto.FrameReceipt: 1, clientsdk.FrameManifest: 1}
	for kind, n := range want {
		if got[kind] != n {
			t.Errorf("%d frames of type %#x, want %d", got[kind], kind, n)
		}
	}
	w.county.Sync(records)
	if n := len(w.county.Events(signIn.ID.Log)); n != w.status().Events {
		t.Errorf("the county holds %d events, the phone %d", n, w.status().Events)
	}
	w.sync()
	w.settled()
}

func TestAnExportHoldsThePhotosAsTheyWereTaken(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	beside := filepath.Join(t.TempDir(), "photos")
	if copied, err := w.phone.ExportPhotos(ctx(t), beside); err != nil || copied.Files != 0 {
		t.Errorf("without photos: %+v, %v", copied, err)
	}
	signIn := w.signIn()
	for _, original := range [][]byte{photo(t, 1), photo(t, 8), photo(t, 1)} {
		w.addPhoto(signIn.ID.Seq, original)
	}
	copied, err := w.phone.ExportPhotos(ctx(t), beside)
	must(t, err)
	if want := uint64(len(photo(t, 1)) + len(photo(t, 8))); copied.Files != 2 || copied.Bytes != want {
		t.Errorf("copied %+v, want 2 files of %d bytes", copied, want)
	}
	files, err := os.ReadDir(beside)
	must(t, err)
	for _, file := range files {
		data, err := os.ReadFile(filepath.Join(beside, file.Name()))
		must(t, err)
		if file.Name() != syncproto.HashOf(data).String()+".jpg" {
			t.Errorf("%s holds other bytes than its name says", file.Name())
		}
	}
	if _, err := w.phone.ExportPhotos(ctx(t), beside); !errors.Is(err, os.ErrExist) || len(files) != 2 {
		t.Errorf("into a folder with %d files: %v", len(files), err)
	}
}

func TestPhotosThatCannotBeCopiedLeaveNoFolder(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.addPhoto(w.signIn().ID.Seq, photo(t, 1))
	gone := filepath.Join(w.config.Dir, "photos", syncproto.HashOf(photo(t, 1)).String())
	must(t, os.Rename(gone, gone+".away"))
	beside := filepath.Join(t.TempDir(), "photos")
	if _, err := w.phone.ExportPhotos(ctx(t), beside); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("got %v", err)
	}
	if _, err := os.Stat(beside); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("the folder: %v", err)
	}
	must(t, os.Rename(gone+".away", gone))
}

func TestExportedPhotosOutliveAPowerCut(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	d := disktest.New()
	w.config.Disk = d
	w.reopen()
	w.addPhoto(w.signIn().ID.Seq, photo(t, 1))
	card := t.TempDir()
	d.Fail(disktest.Fault{})
	_, err := w.phone.ExportPhotos(ctx(t), filepath.Join(card, "photos")+"/")
	must(t, err)
	left := t.TempDir()
	must(t, d.Left(card, left))
	data, err := os.ReadFile(filepath.Join(left, "photos", syncproto.HashOf(photo(t, 1)).String()+".jpg"))
	if err != nil || !bytes.Equal(data, photo(t, 1)) {
		t.Errorf("%d bytes are left, %v", len(data), err)
	}
	for step := d.Steps(); step > 0; step-- {
		d.Fail(disktest.Fault{Step: step, Done: step%2 == 0})
		again := filepath.Join(card, "again")
		if copied, err := w.phone.ExportPhotos(ctx(t), again); !errors.Is(err, disktest.ErrFault) || copied.Files != 0 {
			t.Errorf("step %d failed: %+v, %v", step, copied, err)
		}
		if _, err := os.Stat(again); !errors.Is(err, os.ErrNotExist) {
			t.Errorf("step %d failed and left a folder: %v", step, err)
		}
	}
}

func TestAnExportThatCannotBeWrittenSaysSo(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	full := errors.New("card full")
	if err := w.phone.Export(ctx(t), failing{full}); !errors.Is(err, full) {
		t.Errorf("got %v", err)
	}
}

type failing struct{ err error }

func (f failing) Write([]byte) (int, error) { return 0, f.err }
