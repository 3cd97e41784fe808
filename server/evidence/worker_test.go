package evidence

import (
	"bytes"
	"context"
	"errors"
	"image/jpeg"
	"io"
	"log/slog"
	"testing"
	"testing/synctest"
	"time"

	"zhucun/server/blob"
	"zhucun/server/blob/disk"
	blobmemory "zhucun/server/blob/memory"
	"zhucun/server/evidence/render"
	"zhucun/server/store"
	"zhucun/server/store/memory"
	"zhucun/syncproto"
)

func someTime() time.Time { return time.UnixMilli(1_760_000_000_000) }

// bench is a worker, its store and its blobs.
type bench struct {
	*testing.T
	*Worker
}

// maxBytes is less than the standard so that a file over it is quickly made.
const maxBytes = 8 << 20

func newBench(t *testing.T, blobs Blobs) bench {
	limits := render.StandardLimits()
	limits.MaxBytes = maxBytes
	return bench{t, &Worker{Store: memory.New(), Blobs: blobs, Renderer: render.New(1, limits), Now: someTime,
		Log: slog.New(slog.DiscardHandler)}}
}

func inMemory() Blobs { return blobmemory.New(someTime) }

func onDisk(t *testing.T) Blobs {
	blobs, err := disk.Open(t.TempDir(), someTime)
	if err != nil {
		t.Fatal(err)
	}
	return blobs
}

func (b bench) update(do func(tx store.Tx) error) {
	b.Helper()
	if err := b.Store.Update(context.Background(), do); err != nil {
		b.Fatal(err)
	}
}

// arrive is what ingest does when a copy is complete: bytes, then rows.
func (b bench) arrive(manifest syncproto.Hash, role store.BlobRole, content []byte) syncproto.Hash {
	b.Helper()
	hash := blob.Sum(content)
	if err := b.Blobs.Put(context.Background(), hash, bytes.NewReader(content)); err != nil {
		b.Fatal(err)
	}
	b.due(manifest, role, syncproto.Hash(hash), len(content))
	return syncproto.Hash(hash)
}

func (b bench) due(manifest syncproto.Hash, role store.BlobRole, hash syncproto.Hash, length int) {
	b.Helper()
	b.update(func(tx store.Tx) error {
		log := syncproto.LogID{1}
		if err := tx.NameBlob(store.NamedBlob{Log: log, Hash: hash, Length: uint64(length), Role: role, Manifest: manifest}); err != nil {
			return err
		}
		if err := tx.CompleteBlob(hash, 1); err != nil {
			return err
		}
		d, err := tx.Derivative(manifest)
		if err != nil && !errors.Is(err, store.ErrNotFound) {
			return err
		}
		d.Manifest, d.State, d.Source, d.From = manifest, store.DerivativeDue, role, hash
		return tx.PutDerivative(d)
	})
}

func (b bench) row(manifest syncproto.Hash) (d store.Derivative) {
	b.Helper()
	err := b.Store.View(context.Background(), func(tx store.Tx) (err error) { d, err = tx.Derivative(manifest); return err })
	if err != nil {
		b.Fatal(err)
	}
	return d
}

func (b bench) work() {
	b.Helper()
	for advanced := true; advanced; {
		var err error
		if advanced, err = b.Step(context.Background()); err != nil {
			b.Fatal(err)
		}
	}
}

// picture opens a derivative and measures it.
func (b bench) picture(hash syncproto.Hash) (width, height int) {
	b.Helper()
	content, _, err := b.Blobs.Open(context.Background(), blob.Hash(hash))
	if err != nil {
		b.Fatal(err)
	}
	defer content.Close()
	config, err := jpeg.DecodeConfig(content)
	if err != nil {
		b.Fatal(err)
	}
	return config.Width, config.Height
}

