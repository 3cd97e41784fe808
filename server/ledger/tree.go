package ledger

import (
	"errors"
	"fmt"
	"math/bits"

	"golang.org/x/mod/sumdb/tlog"

	"zhucun/syncproto/proof"
)

var (
	// ErrNotNext: hashes offered for another place than the end of the array.
	ErrNotNext = errors.New("ledger: hashes are only added at the end")
	// ErrNoHash: a hash was asked for that is not stored.
	ErrNoHash = errors.New("ledger: no such hash stored")
	// ErrDamaged: the stored hashes cannot be those of any tree.
	ErrDamaged = errors.New("ledger: stored hashes are damaged")
	// ErrRange: a leaf or size that no proof can be about.
	ErrRange = errors.New("ledger: no such leaf or size")
)

// Hashes is one county's array of tree hashes inside one transaction of the store, in the order of
// tlog.StoredHashIndex: dense from 0, about two for each leaf. A value lives as long as its transaction and is used by
// one goroutine. It sees what its own transaction appended. A transaction that appends holds the county's ledger lock
// from before its first read to its commit, so two of them are never open at once and a rollback leaves nothing.
type Hashes interface {
	// Count is how many hashes are stored.
	Count() (int64, error)

	// ReadHashes returns the hashes with these indexes, in this order; indexes may repeat. ErrNoHash if any is
	// missing. The slice is the caller's.
	ReadHashes(indexes []int64) ([]tlog.Hash, error)

	// AppendHashes stores hashes at first, first+1, … ErrNotNext, and nothing stored, unless first is Count. Durable
	// when the transaction commits. It keeps no reference to the slice.
	AppendHashes(first int64, hashes []tlog.Hash) error
}

// Append adds leaves in this order and returns the index of the first. Nothing but the array's right edge is read,
// once: at most 40 hashes. With no leaves it returns the size.
func Append(h Hashes, leaves ...proof.Leaf) (first int64, err error) {
	first, err = Size(h)
	if err != nil || len(leaves) == 0 {
		return first, err
	}
	if first > proof.MaxSize-int64(len(leaves)) {
		return 0, fmt.Errorf("%w: the ledger is full", ErrRange)
	}
	grown, err := readEdge(h, first)
	if err != nil {
		return 0, err
	}
	for i, leaf := range leaves {
		fresh, err := tlog.StoredHashesForRecordHash(first+int64(i), tlog.RecordHash(leaf[:]), grown)
		if err != nil {
			return 0, fmt.Errorf("ledger: append leaf %d: %w", first+int64(i), err)
		}
		grown.fresh = append(grown.fresh, fresh...)
	}
	if err := h.AppendHashes(grown.first, grown.fresh); err != nil {
		return 0, fmt.Errorf("ledger: append %d leaves: %w", len(leaves), err)
	}
	return first, nil
}

// Size is the number of leaves. ErrDamaged if the array ends in the middle of a leaf's hashes.
func Size(h Hashes) (int64, error) {
	count, err := h.Count()
	if err != nil {
		return 0, fmt.Errorf("ledger: size: %w", err)
	}
	if count == 0 {
		return 0, nil
	}
	if count < 0 || count > 2*proof.MaxSize {
		return 0, fmt.Errorf("%w: %d of them", ErrDamaged, count)
	}
	level, n := tlog.SplitStoredHashIndex(count - 1)
	size := (n + 1) << level
	if tlog.StoredHashCount(size) != count {
		return 0, fmt.Errorf("%w: %d of them end inside a leaf", ErrDamaged, count)
	}
	return size, nil
}

// Root is the root of the first size leaves; of 0 leaves it is the hash of nothing.
func Root(h Hashes, size int64) (proof.Hash, error) {
	if size < 0 || size > proof.MaxSize {
		return proof.Hash{}, fmt.Errorf("%w: size %d", ErrRange, size)
	}
	root, err := tlog.TreeHash(size, h)
	if err != nil {
		return proof.Hash{}, fmt.Errorf("ledger: root of %d leaves: %w", size, err)
	}
	return root, nil
}

// Head is the whole tree as this transaction sees it: what to publish once it has committed.
func Head(h Hashes) (proof.Tree, error) {
	size, err := Size(h)
	if err != nil {
		return proof.Tree{}, err
	}
	root, err := Root(h, size)
	return proof.Tree{Size: size, Root: root}, err
}

// InclusionProof shows that leaf index stands in the tree of the first size leaves; see proof.CheckInclusion.
func InclusionProof(h Hashes, index, size int64) (proof.Proof, error) {
	if index < 0 || index >= size || size > proof.MaxSize {
		return nil, fmt.Errorf("%w: leaf %d of %d", ErrRange, index, size)
	}
	p, err := tlog.ProveRecord(size, index, h)
	if err != nil {
		return nil, fmt.Errorf("ledger: proof of leaf %d of %d: %w", index, size, err)
	}
	return proof.Proof(p), nil
}

// ConsistencyProof shows that the tree of older leaves is how the tree of newer leaves began; see
// proof.CheckConsistency. From the empty tree it is empty.
func ConsistencyProof(h Hashes, older, newer int64) (proof.Proof, error) {
	if older < 0 || older > newer || newer > proof.MaxSize {
		return nil, fmt.Errorf("%w: from size %d to %d", ErrRange, older, newer)
	}
	if older == 0 {
		return proof.Proof{}, nil
	}
	p, err := tlog.ProveTree(newer, older, h)
	if err != nil {
		return nil, fmt.Errorf("ledger: proof from size %d to %d: %w", older, newer, err)
	}
	return proof.Proof(p), nil
}

// edge answers every read of an append from memory: the roots of the complete subtrees that the stored leaves make
// (one for each 1 in the size), and the hashes made since.
type edge struct {
	roots map[int64]tlog.Hash
	first int64
	fresh []tlog.Hash
}

func readEdge(h Hashes, size int64) (*edge, error) {
	var indexes []int64
	for left := size; left > 0; left &= left - 1 {
		level := bits.TrailingZeros64(uint64(left))
		indexes = append(indexes, tlog.StoredHashIndex(level, left>>level-1))
	}
	hashes, err := h.ReadHashes(indexes)
	if err != nil {
		return nil, fmt.Errorf("ledger: right edge of %d leaves: %w", size, err)
	}
	e := &edge{roots: make(map[int64]tlog.Hash, len(indexes)), first: tlog.StoredHashCount(size)}
	for i, index := range indexes {
		e.roots[index] = hashes[i]
	}
	return e, nil
}

// ReadHashes implements tlog.HashReader.
func (e *edge) ReadHashes(indexes []int64) ([]tlog.Hash, error) {
	out := make([]tlog.Hash, len(indexes))
	for i, index := range indexes {
		if index >= e.first && index-e.first < int64(len(e.fresh)) {
			out[i] = e.fresh[index-e.first]
			continue
		}
		root, ok := e.roots[index]
		if !ok {
			return nil, fmt.Errorf("%w: %d is not on the right edge", ErrNoHash, index)
		}
		out[i] = root
	}
	return out, nil
}
