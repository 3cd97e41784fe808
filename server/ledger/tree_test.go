package ledger_test

import (
	"crypto/sha256"
	"errors"
	"testing"

	"golang.org/x/mod/sumdb/tlog"
	"pgregory.net/rapid"

	"zhucun/server/ledger"
	"zhucun/server/ledger/ledgertest"
	"zhucun/syncproto/proof"
)

const county = "511921"

func TestMemoryStoreKeepsTheContract(t *testing.T) {
	ledgertest.RunHashes(t, func(t *testing.T) ledgertest.Begin { return new(ledgertest.Store).Begin })
}

// grow appends the test leaves from the present size up to size, commits, and returns the tree.
func grow(t testing.TB, s *ledgertest.Store, size int) proof.Tree {
	t.Helper()
	tx := s.Begin(t, county)
	have, err := ledger.Size(tx.Hashes)
	fatal(t, err)
	_, err = ledger.Append(tx.Hashes, ledgertest.Leaves(int(have), size)...)
	fatal(t, err)
	tree, err := ledger.Head(tx.Hashes)
	fatal(t, err)
	fatal(t, tx.Commit())
	return tree
}

func fatal(t interface {
	Helper()
	Fatal(...any)
}, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// rfcRoot is RFC 6962 section 2.1 as it is written there.
func rfcRoot(leaves []proof.Leaf) proof.Hash {
	switch len(leaves) {
	case 0:
		return sha256.Sum256(nil)
	case 1:
		return sha256.Sum256(append([]byte{0}, leaves[0][:]...))
	}
	k := 1
	for 2*k < len(leaves) {
		k *= 2
	}
	left, right := rfcRoot(leaves[:k]), rfcRoot(leaves[k:])
	return sha256.Sum256(append(append([]byte{1}, left[:]...), right[:]...))
}

func TestGroupsBuildTheTreeOfTheRFC(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		groups := rapid.SliceOfN(rapid.IntRange(0, 40), 1, 12).Draw(t, "groups")
		store, size := new(ledgertest.Store), 0
		for _, n := range groups {
			tx := store.Begin(nil, county)
			first, err := ledger.Append(tx.Hashes, ledgertest.Leaves(size, size+n)...)
			fatal(t, err)
			if first != int64(size) {
				t.Fatalf("first = %d, want %d", first, size)
			}
			size += n
			tree, err := ledger.Head(tx.Hashes)
			fatal(t, err)
			if want := (proof.Tree{Size: int64(size), Root: rfcRoot(ledgertest.Leaves(0, size))}); tree != want {
				t.Fatalf("tree = %v, want %v", tree, want)
			}
			fatal(t, tx.Commit())
		}
	})
}

func TestEveryInclusionProofVerifiesAndEveryChangeFails(t *testing.T) {
	store := new(ledgertest.Store)
	grow(t, store, 200)
	hashes := store.Begin(t, county).Hashes
	rapid.Check(t, func(t *rapid.T) {
		size := rapid.Int64Range(1, 200).Draw(t, "size")
		index := rapid.Int64Range(0, size-1).Draw(t, "index")
		p, err := ledger.InclusionProof(hashes, index, size)
		fatal(t, err)
		root, err := ledger.Root(hashes, size)
		fatal(t, err)
		tree, leaf := proof.Tree{Size: size, Root: root}, ledgertest.Leaf(int(index))
		fatal(t, proof.CheckInclusion(p, leaf, index, tree))

		refused := func(what string, p proof.Proof, leaf proof.Leaf, index int64, tree proof.Tree) {
			if err := proof.CheckInclusion(p, leaf, index, tree); !errors.Is(err, proof.ErrProof) {
				t.Errorf("%s: %v, want ErrProof", what, err)
			}
		}
		bit := byte(1) << rapid.IntRange(0, 7).Draw(t, "bit")
		for at := range 32 {
			otherLeaf, otherTree := leaf, tree
			otherLeaf[at] ^= bit
			otherTree.Root[at] ^= bit
			refused("leaf changed", p, otherLeaf, index, tree)
			refused("root changed", p, leaf, index, otherTree)
			for node := range p {
				changed := append(proof.Proof(nil), p...)
				changed[node][at] ^= bit
				refused("node changed", changed, leaf, index, tree)
			}
		}
		for other := int64(-1); other <= size; other++ {
			if other != index {
				refused("another index", p, leaf, other, tree)
			}
		}
		refused("a node more", append(p[:len(p):len(p)], tlog.Hash{}), leaf, index, tree)
		if len(p) > 0 {
			refused("a node less", p[1:], leaf, index, tree)
		}
	})
}

