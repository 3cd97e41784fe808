package memory

import (
	"errors"
	"fmt"

	"golang.org/x/mod/sumdb/tlog"

	"zhucun/server/ledger"
	"zhucun/server/store"
)

// Count is ledger.Hashes'.
func (t *tx) Count() (int64, error) { return int64(len(t.hashes.rows)), nil }

// ReadHashes is ledger.Hashes'.
func (t *tx) ReadHashes(indexes []int64) ([]tlog.Hash, error) {
	hashes := make([]tlog.Hash, len(indexes))
	for i, index := range indexes {
		hash, err := t.hashes.get(index)
		if err != nil {
			return nil, fmt.Errorf("%w: %d", ledger.ErrNoHash, index)
		}
		hashes[i] = *hash
	}
	return hashes, nil
}

// AppendHashes is ledger.Hashes'.
func (t *tx) AppendHashes(first int64, hashes []tlog.Hash) error {
	if err := t.hashes.write(); err != nil {
		return err
	}
	if count := int64(len(t.hashes.rows)); first != count {
		return fmt.Errorf("%w: at %d of %d", ledger.ErrNotNext, first, count)
	}
	for i, hash := range hashes {
		if err := t.hashes.add(first+int64(i), hash); err != nil {
			return err
		}
	}
	return nil
}

// AddEntry is store.Ledger's.
func (t *tx) AddEntry(entry store.LedgerEntry) error {
	return t.entries.add(entry.Index, copyEntry(entry))
}

// Entry is store.Ledger's.
func (t *tx) Entry(index uint64) (store.LedgerEntry, error) {
	entry, err := t.entries.get(index)
	return out(entry, err, copyEntry)
}

// AddCheckpoint is store.Checkpoints'.
func (t *tx) AddCheckpoint(checkpoint store.Checkpoint) error {
	if err := t.checkpoints.add(checkpoint.Anchor, copyCheckpoint(checkpoint)); !errors.Is(err, store.ErrExists) {
		return err
	}
	return nil
}

// CheckpointOf is store.Checkpoints'.
func (t *tx) CheckpointOf(anchor [16]byte) (store.Checkpoint, error) {
	checkpoint, err := t.checkpoints.get(anchor)
	return out(checkpoint, err, copyCheckpoint)
}

// LastCheckpoint is store.Checkpoints'.
func (t *tx) LastCheckpoint() (store.Checkpoint, error) {
	if len(t.checkpoints.rows) == 0 {
		return store.Checkpoint{}, store.ErrNotFound
	}
	return copyCheckpoint(*t.checkpoints.rows[len(t.checkpoints.rows)-1]), nil
}
