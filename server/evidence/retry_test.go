package evidence

import (
	"bytes"
	"context"
	"io"
	"io/fs"
	"log/slog"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"zhucun/server/blob"
	"zhucun/server/store"
	"zhucun/syncproto"
)

// sickAll cannot read some blobs, for good.
type sickAll struct {
	Blobs
	hashes map[blob.Hash]bool
}

func (s sickAll) Open(ctx context.Context, h blob.Hash) (io.ReadSeekCloser, int64, error) {
	if s.hashes[h] {
		return nil, 0, &fs.PathError{Op: "read", Path: h.String(), Err: errDisk}
	}
	return s.Blobs.Open(ctx, h)
}

// More rows than a step looks at fail for good, and were due first: the one behind them is served all the same.
func TestManyThatFailForGoodDoNotStarveTheOthers(t *testing.T) {
	b := newBench(t, inMemory())
	bad := sickAll{b.Blobs, map[blob.Hash]bool{}}
	for i := range 3 * glance {
		bad.hashes[blob.Hash(b.arrive(syncproto.Hash{1, byte(i)}, store.BlobView, []byte{byte(i)}))] = true
	}
	good := syncproto.Hash{2}
	b.arrive(good, store.BlobView, phoneView(t, small))
	b.Worker.Blobs = bad
	for step := 0; b.row(good).State == store.DerivativeDue; step++ {
		if step == 4 {
			t.Fatal("after four steps it is due still")
		}
		if _, err := b.Step(t.Context()); err == nil {
			t.Error("no error of those that failed")
		}
	}
	if got := b.row(syncproto.Hash{1}).State; got != store.DerivativeDue {
		t.Errorf("one that fails is %s; want due still", got)
	}
}

// A disk that was full at night has room again: no phone has to wake the worker.
func TestWhatFailedIsTriedAgainWithTime(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b := newBench(t, inMemory())
		b.arrive(syncproto.Hash{1}, store.BlobView, phoneView(t, small))
		f := &faulty{Blobs: b.Blobs, Store: b.Store, at: "bytes not put"}
		b.Worker.Blobs, b.Worker.Store = f, f
		var log bytes.Buffer
		b.Worker.Log = slog.New(slog.NewTextHandler(&log, nil))
		ctx, cancel := context.WithCancel(t.Context())
		retry, ended := make(chan time.Time), make(chan error, 1)
		go func() { ended <- b.Worker.Run(ctx, nil, retry) }()
		synctest.Wait()
		if got := b.row(syncproto.Hash{1}).State; got != store.DerivativeDue {
			t.Errorf("on a full disk it is %s; want due", got)
		}
		retry <- time.Time{}
		synctest.Wait()
		if got := b.row(syncproto.Hash{1}).State; got != store.DerivativeMade {
			t.Errorf("after the tick it is %s; want made", got)
		}
		cancel()
		<-ended
		if text := log.String(); !strings.Contains(text, "pictures not made") || strings.Contains(text, syncproto.Hash{1}.String()) {
			t.Errorf("logged %q; want what failed, and no name of the photo", text)
		}
	})
}
