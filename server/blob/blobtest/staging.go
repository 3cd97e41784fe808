package blobtest

import (
	"bytes"
	"errors"
	"io"
	"testing"
	"testing/iotest"
	"time"

	"pgregory.net/rapid"

	"zhucun/server/blob"
)

func uploadBecomesContent(t *testing.T, b *bench) {
	p := content(100_000)
	up := upload(p, logA)
	b.wantHeld(t, up, 0)
	b.mustAppend(t, up, 0, p[:70_000], len(p))
	b.wantNone(t, up.Hash)
	b.mustAppend(t, up, 70_000, p[70_000:], len(p))
	b.wantNone(t, up.Hash)
	b.mustComplete(t, up, len(p))
	b.wantContent(t, p)
	b.wantHeld(t, up, len(p))
	b.mustComplete(t, up, len(p))
	b.mustAppend(t, up, 500, p[500:], len(p))
	b.wantContent(t, p)
}

func overlapIsPassedOver(t *testing.T, b *bench) {
	p := content(5000)
	up := upload(p, logA)
	b.mustAppend(t, up, 0, p[:3000], len(p))
	held, err := b.Append(t.Context(), up, 100, bytes.NewReader(p[100:200]), int64(len(p)))
	if err != nil || held != 3000 {
		t.Fatalf("Append inside what is held: %d, %v; want 3000, nil", held, err)
	}
	b.mustAppend(t, up, 2000, p[2000:], len(p))
	b.mustComplete(t, up, len(p))
	b.wantContent(t, p)
}

func gapTakesNothing(t *testing.T, b *bench) {
	p := content(5000)
	up := upload(p, logA)
	b.mustAppend(t, up, 0, p[:1000], len(p))
	held, err := b.Append(t.Context(), up, 1001, bytes.NewReader(p[1001:]), int64(len(p)))
	wantError(t, err, blob.ErrGap)
	if held != 1000 {
		t.Fatalf("held %d with the gap; want 1000", held)
	}
	_, err = b.Append(t.Context(), up, -1, bytes.NewReader(p), int64(len(p)))
	wantError(t, err, blob.ErrGap)
	b.wantHeld(t, up, 1000)
}

func limitHolds(t *testing.T, b *bench) {
	p := content(50_000)
	up := upload(p[:40_000], logA)
	held, err := b.Append(t.Context(), up, 0, bytes.NewReader(p), 40_000)
	wantError(t, err, blob.ErrTooLong)
	if held != 40_000 {
		t.Fatalf("held %d; want the limit 40000", held)
	}
	held, err = b.Append(t.Context(), up, 40_000, bytes.NewReader(p[:1]), 40_000)
	wantError(t, err, blob.ErrTooLong)
	if held != 40_000 {
		t.Fatalf("held %d after more; want 40000", held)
	}
	b.mustComplete(t, up, 40_000)
	b.wantContent(t, p[:40_000])
}

var errCut = errors.New("connection cut")

// cut is a body that fails after n bytes, one byte in the same call as the error.
func cut(p []byte, n int) io.Reader {
	return io.MultiReader(iotest.DataErrReader(bytes.NewReader(p[:n])), iotest.ErrReader(errCut))
}

func cutBodyKeepsWhatArrived(t *testing.T, b *bench) {
	for _, every := range []int{1, 2, 7, 64, 999} {
		p := content(20*every + 3)
		up := upload(p, logA)
		for at := 0; at < len(p); {
			n := min(every, len(p)-at)
			held, err := b.Append(t.Context(), up, int64(at), cut(p[at:], n), int64(len(p)))
			wantError(t, err, errCut)
			if at += n; held != int64(at) {
				t.Fatalf("cut every %d bytes: held %d, want %d", every, held, at)
			}
			b.crash()
		}
		b.mustComplete(t, up, len(p))
		b.wantContent(t, p)
	}
}

func anyOrderEndsInContent(t *testing.T, b *bench) {
	round := 0
	rapid.Check(t, func(rt *rapid.T) {
		round++
		p := append(content(rapid.IntRange(0, 300).Draw(rt, "length")), byte(round), byte(round>>8))
		up := upload(p, logA)
		held := 0
		for range rapid.IntRange(0, 12).Draw(rt, "bodies") {
			at := rapid.IntRange(0, len(p)).Draw(rt, "offset")
			n := rapid.IntRange(0, len(p)-at).Draw(rt, "bytes")
			got, err := b.Append(t.Context(), up, int64(at), cut(p[at:], n), int64(len(p)))
			want := errCut
			if at > held {
				want = blob.ErrGap
			} else {
				held = max(held, at+n)
			}
			if !errors.Is(err, want) || got != int64(held) {
				rt.Fatalf("Append %d bytes at %d: held %d, %v; want %d, %v", n, at, got, err, held, want)
			}
		}
		b.mustAppend(t, up, held, p[held:], len(p))
		b.mustComplete(t, up, len(p))
		b.wantContent(t, p)
	})
}