func TestConsistencyBetweenAllSizes(t *testing.T) {
	const most = 64
	store := new(ledgertest.Store)
	grow(t, store, most)
	hashes := store.Begin(t, county).Hashes
	for newer := int64(0); newer <= most; newer++ {
		for older := int64(0); older <= newer; older++ {
			p, err := ledger.ConsistencyProof(hashes, older, newer)
			fatal(t, err)
			from, to := treeAt(t, hashes, older), treeAt(t, hashes, newer)
			if err := proof.CheckConsistency(p, from, to); err != nil {
				t.Fatalf("from %d to %d: %v", older, newer, err)
			}
			if older > 0 || newer == 0 {
				refuseChanged(t, p, from, to)
			}
		}
	}
}

func treeAt(t testing.TB, h ledger.Hashes, size int64) proof.Tree {
	t.Helper()
	root, err := ledger.Root(h, size)
	fatal(t, err)
	return proof.Tree{Size: size, Root: root}
}

func refuseChanged(t *testing.T, p proof.Proof, from, to proof.Tree) {
	t.Helper()
	refused := func(what string, p proof.Proof, from, to proof.Tree) {
		t.Helper()
		if err := proof.CheckConsistency(p, from, to); !errors.Is(err, proof.ErrProof) {
			t.Fatalf("from %d to %d, %s: %v, want ErrProof", from.Size, to.Size, what, err)
		}
	}
	at := int(from.Size+to.Size) % 32
	changedFrom, changedTo := from, to
	changedFrom.Root[at] ^= 1
	changedTo.Root[at] ^= 1
	refused("old root changed", p, changedFrom, to)
	refused("new root changed", p, from, changedTo)
	refused("a node more", append(p[:len(p):len(p)], tlog.Hash{}), from, to)
	for node := range p {
		changed := append(proof.Proof(nil), p...)
		changed[node][at] ^= 1
		refused("a node changed", changed, from, to)
	}
	if len(p) > 0 {
		refused("a node less", p[:len(p)-1], from, to)
	}
	if from.Size < to.Size {
		refused("the other way round", p, to, from)
	}
}

func TestAForkHasNoConsistencyProof(t *testing.T) {
	honest, forked := new(ledgertest.Store), new(ledgertest.Store)
	grow(t, honest, 40)
	tx := forked.Begin(t, county)
	leaves := ledgertest.Leaves(0, 60)
	leaves[17] = ledgertest.Leaf(1000)
	_, err := ledger.Append(tx.Hashes, leaves...)
	fatal(t, err)
	seen := honest.Begin(t, county).Hashes
	for size := int64(1); size <= 40; size++ {
		p, err := ledger.ConsistencyProof(tx.Hashes, size, 60)
		fatal(t, err)
		err = proof.CheckConsistency(p, treeAt(t, seen, size), treeAt(t, tx.Hashes, 60))
		if size <= 17 && err != nil {
			t.Errorf("size %d, before the fork: %v", size, err)
		}
		if size > 17 && !errors.Is(err, proof.ErrProof) {
			t.Errorf("size %d, after the fork: %v, want ErrProof", size, err)
		}
	}
}

func TestSizesOutOfRangeAreErrorsAtOnce(t *testing.T) {
	store := new(ledgertest.Store)
	tree := grow(t, store, 5)
	hashes := store.Begin(t, county).Hashes
	const huge = int64(1)<<62 + 1 // the tlog package's search for a power of two never comes back from this one
	nodes := make(proof.Proof, 3)
	for _, c := range []struct{ index, size int64 }{{-1, 5}, {5, 5}, {0, 0}, {0, -1}, {0, huge}, {0, proof.MaxSize + 1}} {
		if _, err := ledger.InclusionProof(hashes, c.index, c.size); !errors.Is(err, ledger.ErrRange) {
			t.Errorf("inclusion of %d in %d: %v, want ErrRange", c.index, c.size, err)
		}
		if err := proof.CheckInclusion(nodes, ledgertest.Leaf(0), c.index, proof.Tree{Size: c.size}); !errors.Is(err, proof.ErrProof) {
			t.Errorf("check inclusion of %d in %d: %v, want ErrProof", c.index, c.size, err)
		}
	}
	for _, c := range []struct{ older, newer int64 }{{-1, 5}, {5, 4}, {0, huge}, {1, huge}} {
		if _, err := ledger.ConsistencyProof(hashes, c.older, c.newer); !errors.Is(err, ledger.ErrRange) {
			t.Errorf("consistency from %d to %d: %v, want ErrRange", c.older, c.newer, err)
		}
		from, to := proof.Tree{Size: c.older}, proof.Tree{Size: c.newer}
		if err := proof.CheckConsistency(nodes, from, to); !errors.Is(err, proof.ErrProof) {
			t.Errorf("check consistency from %d to %d: %v, want ErrProof", c.older, c.newer, err)
		}
	}
	if _, err := ledger.Root(hashes, huge); !errors.Is(err, ledger.ErrRange) {
		t.Errorf("root of %d: %v, want ErrRange", huge, err)
	}
	if _, err := ledger.InclusionProof(hashes, 2, 9); !errors.Is(err, ledger.ErrNoHash) {
		t.Errorf("inclusion in a tree not yet grown: %v, want ErrNoHash", err)
	}
	if err := proof.CheckConsistency(nil, proof.Tree{Size: 0, Root: proof.Hash{1}}, tree); !errors.Is(err, proof.ErrProof) {
		t.Errorf("from an empty tree with a root: %v, want ErrProof", err)
	}
}

