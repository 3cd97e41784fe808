package storetest

import (
	"context"
	"errors"
	"sync"
	"sync/atomic"
	"testing"

	"zhucun/server/ledger"
	"zhucun/server/store"
	"zhucun/syncproto"
	"zhucun/syncproto/proof"
)

// push takes a segment in as ingest does: the row, a leaf with its opening and an event, or nothing when it is there.
func push(tx store.Tx, n byte) error {
	index, err := ledger.Append(tx, proof.Leaf{n})
	if err != nil {
		return err
	}
	segment := store.Segment{Head: head(n), Log: logID(1), First: uint64(n), Count: 1, Leaf: uint64(index)}
	if err := tx.AddSegment(segment); err != nil {
		return err
	}
	if err := tx.AddEntry(store.LedgerEntry{Index: segment.Leaf}); err != nil {
		return err
	}
	return addEvent(tx, eventAt(1, uint64(n), n))
}

// pushOnce is push by a caller that repeats.
func pushOnce(ctx context.Context, s store.Store, n byte) error {
	err := s.Update(ctx, func(tx store.Tx) error { return push(tx, n) })
	if errors.Is(err, store.ErrExists) {
		return nil
	}
	return err
}

func thousandPushes(t *testing.T, s store.Store) {
	var stored atomic.Int32
	var pushes sync.WaitGroup
	for range 1000 {
		pushes.Go(func() {
			err := s.Update(context.Background(), func(tx store.Tx) error { return push(tx, 1) })
			switch {
			case err == nil:
				stored.Add(1)
			case !errors.Is(err, store.ErrExists):
				t.Errorf("push: %v", err)
			}
		})
	}
	pushes.Wait()
	same(t, "pushes that stored", stored.Load(), 1)
	holdsPushes(t, s, 1)
}

// holdsPushes checks that each of n pushes is there once, in all its rows.
func holdsPushes(t testing.TB, s store.Store, n int) {
	t.Helper()
	view(t, s, func(tx store.Tx) {
		segments, err := tx.SegmentsIn(logID(1), 1, 1000)
		must(t, "segments", err)
		events, err := tx.EventsAfter(0, 1000)
		must(t, "events", err)
		size, err := ledger.Size(tx)
		must(t, "size", err)
		same(t, "segments, events, leaves", []int{len(segments), len(events), int(size)}, []int{n, n, n})
		_, err = tx.Entry(uint64(n) - 1)
		must(t, "last entry", err)
		_, err = tx.Entry(uint64(n))
		wantErr(t, "entry after the last", err, store.ErrNotFound)
		positionsFromOne(t, events)
	})
}

func positionsFromOne(t testing.TB, events []store.Event) {
	t.Helper()
	for i, e := range events {
		if e.Position != uint64(i)+1 {
			t.Errorf("event %d of the feed has position %d", i+1, e.Position)
		}
	}
}

// positionsDense mixes commits, rollbacks and refused rows.
func positionsDense(t *testing.T, s store.Store) {
	stored := uint64(0)
	for n := range byte(60) {
		add := func(tx store.Tx) {
			for l := range byte(3) {
				position, err := tx.AddEvent(eventAt(n, 1, l))
				must(t, "add", err)
				same(t, "position", position, stored+uint64(l)+1)
			}
			wantErr(t, "again", addEvent(tx, eventAt(n, 1, 0)), store.ErrExists)
		}
		if n%3 == 1 {
			rolledBack(t, s, add)
			continue
		}
		update(t, s, add)
		stored += 3
	}
	view(t, s, func(tx store.Tx) {
		events, err := tx.EventsAfter(0, 1000)
		must(t, "feed", err)
		same(t, "events", uint64(len(events)), stored)
		positionsFromOne(t, events)
	})
}

var errLost = errors.New("the commit's answer was lost")

// failing is a store whose commits report failure: before they are done, or after.
type failing struct {
	store.Store
	done bool
}

func (f failing) Update(ctx context.Context, do func(tx store.Tx) error) error {
	if f.done {
		return errors.Join(f.Store.Update(ctx, do), errLost)
	}
	return f.Store.Update(ctx, func(tx store.Tx) error { return errors.Join(do(tx), errLost) })
}

// repeatedSafely is the pair of faults that every durable step has: failed, and failed but done.
func repeatedSafely(t *testing.T, s store.Store) {
	for n, done := range []bool{false, true} {
		number := byte(n) + 1
		wantErr(t, "push", pushOnce(t.Context(), failing{s, done}, number), errLost)
		view(t, s, func(tx store.Tx) {
			if _, err := tx.Segment(head(number)); (err == nil) != done {
				t.Errorf("done %v, and the segment: %v", done, err)
			}
		})
		must(t, "repeat", pushOnce(t.Context(), s, number))
		must(t, "repeat again", pushOnce(t.Context(), s, number))
		holdsPushes(t, s, int(number))
	}
	update(t, s, func(tx store.Tx) {
		for range 2 { // what else ingest repeats without asking
			must(t, "spend", errors.Join(ignoreExists(tx.AddCode(store.Code{})), tx.SpendCode(syncproto.CodeID{}, "x")))
			must(t, "checkpoint", tx.AddCheckpoint(store.Checkpoint{}))
			must(t, "name", tx.NameBlob(store.NamedBlob{}))
			must(t, "cursor", tx.SetCursor("project", 1))
		}
	})
}

func ignoreExists(err error) error {
	if errors.Is(err, store.ErrExists) {
		return nil
	}
	return err
}
