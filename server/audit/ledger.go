package audit

import (
	"context"

	"golang.org/x/mod/sumdb/tlog"

	"zhucun/server/ledger"
	"zhucun/syncproto/proof"
)

// ledger computes every leaf from its opening and the tree from the leaves, and compares each hash with the stored one. Of an erased leaf the stored hash
// is taken: a checkpoint above it shows whether it is the right one.
func (l *look) ledger(ctx context.Context) error {
	stored, stop := l.hashes(ctx)
	defer stop()
	err := l.each(ctx, PartLedger, "ledger_entry", "number", func(r row) error {
		index := uint64(r.number("number"))
		for l.tree.size < index && index < proof.MaxSize {
			l.leaf(FaultMissing, l.tree.size)
			if !l.tree.grow(tlog.Hash{}, stored, nil) {
				return nil // no hashes are left either
			}
		}
		record, known := l.open(r)
		if !l.tree.grow(record, stored, func() { l.leaf(FaultContent, index, "ledger_hash") }) && !known {
			l.leaf(FaultMissing, index)
		}
		return nil
	})
	if next, ok := stored(); ok {
		l.report.Add(Finding{Part: PartLedger, Fault: FaultExtra, Name: "ledger_hash", Leaf: new(uint64(next.number("number")))})
	}
	l.report.count(PartLedger, l.tree.size)
	return err
}

func (l *look) leaf(fault Fault, index uint64, fields ...string) {
	l.report.Add(Finding{Part: PartLedger, Fault: fault, Leaf: &index, Fields: fields})
}

// open gives the hash of the leaf that an opening makes; not known when the opening was erased, or makes none.
func (l *look) open(r row) (record tlog.Hash, known bool) {
	if erased(r) {
		l.report.Erased++
		return record, false
	}
	var salt proof.Salt
	kind := r.number("kind")
	ok := r.fill(salt[:], "salt") && kind > 0 && kind < 256
	if ok {
		leaf, err := proof.Commit(proof.Kind(kind), salt, r.bytes("statement"))
		if err == nil {
			return tlog.RecordHash(leaf[:]), true
		}
	}
	l.leaf(FaultForm, uint64(r.number("number")))
	return record, false
}

// erased: both salt and statement are gone. One alone is damage.
func erased(r row) bool { return len(r.bytes("salt")) == 0 && len(r.bytes("statement")) == 0 }

// hashes reads the stored hashes one by one.
func (l *look) hashes(ctx context.Context) (next func() (row, bool), stop func()) {
	return pull(l.Tables.Rows(ctx, "ledger_hash", "number"), func(err error) { l.unreadable(PartLedger, "ledger_hash", err) })
}

// tree is the tree as the openings make it.
type tree struct {
	size   uint64
	hashes []tlog.Hash
}

// grow adds a leaf and compares the hashes that it makes with the stored ones. A zero record takes the stored hash of the leaf; false when there is none.
func (t *tree) grow(record tlog.Hash, stored func() (row, bool), differs func()) bool {
	first := len(t.hashes)
	kept, held := t.stored(stored, int64(first))
	if record == (tlog.Hash{}) {
		if !held {
			return false
		}
		record = kept
	} else if kept != record && differs != nil {
		differs()
	}
	made, err := tlog.StoredHashesForRecordHash(int64(t.size), record, t)
	if err != nil {
		return false
	}
	for i, hash := range made {
		if i > 0 {
			if kept, _ := t.stored(stored, int64(first+i)); kept != hash && differs != nil {
				differs()
			}
		}
	}
	t.hashes = append(t.hashes, made...)
	t.size++
	return true
}

// stored reads the next stored hash, which must stand at that place.
func (t *tree) stored(next func() (row, bool), place int64) (hash tlog.Hash, held bool) {
	r, ok := next()
	return hash, ok && r.number("number") == place && r.fill(hash[:], "hash")
}

// ReadHashes is tlog.HashReader's.
func (t *tree) ReadHashes(indexes []int64) ([]tlog.Hash, error) {
	found := make([]tlog.Hash, 0, len(indexes))
	for _, i := range indexes {
		if i < 0 || i >= int64(len(t.hashes)) {
			return nil, ledger.ErrNoHash
		}
		found = append(found, t.hashes[i])
	}
	return found, nil
}

// root is that of the first leaves.
func (t *tree) root(size int64) (tlog.Hash, error) { return tlog.TreeHash(size, t) }
