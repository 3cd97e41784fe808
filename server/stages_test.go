package server

import (
	"context"
	"crypto/rand"
	"database/sql"
	"errors"
	"log/slog"
	"path/filepath"
	"strings"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"zhucun/server/blob"
)

// opened is a county's server on a clock that the test moves.
func opened(t *testing.T) (*Server, *atomic.Int64) {
	t.Helper()
	var clock atomic.Int64
	clock.Store(time.Date(2026, 11, 24, 12, 0, 0, 0, time.UTC).UnixMilli())
	folder := Folder{Dir: t.TempDir(), Now: func() time.Time { return time.UnixMilli(clock.Load()) }, Random: rand.Reader}
	if err := Create(folder.Dir, 511921, "通江县", rand.Reader); err != nil {
		t.Fatal(err)
	}
	s, err := Open(t.Context(), folder, slog.New(slog.DiscardHandler))
	if err != nil {
		t.Fatal(err)
	}
	return s, &clock
}

// A server whose database cannot be read says that it is not ready, and one whose can, that it is.
func TestReadyOnlyWhileTheRecordsCanBeRead(t *testing.T) {
	s, _ := opened(t)
	if err := s.ready(t.Context()); err != nil {
		t.Errorf("opened: %v, want ready", err)
	}
	damage, err := sql.Open("sqlite", filepath.Join(s.Dir, "zhucun.db"))
	if err != nil {
		t.Fatal(err)
	}
	defer damage.Close()
	if _, err := damage.ExecContext(t.Context(), "DROP TABLE checkpoint"); err != nil {
		t.Fatal(err)
	}
	if err := s.ready(t.Context()); err == nil {
		t.Error("damaged, and said to be ready")
	}
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	if err := s.ready(t.Context()); err == nil {
		t.Error("closed, and said to be ready")
	}
}

// What was abandoned is dropped within the hour, and nothing else is.
func TestAbandonedUploadsAreSweptEveryHour(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s, clock := opened(t)
		staged := func(seed byte) blob.Upload {
			up := blob.Upload{Hash: blob.Hash{seed}}
			if _, err := s.blobs.Append(t.Context(), up, 0, strings.NewReader("half a photo"), 1<<20); err != nil {
				t.Fatal(err)
			}
			return up
		}
		held := func(up blob.Upload) bool {
			n, err := s.blobs.Held(t.Context(), up)
			if err != nil {
				t.Fatal(err)
			}
			return n > 0
		}
		ctx, stop := context.WithCancel(t.Context())
		ended := make(chan error, 1)
		go func() { ended <- s.sweep(ctx) }()
		synctest.Wait() // it has swept once, and waits
		old := staged(1)
		clock.Add((abandoned + time.Hour).Milliseconds())
		recent := staged(2)
		time.Sleep(time.Hour - time.Minute)
		synctest.Wait()
		if !held(old) {
			t.Error("swept before its hour: the test shows nothing")
		}
		time.Sleep(2 * time.Minute)
		synctest.Wait()
		if held(old) {
			t.Error("an abandoned upload is still there after an hour")
		}
		if !held(recent) {
			t.Error("a recent upload was swept")
		}
		stop()
		if err := <-ended; !errors.Is(err, context.Canceled) {
			t.Errorf("the sweep ended with %v", err)
		}
		if err := s.Close(); err != nil {
			t.Error(err)
		}
	})
}
