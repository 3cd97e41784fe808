package blobtest

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"sync"
	"testing"

	"zhucun/server/blob"
)

// deliver behaves as a phone does: it resumes from what is held, and begins
// again when told that its offset lies in a gap.
func deliver(ctx context.Context, s Store, up blob.Upload, p []byte) error {
	for range 100 {
		held, err := s.Held(ctx, up)
		if err != nil {
			return err
		}
		_, err = s.Append(ctx, up, held, bytes.NewReader(p[held:]), int64(len(p)))
		if errors.Is(err, blob.ErrGap) {
			continue
		}
		if err != nil {
			return err
		}
		err = s.Complete(ctx, up, int64(len(p)))
		if !errors.Is(err, blob.ErrIncomplete) {
			return err
		}
	}
	return fmt.Errorf("not delivered after 100 tries")
}

func identicalUploadsAtOnce(t *testing.T, b *bench) {
	p := content(200_000)
	var all sync.WaitGroup
	failed := make(chan error, 16)
	for i := range cap(failed) {
		log := logA
		if i%2 == 1 {
			log = logB
		}
		all.Go(func() { failed <- deliver(t.Context(), b, upload(p, log), p) })
	}
	all.Wait()
	close(failed)
	for err := range failed {
		if err != nil {
			t.Errorf("one of many identical uploads: %v", err)
		}
	}
	b.wantContent(t, p)
}

// hangingBodyBlocksNobody is the phone that lost its connection and comes back
// before the server has noticed.
func hangingBodyBlocksNobody(t *testing.T, b *bench) {
	p := content(3000)
	up := upload(p, logA)
	body, dead := io.Pipe()
	ended := make(chan error)
	go func() {
		_, err := b.Append(t.Context(), up, 0, body, int64(len(p)))
		ended <- err
	}()
	if _, err := dead.Write(p[:1000]); err != nil {
		t.Fatal(err)
	}
	if err := deliver(t.Context(), b, up, p); err != nil {
		t.Fatalf("while another body hangs: %v", err)
	}
	dead.CloseWithError(errCut)
	wantError(t, <-ended, errCut)
	b.wantContent(t, p)
}

func putStores(t *testing.T, b *bench) {
	p := content(60_000)
	var all sync.WaitGroup
	for range 4 {
		all.Go(func() {
			if err := b.Put(t.Context(), blob.Sum(p), bytes.NewReader(p)); err != nil {
				t.Errorf("Put: %v", err)
			}
		})
	}
	all.Wait()
	b.wantContent(t, p)
	b.crash()
	b.wantContent(t, p)
	b.mustComplete(t, upload(p, logA), len(p))
}

func putRefuses(t *testing.T, b *bench) {
	p := content(600)
	h := blob.Sum(p)
	wantError(t, b.Put(t.Context(), h, bytes.NewReader(p[1:])), blob.ErrWrongContent)
	b.wantNone(t, h)
	wantError(t, b.Put(t.Context(), h, cut(p, 300)), errCut)
	b.wantNone(t, h)
}

func removalErases(t *testing.T, b *bench) {
	p, other := content(3000), content(2000)
	b.mustAppend(t, upload(p, logA), 0, p, len(p))
	b.mustAppend(t, upload(p, logB), 0, p[:50], len(p))
	b.mustComplete(t, upload(p, logA), len(p))
	if err := b.Put(t.Context(), blob.Sum(other), bytes.NewReader(other)); err != nil {
		t.Fatalf("Put: %v", err)
	}
	for range 2 {
		if err := b.Remove(t.Context(), blob.Sum(p)); err != nil {
			t.Fatalf("Remove: %v", err)
		}
	}
	b.wantNone(t, blob.Sum(p))
	b.wantHeld(t, upload(p, logA), 0)
	b.wantHeld(t, upload(p, logB), 0)
	b.wantContent(t, other)
}
