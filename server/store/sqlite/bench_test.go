package sqlite_test

import (
	"context"
	"crypto/sha256"
	"encoding/binary"
	"testing"

	"zhucun/server/ledger"
	"zhucun/server/store"
	"zhucun/server/store/sqlite"
	"zhucun/syncproto"
	"zhucun/syncproto/proof"
)

const (
	groupSegments = 64
	segmentEvents = 50
)

// BenchmarkGroup commits groups as ingest does under load: 64 segments of 50 events, each from its own log, every segment with its leaf in the
// ledger and its opening. It reports events a second, fsync included.
func BenchmarkGroup(b *testing.B) {
	s, err := sqlite.Open(b.Context(), b.TempDir(), sqlite.Options{Exclusive: true})
	if err != nil {
		b.Fatal(err)
	}
	b.Cleanup(func() { _ = s.Close() })
	for n := 0; b.Loop(); n++ {
		if err := s.Update(context.Background(), func(tx store.Tx) error { return group(tx, n) }); err != nil {
			b.Fatal(err)
		}
	}
	b.ReportMetric(float64(b.N)*groupSegments*segmentEvents/b.Elapsed().Seconds(), "events/s")
}

func group(tx store.Tx, n int) error {
	for segment := range groupSegments {
		if err := addSegment(tx, uint32(n), uint32(segment)); err != nil {
			return err
		}
	}
	return nil
}

func addSegment(tx store.Tx, n, segment uint32) error {
	log := idOf(segment)
	first := uint64(n)*segmentEvents + 1
	if _, err := tx.SegmentsIn(log, first, first+segmentEvents-1); err != nil {
		return err
	}
	index, err := ledger.Append(tx, proof.Leaf(hash(1, n, segment)))
	if err != nil {
		return err
	}
	entry := store.LedgerEntry{Index: uint64(index), Statement: make([]byte, 57), Salt: proof.Salt(hash(2, n, segment))}
	if err := tx.AddEntry(entry); err != nil {
		return err
	}
	row := store.Segment{
		Head: syncproto.Head(hash(3, n, segment)), Log: log, First: first, Count: segmentEvents, Payload: make([]byte, 1850),
		State: store.SegmentJoined, Leaf: entry.Index,
	}
	if err := tx.AddSegment(row); err != nil {
		return err
	}
	for i := range uint64(segmentEvents) {
		if _, err := tx.AddEvent(event(row, i)); err != nil {
			return err
		}
	}
	return nil
}

// event is a signin, its confirmation, a photo or a note in turn, with what each of them fills.
func event(segment store.Segment, i uint64) store.Event {
	kinds := [...]syncproto.Kind{syncproto.KindSignIn, syncproto.KindConfirmation, syncproto.KindPhoto, syncproto.KindNote}
	seq := segment.First + i
	e := store.Event{
		ID: syncproto.ID(segment.Log, seq), Leaf: syncproto.Leaf(hash(4, uint32(seq), binary.BigEndian.Uint32(segment.Log[:]))),
		Head: segment.Head, Kind: kinds[i%4], Bytes: make([]byte, 40), Person: syncproto.Person(i), Elapsed: seq,
		Attributes: syncproto.Attributes{Hi: 1_770_000_000_000, Best: 1_770_000_000_000},
	}
	if e.Kind == syncproto.KindSignIn || e.Kind == syncproto.KindConfirmation {
		e.Meeting = &store.Meeting{Person: e.Person, Village: 511921100200, Day: syncproto.Day(20_000 + seq/4)}
	}
	if e.Kind != syncproto.KindSignIn {
		about := syncproto.ID(segment.Log, seq-1)
		e.About = &about
	}
	if e.Kind == syncproto.KindConfirmation {
		e.Subject = e.Leaf
	}
	return e
}

func hash(kind byte, a, b uint32) [32]byte {
	return sha256.Sum256(binary.BigEndian.AppendUint32(binary.BigEndian.AppendUint32([]byte{kind}, a), b))
}

func idOf(segment uint32) syncproto.LogID {
	h := hash(0, 0, segment)
	return syncproto.LogID(h[:16])
}
