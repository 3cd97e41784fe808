package storetest

import (
	"context"
	"errors"
	"sync"
	"sync/atomic"
	"testing"

	"zhucun/server/ledger/ledgertest"
	"zhucun/server/store"
)

var errRollback = errors.New("rolled back by the test")

// rolledBack runs do in a transaction and takes it back.
func rolledBack(t testing.TB, s store.Store, do func(tx store.Tx)) {
	t.Helper()
	wantErr(t, "update", s.Update(t.Context(), func(tx store.Tx) error { do(tx); return errRollback }), errRollback)
}

// hashesOf lets the suite of the ledger's hashes begin and end transactions itself: one store is one county's.
func hashesOf(open Open) func(t *testing.T) ledgertest.Begin {
	return func(t *testing.T) ledgertest.Begin {
		counties := map[string]store.Store{}
		return func(t testing.TB, county string) ledgertest.Tx {
			if counties[county] == nil {
				counties[county] = open(t)
			}
			return begin(t, counties[county])
		}
	}
}

func begin(t testing.TB, s store.Store) ledgertest.Tx {
	begun, end, result := make(chan store.Tx), make(chan error), make(chan error, 1)
	go func() {
		result <- s.Update(context.Background(), func(tx store.Tx) error {
			begun <- tx
			return <-end
		})
	}()
	select {
	case tx := <-begun:
		return ledgertest.Tx{
			Hashes:   tx,
			Commit:   func() error { end <- nil; return <-result },
			Rollback: func() error { end <- errRollback; wantErr(t, "rollback", <-result, errRollback); return nil },
		}
	case err := <-result:
		t.Fatalf("begin: %v", err)
		return ledgertest.Tx{}
	}
}

// rollbackLeavesNothing adds every kind of row, and rolls back by an error and by a panic.
func rollbackLeavesNothing(t *testing.T, s store.Store) {
	before := dumpOf(t, s)
	everything := func(tx store.Tx) {
		for _, k := range append(kinds(), puts()...) {
			k.comesBack(t, tx, &filler{})
		}
		must(t, "set", tx.SetCursor("project", 5))
		must(t, "append", tx.AppendHashes(0, make([]hashNode, 3)))
	}
	rolledBack(t, s, everything)
	same(t, "after an error", dumpOf(t, s), before)
	func() {
		defer func() { _ = recover() }()
		_ = s.Update(t.Context(), func(tx store.Tx) error { everything(tx); panic("in the transaction") })
	}()
	same(t, "after a panic", dumpOf(t, s), before)
	update(t, s, everything)
	if difference(dumpOf(t, s), before) == "" {
		t.Errorf("the dump of the store shows no row: the test above can show nothing")
	}
}

func endedContext(t *testing.T, s store.Store) {
	before := dumpOf(t, s)
	ctx, cancel := context.WithCancel(t.Context())
	wantErr(t, "ended in the transaction", s.Update(ctx, func(tx store.Tx) error {
		must(t, "add", addEvent(tx, eventAt(1, 1, 1)))
		cancel()
		return nil
	}), context.Canceled)
	never := func(store.Tx) error { t.Errorf("ran under an ended context"); return nil }
	wantErr(t, "update", s.Update(ctx, never), context.Canceled)
	wantErr(t, "view", s.View(ctx, never), context.Canceled)

	waiting, stop := context.WithCancel(t.Context())
	update(t, s, func(store.Tx) {
		result := make(chan error)
		go func() { result <- s.Update(waiting, never) }()
		stop()
		wantErr(t, "ended in the queue", <-result, context.Canceled)
	})
	same(t, "the store", dumpOf(t, s), before)
}

// viewSeesOneState commits between the reads of a view; and views read pairs that updates always write together.
func viewSeesOneState(t *testing.T, s store.Store) {
	view(t, s, func(tx store.Tx) {
		update(t, s, func(tx store.Tx) { must(t, "add", addEvent(tx, eventAt(1, 1, 1))) })
		old, err := tx.EventsAfter(0, 10)
		lists(t, "in a view that began before", old, err, func(e store.Event) uint64 { return e.Position })
		view(t, s, func(tx store.Tx) {
			fresh, err := tx.EventsAfter(0, 10)
			lists(t, "in a view that began after", fresh, err, func(e store.Event) uint64 { return e.Position }, 1)
		})
	})
	var done atomic.Bool
	var readers sync.WaitGroup
	for range 3 {
		readers.Go(func() {
			for !done.Load() {
				view(t, s, func(tx store.Tx) { pairIsOne(t, tx) })
			}
		})
	}
	for n := range uint64(50) {
		update(t, s, func(tx store.Tx) {
			must(t, "set", tx.SetCursor("a", n))
			must(t, "set", tx.SetCursor("b", n))
			pairIsOne(t, tx)
		})
	}
	done.Store(true)
	readers.Wait()
}

func pairIsOne(t *testing.T, tx store.Tx) {
	a, err := tx.Cursor("a")
	if err != nil {
		t.Errorf("cursor: %v", err)
	}
	if b, err := tx.Cursor("b"); err != nil || a != b {
		t.Errorf("read %d and %d, %v, which were written together", a, b, err)
	}
}

func viewCannotWrite(t *testing.T, s store.Store) {
	before := dumpOf(t, s)
	for name, write := range map[string]func(tx store.Tx) error{
		"event":      func(tx store.Tx) error { return addEvent(tx, eventAt(1, 1, 1)) },
		"cursor":     func(tx store.Tx) error { return tx.SetCursor("a", 1) },
		"tell":       func(tx store.Tx) error { return tx.TellUnreadable(logID(1), hash(1)) },
		"want":       func(tx store.Tx) error { return tx.WantOriginal(hash(1)) },
		"complete":   func(tx store.Tx) error { return tx.CompleteBlob(hash(1), 1) },
		"end":        func(tx store.Tx) error { return tx.EndPhoneSessions(logID(1), 1) },
		"drop":       func(tx store.Tx) error { return tx.DropWaiting(hash(1)) },
		"hashes":     func(tx store.Tx) error { return tx.AppendHashes(0, make([]hashNode, 1)) },
		"derivative": func(tx store.Tx) error { return tx.PutDerivative(store.Derivative{}) },
		"roster":     func(tx store.Tx) error { _, err := tx.AddRoster(nil, 1); return err },
	} {
		var err error
		_ = s.View(t.Context(), func(tx store.Tx) error { err = write(tx); return err })
		if err == nil {
			t.Errorf("%s was written through a view", name)
		}
	}
	same(t, "the store", dumpOf(t, s), before)
}

func closedFails(t *testing.T, s store.Store) {
	begun, finish := make(chan struct{}), make(chan struct{})
	var ended atomic.Bool
	go func() {
		_ = s.View(context.Background(), func(store.Tx) error { close(begun); <-finish; ended.Store(true); return nil })
	}()
	<-begun
	go close(finish)
	must(t, "close", s.Close())
	if !ended.Load() {
		t.Errorf("closed while a view ran")
	}
	never := func(store.Tx) error { t.Errorf("ran on a closed store"); return nil }
	if s.Update(t.Context(), never) == nil || s.View(t.Context(), never) == nil {
		t.Errorf("a closed store gave no error")
	}
}
