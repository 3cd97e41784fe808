package ingest_test

import (
	"testing"
	"time"

	"zhucun/server/ledger/ledgertest"
	"zhucun/server/store"
	"zhucun/server/store/memory"
)

// A server shows a checkpoint and ends before its next commit: phones name that checkpoint, and the next life knows it.
func TestTheCheckpointThatWasShownLastIsKnownAfterARestart(t *testing.T) {
	db, witness, now := memory.New(), &ledgertest.Witness{}, time.UnixMilli(1_795_478_400_000)
	first := newCountyAt(t, db, witness, now)
	shown := first.push(first.phone("a")).Time.Anchor

	second := newCountyAt(t, db, witness, now.Add(time.Hour))
	second.sync(nil) // it has begun
	second.view(func(tx store.Tx) error {
		if _, err := tx.CheckpointOf(shown); err != nil {
			t.Errorf("the checkpoint shown before the restart: %v", err)
		}
		return nil
	})
}
