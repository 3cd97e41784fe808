package proof

import (
	"crypto/sha256"
	"errors"
	"fmt"

	"golang.org/x/mod/sumdb/tlog"
)

// MaxSize is the most leaves a tree may hold: a million counties' years, and far from where size arithmetic overflows
// (a size over 2^62 from a hostile proof would never let the checker return).
const MaxSize = 1 << 40

// ErrProof: the proof does not show what it is said to show. It cannot say which of its parts is false.
var ErrProof = errors.New("proof: does not prove it")

// Hash is a node of the tree (RFC 6962 section 2.1).
type Hash = tlog.Hash

// Proof is the list of nodes of an RFC 6962 audit path (section 2.1.1) or consistency proof (section 2.1.2), in the
// order given there. A tree of a million leaves needs at most 21.
type Proof []Hash

// Tree is a tree head: how many leaves, and the root over them. The size is believed only under a signature: a
// proof alone does not bind it.
type Tree struct {
	Size int64
	Root Hash
}

// EmptyTree is the tree before the first leaf; its root is the hash of nothing.
func EmptyTree() Tree { return Tree{Root: sha256.Sum256(nil)} }

// CheckInclusion reports nil when p shows that leaf is number index (from 0) of the tree, else ErrProof.
func CheckInclusion(p Proof, leaf Leaf, index int64, tree Tree) error {
	if index < 0 || index >= tree.Size || tree.Size > MaxSize {
		return fmt.Errorf("%w: leaf %d of a tree of %d", ErrProof, index, tree.Size)
	}
	if err := tlog.CheckRecord(tlog.RecordProof(p), tree.Size, tree.Root, index, tlog.RecordHash(leaf[:])); err != nil {
		return fmt.Errorf("%w: leaf %d of a tree of %d", ErrProof, index, tree.Size)
	}
	return nil
}

// CheckConsistency reports nil when p shows that older is how newer began, else ErrProof. The empty tree is how
// every tree began; its proof is empty.
func CheckConsistency(p Proof, older, newer Tree) error {
	if older.Size < 0 || older.Size > newer.Size || newer.Size > MaxSize {
		return fmt.Errorf("%w: from size %d to %d", ErrProof, older.Size, newer.Size)
	}
	if older.Size == 0 {
		return checkFromEmpty(p, older, newer)
	}
	if err := tlog.CheckTree(tlog.TreeProof(p), newer.Size, newer.Root, older.Size, older.Root); err != nil {
		return fmt.Errorf("%w: from size %d to %d", ErrProof, older.Size, newer.Size)
	}
	return nil
}

func checkFromEmpty(p Proof, older, newer Tree) error {
	if len(p) != 0 || older != EmptyTree() || (newer.Size == 0 && newer != older) {
		return fmt.Errorf("%w: from size 0 to %d", ErrProof, newer.Size)
	}
	return nil
}
