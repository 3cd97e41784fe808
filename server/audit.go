package server

import (
	"context"
	"crypto/ed25519"
	"errors"
	"fmt"

	"golang.org/x/mod/sumdb/tlog"

	"zhucun/server/ledger"
	"zhucun/server/store"
	"zhucun/syncproto"
	"zhucun/syncproto/proof"
)

// Audit is what a look through the whole ledger found, with nothing believed but the county's public key.
type Audit struct {
	Size     uint64   // leaves under the newest signed checkpoint
	Segments int      // segments whose leaf, bytes and device signature hold
	Events   int      // in those segments
	Damaged  []string // each names the part: "leaf 12", "segment <head>", "checkpoint"
}

// Sound tells whether nothing was found damaged.
func (a Audit) Sound() bool { return len(a.Damaged) == 0 }

// Audit computes every leaf from its opening, the tree from the leaves, and compares it with the newest checkpoint under the key; it checks every
// segment that the ledger speaks of, its chain and its signature. Keys of logs come from their own genesis, as their log ids prove.
func (o *Office) Audit(ctx context.Context, key ed25519.PublicKey) (Audit, error) {
	var a auditor
	err := o.db.View(ctx, func(tx store.Tx) error {
		a = auditor{tx: tx}
		return a.run(o.county.Code, key)
	})
	return a.Audit, err
}

type auditor struct {
	Audit
	tx store.Tx
}

func (a *auditor) run(code syncproto.County, key ed25519.PublicKey) error {
	last, err := a.tx.LastCheckpoint()
	if errors.Is(err, store.ErrNotFound) {
		a.damaged("checkpoint")
		return nil
	}
	if err != nil {
		return err
	}
	origin, err := proof.Origin(code.String())
	if err != nil {
		return err
	}
	signed, err := proof.ParseCheckpoint(last.Note, origin, key)
	if err != nil {
		a.damaged("checkpoint")
		return nil
	}
	a.Size = uint64(signed.Size)
	leaves, err := a.leaves(signed.Size)
	if err != nil {
		return err
	}
	tree := &rebuilt{}
	if _, err := ledger.Append(tree, leaves...); err != nil {
		return err
	}
	root, err := ledger.Root(tree, signed.Size)
	if err != nil || root != signed.Root {
		a.damaged("tree")
	}
	return nil
}

func (a *auditor) damaged(part string) { a.Damaged = append(a.Damaged, part) }

// leaves computes each leaf from its opening and checks what the opening speaks of.
func (a *auditor) leaves(size int64) ([]proof.Leaf, error) {
	leaves := make([]proof.Leaf, 0, size)
	for index := range uint64(size) {
		entry, err := a.tx.Entry(index)
		if errors.Is(err, store.ErrNotFound) {
			a.damaged(fmt.Sprintf("leaf %d", index))
			leaves = append(leaves, proof.Leaf{})
			continue
		}
		if err != nil {
			return nil, err
		}
		leaf, err := proof.Commit(entry.Kind, entry.Salt, entry.Statement)
		if err != nil {
			a.damaged(fmt.Sprintf("leaf %d", index))
		}
		leaves = append(leaves, leaf)
		if entry.Kind == proof.KindSegment {
			if err := a.segment(entry.Statement); err != nil {
				return nil, err
			}
		}
	}
	return leaves, nil
}

// segment checks the segment that a leaf's statement (log_id ‖ head ‖ verdict) speaks of.
func (a *auditor) segment(statement []byte) error {
	var head syncproto.Head
	copy(head[:], statement[len(syncproto.LogID{}):])
	row, err := a.tx.Segment(head)
	if errors.Is(err, store.ErrNotFound) {
		a.damaged("segment " + head.String())
		return nil
	}
	if err != nil {
		return err
	}
	segment, err := syncproto.ParseSegment(row.Payload)
	if err != nil || segment.Head() != head {
		a.damaged("segment " + head.String())
		return nil
	}
	key, err := a.keyOf(segment.Header)
	if err != nil {
		return err
	}
	if _, err := segment.Verify(key); err != nil {
		a.damaged("segment " + head.String())
		return nil
	}
	a.Segments++
	a.Events += int(segment.Header.Count)
	return nil
}

// keyOf is the key registered for the place; the first one must be that of the genesis whose hash is the log's name.
func (a *auditor) keyOf(header syncproto.Header) (syncproto.PublicKey, error) {
	log, err := a.tx.Log(header.Log)
	if err != nil {
		return syncproto.PublicKey{}, err
	}
	_, first, err := syncproto.ParseGenesis(log.Genesis)
	if err != nil || syncproto.LogIDOf(log.Genesis) != header.Log {
		return syncproto.PublicKey{}, nil // verifies nothing
	}
	key, err := a.tx.LogKeyAt(header.Log, header.First)
	if err != nil {
		return syncproto.PublicKey{}, err
	}
	if key == first {
		return first, nil
	}
	return a.rotated(header, key)
}

// rotated accepts a later key only when an event of the log, in a segment signed before, gave it.
func (a *auditor) rotated(header syncproto.Header, key syncproto.PublicKey) (syncproto.PublicKey, error) {
	events, err := a.tx.EventsOfLog(header.Log, 1, header.First-1)
	if err != nil {
		return syncproto.PublicKey{}, err
	}
	for _, row := range events {
		if row.Kind != syncproto.KindKeyRotated {
			continue
		}
		decoded, err := syncproto.DecodeEvent(row.Bytes)
		if err != nil {
			continue
		}
		if given, ok := decoded.Body.(syncproto.KeyRotated).Proven(row.ID); ok && given == key {
			return key, nil
		}
	}
	return syncproto.PublicKey{}, nil
}

// rebuilt is a tree made again from leaves alone.
type rebuilt struct{ hashes []tlog.Hash }

// Count implements ledger.Hashes.
func (r *rebuilt) Count() (int64, error) { return int64(len(r.hashes)), nil }

// ReadHashes implements ledger.Hashes.
func (r *rebuilt) ReadHashes(indexes []int64) ([]tlog.Hash, error) {
	found := make([]tlog.Hash, 0, len(indexes))
	for _, i := range indexes {
		if i < 0 || i >= int64(len(r.hashes)) {
			return nil, ledger.ErrNoHash
		}
		found = append(found, r.hashes[i])
	}
	return found, nil
}

// AppendHashes implements ledger.Hashes.
func (r *rebuilt) AppendHashes(first int64, hashes []tlog.Hash) error {
	if first != int64(len(r.hashes)) {
		return ledger.ErrNotNext
	}
	r.hashes = append(r.hashes, hashes...)
	return nil
}
