// Package blobtest is the conformance suite of the roles in package blob: what
// their comments promise, tried on any backend. A backend's own test gives Run
// a way to open it and stays under 30 lines; what only that backend can suffer
// (a failing fsync, a lost connection) it tests beside that.
package blobtest

import (
	"bytes"
	"errors"
	"io"
	"testing"
	"time"

	"zhucun/server/blob"
)

// Store is everything the suite tries.
type Store interface {
	blob.Staging
	blob.Reader
	blob.Writer
	blob.Remover
}

// New prepares an empty backend that dates with clock and returns a function
// that opens it. Opening again is what happens after a crash between two
// calls: whatever was durable is there.
type New func(t *testing.T, clock func() time.Time) (open func() Store)

// Run tries every promise, each on a backend of its own.
func Run(t *testing.T, fresh New) {
	for _, promise := range []struct {
		name string
		try  func(*testing.T, *bench)
	}{
		{"an upload becomes content", uploadBecomesContent},
		{"an overlap is passed over", overlapIsPassedOver},
		{"a gap takes nothing", gapTakesNothing},
		{"bytes beyond the limit are not kept", limitHolds},
		{"a cut body keeps what arrived", cutBodyKeepsWhatArrived},
		{"any order of cut and repeated bodies ends in the content", anyOrderEndsInContent},
		{"wrong bytes are discarded", wrongBytesAreDiscarded},
		{"too many bytes are discarded", tooManyBytesAreDiscarded},
		{"missing bytes are waited for", missingBytesAreWaitedFor},
		{"content of 0 bytes is content", emptyContent},
		{"two logs stage the same hash apart", twoLogsStageApart},
		{"identical uploads at once all succeed", identicalUploadsAtOnce},
		{"a body that hangs blocks nobody", hangingBodyBlocksNobody},
		{"what a log has staged is counted", stagedIsCounted},
		{"a sweep takes only what was abandoned", sweepTakesAbandoned},
		{"put stores what its hash names", putStores},
		{"put refuses what its hash does not name", putRefuses},
		{"removal erases content and staged bytes", removalErases},
		{"what was completed survives a crash", completedSurvives},
	} {
		t.Run(promise.name, func(t *testing.T) {
			now := time.UnixMilli(1_600_000_000_000)
			b := &bench{now: &now}
			b.open = fresh(t, func() time.Time { return *b.now })
			b.Store = b.open()
			promise.try(t, b)
		})
	}
}

// bench is one backend under test with the clock it dates by.
type bench struct {
	Store
	open func() Store
	now  *time.Time
}

func (b *bench) crash() { b.Store = b.open() }

var (
	logA = [16]byte{0xaa}
	logB = [16]byte{0xbb}
)

// content is n bytes that differ from place to place.
func content(n int) []byte {
	p := make([]byte, n)
	for i := range p {
		p[i] = byte(i*i>>3 + i)
	}
	return p
}

func upload(p []byte, log [16]byte) blob.Upload { return blob.Upload{Hash: blob.Sum(p), Log: log} }

func (b *bench) mustAppend(t *testing.T, up blob.Upload, offset int, p []byte, limit int) {
	t.Helper()
	held, err := b.Append(t.Context(), up, int64(offset), bytes.NewReader(p), int64(limit))
	if want := int64(offset + len(p)); err != nil || held != want {
		t.Fatalf("Append at %d: held %d, %v; want %d, nil", offset, held, err, want)
	}
}

func (b *bench) wantHeld(t *testing.T, up blob.Upload, want int) {
	t.Helper()
	held, err := b.Held(t.Context(), up)
	if err != nil || held != int64(want) {
		t.Fatalf("Held = %d, %v; want %d, nil", held, err, want)
	}
}

func (b *bench) mustComplete(t *testing.T, up blob.Upload, length int) {
	t.Helper()
	if err := b.Complete(t.Context(), up, int64(length)); err != nil {
		t.Fatalf("Complete: %v", err)
	}
}

func (b *bench) wantContent(t *testing.T, want []byte) {
	t.Helper()
	h := blob.Sum(want)
	if has, err := b.Has(t.Context(), h); err != nil || !has {
		t.Fatalf("Has = %v, %v; want true, nil", has, err)
	}
	r, size, err := b.Open(t.Context(), h)
	if err != nil {
		t.Fatalf("Open: %v", err)
	}
	defer r.Close()
	got, err := io.ReadAll(r)
	if err != nil || !bytes.Equal(got, want) || size != int64(len(want)) {
		t.Fatalf("content of %d bytes (size %d), %v; want the %d bytes stored", len(got), size, err, len(want))
	}
	if _, err := r.Seek(int64(len(want)/2), io.SeekStart); err != nil {
		t.Fatalf("Seek: %v", err)
	}
	if got, _ := io.ReadAll(r); !bytes.Equal(got, want[len(want)/2:]) {
		t.Fatal("after Seek the content reads differently")
	}
}

func (b *bench) wantNone(t *testing.T, h blob.Hash) {
	t.Helper()
	if has, err := b.Has(t.Context(), h); err != nil || has {
		t.Fatalf("Has = %v, %v; want false, nil", has, err)
	}
	if _, _, err := b.Open(t.Context(), h); !errors.Is(err, blob.ErrNotFound) {
		t.Fatalf("Open: %v; want ErrNotFound", err)
	}
}

func wantError(t *testing.T, got, want error) {
	t.Helper()
	if !errors.Is(got, want) {
		t.Fatalf("error %v; want %v", got, want)
	}
}