func wrongBytesAreDiscarded(t *testing.T, b *bench) {
	p := content(4000)
	up := upload(p, logA)
	wrong := bytes.Clone(p)
	wrong[1234] ^= 1
	b.mustAppend(t, up, 0, wrong, len(p))
	wantError(t, b.Complete(t.Context(), up, int64(len(p))), blob.ErrWrongContent)
	b.wantNone(t, up.Hash)
	b.wantHeld(t, up, 0)
	b.mustAppend(t, up, 0, p, len(p))
	b.mustComplete(t, up, len(p))
	b.wantContent(t, p)
}

func tooManyBytesAreDiscarded(t *testing.T, b *bench) {
	p := content(4000)
	up := upload(p, logA)
	b.mustAppend(t, up, 0, p, len(p))
	wantError(t, b.Complete(t.Context(), up, int64(len(p)-1)), blob.ErrWrongContent)
	b.wantNone(t, up.Hash)
	b.wantHeld(t, up, 0)
}

func missingBytesAreWaitedFor(t *testing.T, b *bench) {
	p := content(4000)
	up := upload(p, logA)
	wantError(t, b.Complete(t.Context(), up, int64(len(p))), blob.ErrIncomplete)
	b.mustAppend(t, up, 0, p[:3999], len(p))
	wantError(t, b.Complete(t.Context(), up, int64(len(p))), blob.ErrIncomplete)
	b.wantHeld(t, up, 3999)
	b.mustAppend(t, up, 3999, p[3999:], len(p))
	b.mustComplete(t, up, len(p))
	b.wantContent(t, p)
}

func emptyContent(t *testing.T, b *bench) {
	up := upload(nil, logA)
	b.mustAppend(t, up, 0, nil, 0)
	b.mustComplete(t, up, 0)
	b.wantContent(t, nil)
	never := blob.Upload{Hash: blob.Sum([]byte("something")), Log: logA}
	wantError(t, b.Complete(t.Context(), never, 0), blob.ErrWrongContent)
	b.wantNone(t, never.Hash)
}

func twoLogsStageApart(t *testing.T, b *bench) {
	p := content(3000)
	honest, spoiler := upload(p, logA), upload(p, logB)
	b.mustAppend(t, honest, 0, p[:2000], len(p))
	b.mustAppend(t, spoiler, 0, make([]byte, len(p)), len(p))
	wantError(t, b.Complete(t.Context(), spoiler, int64(len(p))), blob.ErrWrongContent)
	b.wantHeld(t, honest, 2000)
	b.wantHeld(t, spoiler, 0)
	b.mustAppend(t, honest, 2000, p[2000:], len(p))
	b.mustComplete(t, honest, len(p))
	b.wantHeld(t, spoiler, len(p))
	b.mustComplete(t, spoiler, len(p))
	b.wantContent(t, p)
}

func sweepTakesAbandoned(t *testing.T, b *bench) {
	p := content(3000)
	old, kept, done := upload(p, logA), upload(p, logB), upload(p[:100], logA)
	b.mustAppend(t, old, 0, p[:10], len(p))
	b.mustAppend(t, done, 0, p[:100], 100)
	b.mustComplete(t, done, 100)
	*b.now = b.now.Add(48 * time.Hour)
	b.mustAppend(t, kept, 0, p[:20], len(p))
	b.crash()
	if n, err := b.Sweep(t.Context(), b.now.Add(-24*time.Hour)); err != nil || n != 1 {
		t.Fatalf("Sweep = %d, %v; want 1, nil", n, err)
	}
	b.wantHeld(t, old, 0)
	b.wantHeld(t, kept, 20)
	b.wantContent(t, p[:100])
}

func completedSurvives(t *testing.T, b *bench) {
	p := content(3000)
	up := upload(p, logA)
	b.mustAppend(t, up, 0, p, len(p))
	b.crash()
	b.wantNone(t, up.Hash)
	b.mustComplete(t, up, len(p))
	b.crash()
	b.wantContent(t, p)
	b.mustComplete(t, up, len(p))
	if err := b.Remove(t.Context(), up.Hash); err != nil {
		t.Fatalf("Remove: %v", err)
	}
	b.crash()
	b.wantNone(t, up.Hash)
}

func stagedIsCounted(t *testing.T, b *bench) {
	counted := func(what string, log [16]byte, uploads int, size int64) {
		t.Helper()
		n, held, err := b.Staged(t.Context(), log)
		if n != uploads || held != size || err != nil {
			t.Errorf("%s: %d uploads of %d bytes, %v; want %d of %d", what, n, held, err, uploads, size)
		}
	}
	mine, theirs := [16]byte{1}, [16]byte{2}
	whole := []byte("whole")
	for _, up := range []blob.Upload{{Hash: blob.Sum(whole), Log: mine}, {Hash: blob.Hash{2}, Log: mine}, {Hash: blob.Hash{2}, Log: theirs}} {
		if _, err := b.Append(t.Context(), up, 0, bytes.NewReader(whole), 100); err != nil {
			t.Fatal(err)
		}
	}
	counted("two begun", mine, 2, 10)
	counted("another log", theirs, 1, 5)
	if err := b.Complete(t.Context(), blob.Upload{Hash: blob.Sum(whole), Log: mine}, 5); err != nil {
		t.Fatal(err)
	}
	counted("one complete", mine, 1, 5)
	counted("nobody", [16]byte{3}, 0, 0)
}
