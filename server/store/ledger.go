package store

import (
	"zhucun/server/ledger"
	"zhucun/syncproto/proof"
)

// LedgerEntry is the opening of a leaf: what its commitment speaks of (server/ledger/LEDGER.md section 2).
type LedgerEntry struct {
	Index     uint64
	Kind      proof.Kind
	Salt      proof.Salt
	Statement []byte
	At        int64
}

// Checkpoint is a signed checkpoint of the ledger.
type Checkpoint struct {
	Anchor [16]byte
	Size   uint64
	Time   int64
	Note   []byte
}

// Ledger is the Merkle tree and the openings of its leaves, in the same transaction as the rows they speak of.
type Ledger interface {
	ledger.Hashes
	// AddEntry adds the opening of a leaf; ErrExists when the index is taken.
	AddEntry(entry LedgerEntry) error
	// Entry finds one by index; ErrNotFound.
	Entry(index uint64) (LedgerEntry, error)
}

// Checkpoints are kept for ever: a phone may bind an anchor weeks after it saw it.
type Checkpoints interface {
	// AddCheckpoint keeps one under its anchor; nil when it is there.
	AddCheckpoint(checkpoint Checkpoint) error
	// CheckpointOf finds the one that an anchor names; ErrNotFound.
	CheckpointOf(anchor [16]byte) (Checkpoint, error)
	// LastCheckpoint is the one added last; ErrNotFound when there is none.
	LastCheckpoint() (Checkpoint, error)
}
