package clientsdk_test

import (
	"bytes"
	"errors"
	"os"
	"path/filepath"
	"testing"

	"zhucun/clientsdk"
	"zhucun/clientsdk/capture"
	"zhucun/clientsdk/countytest"
	"zhucun/syncproto"
)

func (w *world) addPhoto(seq uint64, original []byte) clientsdk.Written {
	w.t.Helper()
	written, err := w.phone.AddPhoto(ctx(w.t), w.cadre, seq, original)
	must(w.t, err)
	return written
}

func TestPhotosGoOnWhereTheyWereCut(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	signIn := w.signIn()
	w.addPhoto(signIn.ID.Seq, photo(t, 1))
	w.addPhoto(signIn.ID.Seq, photo(t, 8))
	w.county.SetLink(always{Request: 20_000, Answer: -1})
	result := w.sync()
	w.settled()
	if s := w.status(); s.Arrived != 2 || s.ToSend.Views.Total != 0 {
		t.Errorf("status: %+v", s)
	}
	if result.Resumed < 2 {
		t.Errorf("photos went on in their middle %d times, want both views at least once", result.Resumed)
	}
	w.county.Want()
	w.county.SetLink(always{Request: 50_000, Answer: -1})
	w.sync()
	for _, n := range []int{1, 8} {
		got, _ := w.county.Blob(syncproto.HashOf(photo(t, n)))
		if !bytes.Equal(got, photo(t, n)) {
			t.Errorf("original %d is not what was taken", n)
		}
	}
	w.innocent()
}

func TestAPhotoGoesOnAfterTheProcessEnded(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.addPhoto(w.signIn().ID.Seq, photo(t, 1))
	w.county.SetLink(&script{countytest.Whole, countytest.Whole, countytest.Whole, {Request: 10_000, Answer: -1}})
	w.config.Attempts = 1
	w.reopen()
	if _, err := w.phone.Sync(ctx(t), nil); !errors.Is(err, clientsdk.ErrCut) {
		t.Fatalf("got %v", err)
	}
	w.county.SetLink(nil)
	w.reopen()
	view := w.status().ToSend.Views.Total
	result := w.sync()
	if result.BytesSent > view-9_000 {
		t.Errorf("sent %d bytes, though the county held 10000 of the view's %d", result.BytesSent, view)
	}
	if s := w.status(); s.Arrived != 1 {
		t.Errorf("status: %+v", s)
	}
}

// script gives its faults in order, then none.
type script []countytest.Fault

func (s *script) Fault() countytest.Fault {
	if len(*s) == 0 {
		return countytest.Whole
	}
	next := (*s)[0]
	*s = (*s)[1:]
	return next
}

func TestALostAnswerDoesNotSendAPhotoTwice(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.addPhoto(w.signIn().ID.Seq, photo(t, 1))
	views := w.status().ToSend.Views.Total
	w.county.SetLink(&script{countytest.Whole, countytest.Whole, countytest.Whole, {Request: -1, Answer: 0}}) // the view's only or first piece
	result := w.sync()
	if most := views + 12_000; result.BytesSent > most {
		t.Errorf("sent %d bytes, want at most %d", result.BytesSent, most)
	}
	w.settled()
}

func TestWhatIsNoPhotoIsRefusedAndLeavesNothing(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	signIn := w.signIn()
	whole := photo(t, 1)
	bad := map[string][]byte{"nothing": {}, "text": []byte("not a photo"), "a GIF": []byte("GIF89a......"), "half a photo's header": whole[:100]}
	for name, data := range bad {
		_, err := w.phone.AddPhoto(ctx(t), w.cadre, signIn.ID.Seq, data)
		if !errors.Is(err, capture.ErrNotAPhoto) && !errors.Is(err, capture.ErrDamaged) {
			t.Errorf("%s: %v", name, err)
		}
	}
	if _, err := w.phone.AddPhoto(ctx(t), w.cadre, signIn.ID.Seq, make([]byte, 51<<20)); err == nil {
		t.Error("51 MB were taken")
	}
	if _, err := w.phone.AddPhoto(ctx(t), w.cadre, 99, whole); !errors.Is(err, clientsdk.ErrNoEvent) {
		t.Errorf("a photo of nothing: %v", err)
	}
	if files, _ := os.ReadDir(filepath.Join(w.config.Dir, "photos")); len(files) != 0 || w.status().Photos != 0 {
		t.Errorf("%d files are left", len(files))
	}
}

func TestTheSamePhotoTwiceIsSentOnce(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	signIn := w.signIn()
	w.addPhoto(signIn.ID.Seq, photo(t, 1))
	once := w.status().ToSend
	w.addPhoto(signIn.ID.Seq, photo(t, 1))
	if twice := w.status().ToSend; twice.Views != once.Views {
		t.Errorf("to send: %+v, then %+v", once, twice)
	}
	w.sync()
	w.settled()
	if s := w.status(); s.Arrived != 2 {
		t.Errorf("status: %+v", s)
	}
}

func TestPhotosThatTheServerLostGoAgain(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.addPhoto(w.signIn().ID.Seq, photo(t, 1))
	w.sync()
	w.county.LosePhotos()
	w.sync()
	if w.county.Whole("view") != 1 || w.county.Whole("thumbnail") != 1 || w.status().Arrived != 1 {
		t.Errorf("status: %+v", w.status())
	}
}

