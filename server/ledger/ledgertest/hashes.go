package ledgertest

import (
	"crypto/sha256"
	"encoding/binary"
	"errors"
	"slices"
	"testing"

	"golang.org/x/mod/sumdb/tlog"

	"zhucun/server/ledger"
	"zhucun/syncproto/proof"
)

// Tx is one read-write transaction of a store, seen as the hashes of one county.
type Tx struct {
	Hashes   ledger.Hashes
	Commit   func() error
	Rollback func() error
}

// Begin starts a transaction on the hashes of the county with this six-digit code. The suite has at most one open.
type Begin func(t testing.TB, county string) Tx

const (
	county = "511921"
	other  = "511922"
)

// RunHashes checks the contract of ledger.Hashes. open makes a new empty store, or one that holds the counties 511921
// and 511922 and no leaf, and closes it with t.Cleanup.
func RunHashes(t *testing.T, open func(t *testing.T) Begin) {
	t.Helper()
	promises := []struct {
		name  string
		check func(*testing.T, Begin)
	}{
		{"new is empty", newIsEmpty},
		{"own appends are seen before the commit", seesOwn},
		{"a rollback leaves nothing", rollbackLeavesNothing},
		{"only the end is appended to", onlyTheEnd},
		{"any order and repetition is read", anyOrder},
		{"a missing hash is an error", missingIsError},
		{"counties are apart", countiesApart},
		{"slices are not shared", slicesNotShared},
		{"groups build the tree that single appends build", groupsAreOneByOne},
		{"a thousand leaves at once", thousandAtOnce},
	}
	for _, p := range promises {
		t.Run(p.name, func(t *testing.T) { p.check(t, open(t)) })
	}
}

// Leaf returns the n-th leaf of tests: each n its own.
func Leaf(n int) proof.Leaf {
	return sha256.Sum256(binary.BigEndian.AppendUint64([]byte("test leaf"), uint64(n)))
}

// Leaves returns the leaves from first up to, not including, end.
func Leaves(first, end int) []proof.Leaf {
	var out []proof.Leaf
	for n := first; n < end; n++ {
		out = append(out, Leaf(n))
	}
	return out
}

func must(t testing.TB, what string, err error) {
	t.Helper()
	if err != nil {
		t.Fatalf("%s: %v", what, err)
	}
}

func node(n int) tlog.Hash { return tlog.RecordHash(binary.BigEndian.AppendUint32(nil, uint32(n))) }

func nodes(first, end int) []tlog.Hash {
	var out []tlog.Hash
	for n := first; n < end; n++ {
		out = append(out, node(n))
	}
	return out
}

func store(t *testing.T, begin Begin, county string, first int64, hashes []tlog.Hash) {
	t.Helper()
	tx := begin(t, county)
	must(t, "append", tx.Hashes.AppendHashes(first, hashes))
	must(t, "commit", tx.Commit())
}

func holds(t *testing.T, h ledger.Hashes, want []tlog.Hash) {
	t.Helper()
	count, err := h.Count()
	must(t, "count", err)
	if count != int64(len(want)) {
		t.Fatalf("count = %d, want %d", count, len(want))
	}
	var all []int64
	for i := range want {
		all = append(all, int64(i))
	}
	got, err := h.ReadHashes(all)
	must(t, "read", err)
	if !slices.Equal(got, want) {
		t.Fatalf("hashes differ from what was appended")
	}
}

func committed(t *testing.T, begin Begin, county string, want []tlog.Hash) {
	t.Helper()
	tx := begin(t, county)
	holds(t, tx.Hashes, want)
	must(t, "rollback", tx.Rollback())
}

func newIsEmpty(t *testing.T, begin Begin) { committed(t, begin, county, nil) }

func seesOwn(t *testing.T, begin Begin) {
	tx := begin(t, county)
	must(t, "append", tx.Hashes.AppendHashes(0, nodes(0, 3)))
	holds(t, tx.Hashes, nodes(0, 3))
	must(t, "append", tx.Hashes.AppendHashes(3, nodes(3, 5)))
	must(t, "append nothing", tx.Hashes.AppendHashes(5, nil))
	holds(t, tx.Hashes, nodes(0, 5))
	must(t, "commit", tx.Commit())
	committed(t, begin, county, nodes(0, 5))
}

