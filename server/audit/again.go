package audit

import (
	"bufio"
	"bytes"
	"context"
	"crypto/ed25519"
	"errors"
	"log/slog"
	"sync/atomic"
	"time"

	"zhucun/server/blob"
	"zhucun/server/ingest"
	"zhucun/server/ledger"
	"zhucun/server/store"
	"zhucun/syncproto"
	"zhucun/syncproto/proof"
)

// second is the county that is made again: the real ingest on an empty database, with a clock that stands where the ledger says, a key that signs for
// nobody, and a witness in memory.
type second struct {
	*ingest.Ingest
	db      store.Store
	clock   atomic.Int64
	ordinal atomic.Uint64   // of the next enrolment
	held    []byte          // by the witness; used by Run alone
	life    context.Context // ends with the ingest
	stop    func()
	ended   chan struct{}
	failed  error  // why the ingest ended; set before ended is closed
	next    uint64 // leaf of db that was not looked at yet
}

func begin(ctx context.Context, c Config) (*second, error) {
	_, key, err := ed25519.GenerateKey(c.Random)
	if err != nil {
		return nil, err
	}
	signer, err := ledger.NewSigner(c.County.String(), 1, key)
	if err != nil {
		return nil, err
	}
	s := &second{db: c.Again, ended: make(chan struct{})}
	document := syncproto.CountyDocument{Version: 1, County: c.County, Epoch: 1, Ledger: [32]byte(key.Public().(ed25519.PublicKey))}
	s.Ingest = ingest.New(ingest.Config{Store: c.Again, Blobs: noBlobs{}, Marks: s, Rosters: c.Rosters, County: document, Key: key, Offset: c.Offset,
		Publisher: ledger.NewPublisher(signer, s, func(ctx context.Context, read func(ledger.Hashes) error) error {
			return c.Again.View(ctx, func(tx store.Tx) error { return read(tx) })
		}),
		Now: func() time.Time { return time.UnixMilli(s.clock.Load()) }, Random: c.Random, Log: slog.New(slog.DiscardHandler), Stored: func() {}})
	s.life, s.stop = context.WithCancel(ctx)
	go func() {
		defer close(s.ended)
		defer s.stop()
		s.failed = s.Run(s.life)
	}()
	_, err = s.take(0, nil) // answered once the ingest has published the empty ledger
	if err != nil {
		s.end()
	}
	return s, err
}

// end waits for the ingest.
func (s *second) end() {
	s.stop()
	<-s.ended
}

// noBlobs: no phone of the second county has a session, so none sends a photo.
type noBlobs struct {
	blob.Staging
	blob.Reader
}

// Latest is ledger.Witness's.
func (s *second) Latest(context.Context) ([]byte, error) { return s.held, nil }

// Advance is ledger.Witness's.
func (s *second) Advance(_ context.Context, previous, next []byte) error {
	if !bytes.Equal(s.held, previous) {
		return ledger.ErrMoved
	}
	s.held = next
	return nil
}

// Mark is ledger.Marks's: the second county grants the ordinal that the first did.
func (s *second) Mark(context.Context, string) (uint64, error) { return s.ordinal.Load() - 1, nil }

// Raise is ledger.Marks's.
func (s *second) Raise(context.Context, string, uint64) error { return nil }

// take gives frames to the ingest as of a time, and tells what it was told: the first reason why not all was taken. Nobody has a session here.
func (s *second) take(at int64, frames []byte) (syncproto.Code, error) {
	s.clock.Store(at)
	answer, err := s.Sync(s.life, "audit", bytes.NewReader(frames))
	if err != nil {
		return 0, s.why(err)
	}
	stream := bufio.NewReader(bytes.NewReader(answer))
	for {
		frame, err := syncproto.ReadFrame(stream)
		if err != nil {
			return 0, nil
		}
		var notice syncproto.Notice
		if frame.Type == syncproto.FrameNotice && frame.Decode(&notice) == nil && notice.Code != syncproto.CodeSessionUnknown {
			return notice.Code, nil
		}
	}
}

// why gives the reason for which the ingest ended, if it did.
func (s *second) why(err error) error {
	select {
	case <-s.ended:
		return s.failed
	default:
		return err
	}
}

// news is what the second county's ledger has said since the last call.
func (s *second) news(ctx context.Context) (entries []store.LedgerEntry, err error) {
	err = s.db.View(ctx, func(tx store.Tx) error {
		for {
			entry, err := tx.Entry(s.next)
			if errors.Is(err, store.ErrNotFound) {
				return nil
			}
			if err != nil {
				return err
			}
			entries = append(entries, entry)
			s.next++
		}
	})
	return entries, err
}

// has tells whether a segment was taken in.
func (s *second) has(ctx context.Context, head syncproto.Head) (has bool, err error) {
	err = s.db.View(ctx, func(tx store.Tx) error {
		_, err := tx.Segment(head)
		has = err == nil
		if errors.Is(err, store.ErrNotFound) {
			return nil
		}
		return err
	})
	return has, err
}

// spoken is one statement of a kind.
func spoken(kind proof.Kind, statement []byte) syncproto.Hash {
	return syncproto.HashOf(append([]byte{byte(kind)}, statement...))
}