// counted is a Hashes with a count of its own.
type counted struct {
	ledger.Hashes
	count int64
}

func (c counted) Count() (int64, error) { return c.count, nil }

func TestAnArrayThatEndsInsideALeafIsDamaged(t *testing.T) {
	whole := map[int64]int64{0: 0}
	for size := int64(1); size <= 40; size++ {
		whole[tlog.StoredHashCount(size)] = size
	}
	for count := int64(-1); count < 78; count++ {
		size, err := ledger.Size(counted{nil, count})
		want, ok := whole[count]
		if ok && (err != nil || size != want) {
			t.Errorf("size of %d hashes = %d, %v; want %d", count, size, err, want)
		}
		if !ok && !errors.Is(err, ledger.ErrDamaged) {
			t.Errorf("size of %d hashes = %d, %v; want ErrDamaged", count, size, err)
		}
	}
}

// uniform is the tree whose leaves are all the same: a node is known by its level alone, so a tree of any size costs
// nothing, and its proofs are real ones.
type uniform struct{ size int64 }

func (u uniform) Count() (int64, error) { return tlog.StoredHashCount(u.size), nil }

func (u uniform) AppendHashes(int64, []tlog.Hash) error { return ledger.ErrNotNext }

func (u uniform) ReadHashes(indexes []int64) ([]tlog.Hash, error) {
	leaf := ledgertest.Leaf(0)
	levels := []tlog.Hash{tlog.RecordHash(leaf[:])}
	out := make([]tlog.Hash, len(indexes))
	for i, index := range indexes {
		level, _ := tlog.SplitStoredHashIndex(index)
		for len(levels) <= level {
			top := levels[len(levels)-1]
			levels = append(levels, tlog.NodeHash(top, top))
		}
		out[i] = levels[level]
	}
	return out, nil
}

// A county's year: 75,000 segments a month. What a phone downloads to check it is a signed checkpoint and one proof.
func TestAYearsCheckpointWithProofFitsElevenHundredBytes(t *testing.T) {
	const year, bar = 75_000 * 12, 1100
	hashes := uniform{year}
	tree, err := ledger.Head(hashes)
	fatal(t, err)
	signed, err := newSigner(t, 1).Sign(proof.Signed{}, tree, noon)
	fatal(t, err)
	note, longest, at := len(signed.Note()), 0, int64(0)
	for older := int64(1); older <= year; older += 1 + older%997 {
		p, err := ledger.ConsistencyProof(hashes, older, year)
		fatal(t, err)
		fatal(t, proof.CheckConsistency(p, treeAt(t, hashes, older), tree))
		if len(p) > longest {
			longest, at = len(p), older
		}
	}
	t.Logf("%d leaves: checkpoint %d B + longest proof %d x 32 B (from %d) = %d B", year, note, longest, at, note+32*longest)
	if got := note + 32*longest; got > bar {
		t.Errorf("checkpoint with proof has %d bytes, want at most %d", got, bar)
	}
}

func BenchmarkAppendGroupOf64(b *testing.B) {
	store := new(ledgertest.Store)
	tx := store.Begin(b, county)
	leaves := ledgertest.Leaves(0, 64)
	for b.Loop() {
		if _, err := ledger.Append(tx.Hashes, leaves...); err != nil {
			b.Fatal(err)
		}
	}
}