func rollbackLeavesNothing(t *testing.T, begin Begin) {
	store(t, begin, county, 0, nodes(0, 4))
	tx := begin(t, county)
	must(t, "append", tx.Hashes.AppendHashes(4, nodes(4, 9)))
	must(t, "rollback", tx.Rollback())
	committed(t, begin, county, nodes(0, 4))
	store(t, begin, county, 4, nodes(4, 6))
	committed(t, begin, county, nodes(0, 6))
}

func onlyTheEnd(t *testing.T, begin Begin) {
	store(t, begin, county, 0, nodes(0, 4))
	for _, first := range []int64{-1, 0, 3, 5, 1 << 40} {
		tx := begin(t, county)
		if err := tx.Hashes.AppendHashes(first, nodes(7, 9)); !errors.Is(err, ledger.ErrNotNext) {
			t.Errorf("append at %d of 4: %v, want ErrNotNext", first, err)
		}
		must(t, "rollback", tx.Rollback())
	}
	committed(t, begin, county, nodes(0, 4))
}

func anyOrder(t *testing.T, begin Begin) {
	store(t, begin, county, 0, nodes(0, 10))
	tx := begin(t, county)
	got, err := tx.Hashes.ReadHashes([]int64{9, 0, 4, 4, 1})
	must(t, "read", err)
	if want := []tlog.Hash{node(9), node(0), node(4), node(4), node(1)}; !slices.Equal(got, want) {
		t.Errorf("hashes came in another order than asked for")
	}
	none, err := tx.Hashes.ReadHashes(nil)
	if err != nil || len(none) != 0 {
		t.Errorf("reading nothing = %d hashes, %v", len(none), err)
	}
	must(t, "rollback", tx.Rollback())
}

func missingIsError(t *testing.T, begin Begin) {
	store(t, begin, county, 0, nodes(0, 3))
	tx := begin(t, county)
	for _, ask := range [][]int64{{3}, {0, 3}, {-1}, {1 << 40, 0}} {
		if _, err := tx.Hashes.ReadHashes(ask); !errors.Is(err, ledger.ErrNoHash) {
			t.Errorf("read %v of 3: %v, want ErrNoHash", ask, err)
		}
	}
	must(t, "rollback", tx.Rollback())
}

func countiesApart(t *testing.T, begin Begin) {
	store(t, begin, county, 0, nodes(0, 4))
	store(t, begin, other, 0, nodes(50, 52))
	committed(t, begin, county, nodes(0, 4))
	committed(t, begin, other, nodes(50, 52))
}

func slicesNotShared(t *testing.T, begin Begin) {
	mine := nodes(0, 3)
	tx := begin(t, county)
	must(t, "append", tx.Hashes.AppendHashes(0, mine))
	mine[0][0] ^= 1
	got, err := tx.Hashes.ReadHashes([]int64{0, 1})
	must(t, "read", err)
	got[1][0] ^= 1
	holds(t, tx.Hashes, nodes(0, 3))
	must(t, "commit", tx.Commit())
}

func groupsAreOneByOne(t *testing.T, begin Begin) {
	leaves := Leaves(0, 100)
	tx := begin(t, other)
	for i := range leaves {
		_, err := ledger.Append(tx.Hashes, leaves[i])
		must(t, "append one", err)
	}
	want, err := ledger.Head(tx.Hashes)
	must(t, "head", err)
	must(t, "commit", tx.Commit())

	for first, size := 0, 1; first < len(leaves); first, size = first+size, size+2 {
		tx := begin(t, county)
		got, err := ledger.Append(tx.Hashes, leaves[first:min(first+size, len(leaves))]...)
		must(t, "append group", err)
		if got != int64(first) {
			t.Fatalf("first of the group = %d, want %d", got, first)
		}
		must(t, "commit", tx.Commit())
	}
	tx = begin(t, county)
	got, err := ledger.Head(tx.Hashes)
	must(t, "head", err)
	must(t, "rollback", tx.Rollback())
	if got != want {
		t.Errorf("tree of groups = %v, one by one %v", got, want)
	}
}

func thousandAtOnce(t *testing.T, begin Begin) {
	tx := begin(t, county)
	_, err := ledger.Append(tx.Hashes, Leaves(0, 1000)...)
	must(t, "append", err)
	must(t, "commit", tx.Commit())
	tx = begin(t, county)
	tree, err := ledger.Head(tx.Hashes)
	must(t, "head", err)
	p, err := ledger.InclusionProof(tx.Hashes, 777, tree.Size)
	must(t, "proof", err)
	must(t, "check", proof.CheckInclusion(p, Leaf(777), 777, tree))
	must(t, "rollback", tx.Rollback())
}