func TestPicturesAreMadeFromTheViewAndOnceAgainFromTheOriginal(t *testing.T) {
	for name, blobs := range map[string]Blobs{"on disk": onDisk(t), "in memory": inMemory()} {
		t.Run(name, func(t *testing.T) {
			b, manifest, original := newBench(t, blobs), syncproto.Hash{1}, photo(t, sideways)
			from := b.arrive(manifest, store.BlobView, phoneView(t, sideways))
			b.work()
			first := b.row(manifest)
			if first.State != store.DerivativeMade || first.Source != store.BlobView || first.From != from || first.Unlike || first.Made != someTime().UnixMilli() {
				t.Errorf("after the view: %+v; want made from it", first)
			}
			from = b.arrive(manifest, store.BlobOriginal, original)
			b.work()
			second := b.row(manifest)
			if second.State != store.DerivativeMade || second.Source != store.BlobOriginal || second.From != from || second.Unlike || second.Reason != "" {
				t.Errorf("after the original: %+v; want made from it, and like the view", second)
			}
			if second.View == first.View {
				t.Error("the view's pictures stayed")
			}
			width, height := b.picture(second.View)
			if max(width, height) != 1280 || uint32(width) != second.Width || uint32(height) != second.Height {
				t.Errorf("view %d x %d, row %d x %d; want 1280 along the longer side", width, height, second.Width, second.Height)
			}
			if width, height = b.picture(second.Thumbnail); max(width, height) != 320 {
				t.Errorf("thumbnail %d x %d; want 320 along the longer side", width, height)
			}
		})
	}
}

func TestAnotherViewThanTheOriginalIsToBeLookedAt(t *testing.T) {
	original := photo(t, small)
	for name, view := range map[string][]byte{"another photo": phoneView(t, smallOther), "no photo": []byte("hello")} {
		b, manifest := newBench(t, inMemory()), syncproto.Hash{1}
		b.arrive(manifest, store.BlobView, view)
		b.arrive(manifest, store.BlobOriginal, original)
		b.work()
		if row := b.row(manifest); !row.Unlike || row.State != store.DerivativeMade || row.Source != store.BlobOriginal {
			t.Errorf("%s: %+v; want made from the original, unlike", name, row)
		}
	}
}

func TestUnreadableCopies(t *testing.T) {
	view := phoneView(t, small)
	for name, c := range map[string]struct {
		original []byte
		reason   string
	}{
		"a TIFF":        {[]byte("II*\x00\x08\x00\x00\x00"), reasonNotAPhoto},
		"cut short":     {photo(t, small)[:9000], reasonDamaged},
		"empty":         {nil, reasonNotAPhoto},
		"a vast photo":  {vast(), reasonTooMany},
		"a vast length": {bytes.Repeat([]byte{0xff}, maxBytes+1), reasonTooLarge},
	} {
		t.Run(name, func(t *testing.T) {
			b, alone, withView := newBench(t, inMemory()), syncproto.Hash{1}, syncproto.Hash{2}
			hash := b.arrive(alone, store.BlobOriginal, c.original)
			b.arrive(withView, store.BlobView, view)
			b.arrive(withView, store.BlobOriginal, c.original)
			b.work()
			if row := b.row(alone); row.State != store.DerivativeFailed || row.Reason != c.reason || row.View != (syncproto.Hash{}) {
				t.Errorf("alone: %+v; want failed, %s", row, c.reason)
			}
			if kept, err := b.Blobs.Has(t.Context(), blob.Hash(hash)); err != nil || !kept {
				t.Errorf("its bytes are kept: %t, %v", kept, err)
			}
			row := b.row(withView)
			if row.State != store.DerivativeMade || row.Source != store.BlobView || row.Reason != c.reason {
				t.Errorf("with a view: %+v; want made from the view, and %s said of the original", row, c.reason)
			}
		})
	}
}

// vast is a PNG that announces 60,000 x 60,000 pixels.
func vast() []byte {
	return []byte("\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR\x00\x00\xea\x60\x00\x00\xea\x60\x08\x02\x00\x00\x00\x00\x00\x00\x00")
}

func TestBytesThatAreGoneAreSaidToBe(t *testing.T) {
	b, manifest := newBench(t, inMemory()), syncproto.Hash{1}
	b.due(manifest, store.BlobView, syncproto.Hash{9}, 100)
	b.work()
	if row := b.row(manifest); row.State != store.DerivativeFailed || row.Reason != store.ReasonMissing {
		t.Errorf("%+v; want failed, missing", row)
	}
}

var errDisk = errors.New("disk")

// faulty fails once at one place: before or after the bytes or the row are there.
type faulty struct {
	Blobs
	store.Store
	at string
}

func (f *faulty) now(at string) bool {
	if f.at == at {
		f.at = ""
		return true
	}
	return false
}

func (f *faulty) Put(ctx context.Context, h blob.Hash, r io.Reader) error {
	if f.now("bytes not put") {
		return errDisk
	}
	err := f.Blobs.Put(ctx, h, r)
	if f.now("bytes put") {
		return errDisk
	}
	return err
}