// A file that went bad on the phone's own card stops nothing else, is tried three times, and is shown.
func TestADamagedPhotoStopsNothing(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	signIn := w.signIn()
	w.addPhoto(signIn.ID.Seq, photo(t, 1))
	spoil(t, w.config.Dir)
	w.addPhoto(signIn.ID.Seq, photo(t, 8))
	w.sync()
	w.settled()
	if s := w.status(); s.Photos != 2 || s.Arrived != 1 || s.Damaged != 1 {
		t.Errorf("status: %+v", s)
	}
	before := w.county.Requests()
	w.sync()
	if after := w.county.Requests(); after != before+1 {
		t.Errorf("the damaged photo was sent again: %d requests", after-before)
	}
}

// spoil flips a byte in the middle of the longest but one file of the spool: the view.
func spoil(t *testing.T, dir string) {
	t.Helper()
	files, err := filepath.Glob(filepath.Join(dir, "photos", "*"))
	must(t, err)
	for _, path := range files {
		data, err := os.ReadFile(path)
		must(t, err)
		if len(data) > syncproto.MaxThumbnail && len(data) <= syncproto.MaxView {
			data[len(data)/2] ^= 1
			must(t, os.WriteFile(path, data, 0o600))
			return
		}
	}
	t.Fatal("no view found")
}

func TestProgressRisesToItsTotalRecordsFirst(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.addPhoto(w.signIn().ID.Seq, photo(t, 1))
	var last clientsdk.Progress
	_, err := w.phone.Sync(ctx(t), func(p clientsdk.Progress) {
		if p.Views.Sent > 0 && p.Records.Sent != p.Records.Total {
			t.Errorf("a view before the records: %+v", p)
		}
		if p.Views.Sent < last.Views.Sent || p.Views.Sent > p.Views.Total {
			t.Errorf("progress went from %+v to %+v", last, p)
		}
		last = p
	})
	must(t, err)
	for name, amount := range map[string]clientsdk.Amount{"records": last.Records, "thumbnails": last.Thumbnails, "views": last.Views} {
		if amount.Sent != amount.Total || amount.Total == 0 {
			t.Errorf("%s ended at %+v", name, amount)
		}
	}
}

func TestOriginalsGoUnaskedOnlyWhenTheUserSaysSo(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.addPhoto(w.signIn().ID.Seq, photo(t, 1))
	w.sync()
	if w.county.Whole("original") != 0 {
		t.Error("an original went that nobody asked for")
	}
	var first clientsdk.Progress
	_, err := w.phone.SyncAll(ctx(t), func(p clientsdk.Progress) {
		if first.Originals.Total == 0 {
			first = p
		}
	})
	must(t, err)
	if first.Originals.Total != uint64(len(photo(t, 1))) || first.Originals.Sent != 0 {
		t.Errorf("before the first byte it said %+v, want %d bytes to send", first.Originals, len(photo(t, 1)))
	}
	if got, _ := w.county.Blob(syncproto.HashOf(photo(t, 1))); !bytes.Equal(got, photo(t, 1)) {
		t.Error("the original did not arrive")
	}
	before := w.county.Requests()
	_, err = w.phone.SyncAll(ctx(t), nil)
	must(t, err)
	if again := w.county.Requests() - before; again != 1 {
		t.Errorf("an original that is there took %d requests, want the one push", again)
	}
	w.innocent()
}

// The county has the bytes and can make no picture of them: the phone shows it at the photo's event, for good, and it stands in nobody's way.
func TestAPhotoThatTheCountyCannotOpenIsShownAndStopsNothing(t *testing.T) {
	t.Parallel()
	for name, of := range map[string]func(syncproto.Manifest, syncproto.Hash) syncproto.Hash{
		"by its manifest": func(_ syncproto.Manifest, manifest syncproto.Hash) syncproto.Hash { return manifest },
		"by its view":     func(m syncproto.Manifest, _ syncproto.Hash) syncproto.Hash { return m.View.Hash },
		"by its original": func(m syncproto.Manifest, _ syncproto.Hash) syncproto.Hash { return m.Original.Hash },
	} {
		t.Run(name, func(t *testing.T) {
			w := newWorld(t)
			signIn := w.signIn()
			shown, other := w.addPhoto(signIn.ID.Seq, photo(t, 1)), w.addPhoto(signIn.ID.Seq, photo(t, 8))
			w.sync()
			hash := of(w.manifest(shown))
			for range 2 {
				w.county.Say(syncproto.Notice{Code: syncproto.CodePhotoBad, Hash: &hash})
				w.sync()
			}
			w.reopen()
			s := w.status()
			if len(s.Refused) != 1 || s.Refused[0].Seq != shown.ID.Seq || len(s.Refused[0].Codes) != 1 || s.Refused[0].Codes[0] != syncproto.CodePhotoBad {
				t.Errorf("refused: %+v, want the photo's event %d and not %d", s.Refused, shown.ID.Seq, other.ID.Seq)
			}
			if s.Arrived != 2 || s.Damaged != 0 {
				t.Errorf("status: %+v: both photos are there, byte for byte", s)
			}
			w.county.LosePhotos()
			w.sync()
			w.county.Want()
			w.sync()
			if w.county.Whole("view") != 2 || w.county.Whole("original") != 2 {
				t.Errorf("%d views and %d originals are there afterwards", w.county.Whole("view"), w.county.Whole("original"))
			}
			w.innocent()
		})
	}
}

// manifest of a photo event that the county has.
func (w *world) manifest(of clientsdk.Written) (syncproto.Manifest, syncproto.Hash) {
	w.t.Helper()
	hash := w.said(of.ID).(syncproto.Photo).Manifest
	data, _ := w.county.Blob(hash)
	manifest, err := syncproto.ParseManifest(data)
	must(w.t, err)
	return manifest, hash
}