func (f *faulty) Update(ctx context.Context, do func(tx store.Tx) error) error {
	if f.now("row not written") {
		return f.Store.Update(ctx, func(tx store.Tx) error { return errors.Join(do(tx), errDisk) })
	}
	err := f.Store.Update(ctx, do)
	if f.now("row written") {
		return errDisk
	}
	return err
}

func TestFaultsRepeatHarmlessly(t *testing.T) {
	view := phoneView(t, small)
	whole := newBench(t, inMemory())
	whole.arrive(syncproto.Hash{1}, store.BlobView, view)
	whole.work()
	want := whole.row(syncproto.Hash{1})
	for _, at := range []string{"bytes not put", "bytes put", "row not written", "row written"} {
		t.Run(at, func(t *testing.T) {
			b := newBench(t, inMemory())
			b.arrive(syncproto.Hash{1}, store.BlobView, view)
			f := &faulty{Blobs: b.Blobs, Store: b.Store, at: at}
			b.Worker.Blobs, b.Worker.Store = f, f
			if _, err := b.Step(t.Context()); !errors.Is(err, errDisk) {
				t.Fatalf("Step: %v; want the disk's error", err)
			}
			b.work()
			if got := b.row(syncproto.Hash{1}); got != want {
				t.Errorf("%+v; want %+v", got, want)
			}
			b.picture(want.View)
			b.picture(want.Thumbnail)
		})
	}
}

// rendering calls back before it renders.
type rendering struct {
	Renderer
	before func()
}

func (r rendering) Render(ctx context.Context, src io.ReadSeeker) (render.Result, error) {
	r.before()
	return r.Renderer.Render(ctx, src)
}

func TestOriginalThatArrivesDuringTheWorkIsNotForgotten(t *testing.T) {
	b, manifest, original := newBench(t, inMemory()), syncproto.Hash{1}, photo(t, small)
	b.arrive(manifest, store.BlobView, phoneView(t, small))
	arrived := false
	b.Worker.Renderer = rendering{b.Renderer, func() {
		if !arrived {
			arrived = true
			b.arrive(manifest, store.BlobOriginal, original)
		}
	}}
	b.work()
	if row := b.row(manifest); row.State != store.DerivativeMade || row.Source != store.BlobOriginal {
		t.Errorf("%+v; want made from the original", row)
	}
}

// sick cannot read one blob.
type sick struct {
	Blobs
	hash blob.Hash
}

func (s sick) Open(ctx context.Context, h blob.Hash) (io.ReadSeekCloser, int64, error) {
	if h == s.hash {
		return nil, 0, errDisk
	}
	return s.Blobs.Open(ctx, h)
}

func TestOneThatFailsDoesNotHoldUpTheOthers(t *testing.T) {
	b := newBench(t, inMemory())
	view := phoneView(t, small)
	bad := b.arrive(syncproto.Hash{1}, store.BlobView, []byte("unreadable sector"))
	b.arrive(syncproto.Hash{2}, store.BlobView, view)
	b.Worker.Blobs = sick{b.Blobs, blob.Hash(bad)}
	if advanced, err := b.Step(t.Context()); !advanced || !errors.Is(err, errDisk) {
		t.Errorf("Step: %t, %v; want progress, and the disk's error", advanced, err)
	}
	if got := b.row(syncproto.Hash{2}).State; got != store.DerivativeMade {
		t.Errorf("the other is %s; want made", got)
	}
	if got := b.row(syncproto.Hash{1}).State; got != store.DerivativeDue {
		t.Errorf("it is %s; want due still: the bytes may be readable tomorrow", got)
	}
}

func TestRunWorksWhenWoken(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b := newBench(t, inMemory())
		view := phoneView(t, small)
		ctx, cancel := context.WithCancel(t.Context())
		wake, ended := make(chan struct{}, 1), make(chan error, 1)
		go func() { ended <- b.Worker.Run(ctx, wake, nil) }()
		synctest.Wait()
		b.arrive(syncproto.Hash{1}, store.BlobView, view)
		wake <- struct{}{}
		synctest.Wait()
		if got := b.row(syncproto.Hash{1}).State; got != store.DerivativeMade {
			t.Errorf("after the wake it is %s; want made", got)
		}
		cancel()
		if err := <-ended; !errors.Is(err, context.Canceled) {
			t.Errorf("Run ended with %v; want its context's error", err)
		}
	})
}
