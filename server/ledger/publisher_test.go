package ledger_test

import (
	"crypto/ed25519"
	"errors"
	"testing"
	"time"

	"zhucun/server/ledger"
	"zhucun/server/ledger/ledgertest"
	"zhucun/syncproto/proof"
)

const origin = "zhucun/" + county

var noon = time.Date(2026, 1, 1, 4, 0, 0, 0, time.UTC)

func key() ed25519.PrivateKey { return ed25519.NewKeyFromSeed(make([]byte, ed25519.SeedSize)) }

func newSigner(t testing.TB, epoch uint64) ledger.Signer {
	t.Helper()
	s, err := ledger.NewSigner(county, epoch, key())
	fatal(t, err)
	return s
}

// house is a server's two stores. A publisher of it is one life of the server's process.
type house struct {
	t       *testing.T
	db      *ledgertest.Store
	witness ledger.Witness
}

func newHouse(t *testing.T) house {
	return house{t, new(ledgertest.Store), new(ledgertest.Witness)}
}

func (h house) publisher() *ledger.Publisher {
	return ledger.NewPublisher(newSigner(h.t, 1), h.witness, h.db.View(county))
}

// start is a publisher after a Resume that must succeed.
func (h house) start(now time.Time) *ledger.Publisher {
	h.t.Helper()
	p := h.publisher()
	_, err := p.Resume(h.t.Context(), now)
	fatal(h.t, err)
	return p
}

func (h house) held() proof.Signed {
	h.t.Helper()
	note, err := h.witness.Latest(h.t.Context())
	fatal(h.t, err)
	s, err := proof.ParseCheckpoint(note, origin, key().Public().(ed25519.PublicKey))
	fatal(h.t, err)
	return s
}

func (h house) wantHeld(size int64) {
	h.t.Helper()
	if got := h.held().Size; got != size {
		h.t.Fatalf("the witness holds a tree of %d, want %d", got, size)
	}
}

func TestPublishIsHeldBeforeItReturns(t *testing.T) {
	h := newHouse(t)
	p := h.start(noon)
	h.wantHeld(0)
	var before proof.Signed
	for n, size := range []int{1, 2, 7, 64, 65} {
		tree := grow(t, h.db, size)
		now := noon.Add(time.Duration(n) * time.Second)
		got, err := p.Publish(t.Context(), tree, now)
		fatal(t, err)
		if got.Tree != tree || got.Time != now.UnixMilli() || got.Epoch != 1 || got.SetBack != 0 {
			t.Errorf("published %+v, want the tree %v at %v", got.Checkpoint, tree, now)
		}
		if held := h.held(); held.Anchor() != got.Anchor() || held.Anchor() == before.Anchor() {
			t.Errorf("the witness does not hold what was published")
		}
		before = got.Signed
	}
}

func TestAnUnchangedTreeIsSignedAgainOnlyWhenNoLongerFresh(t *testing.T) {
	h := newHouse(t)
	p := h.start(noon)
	tree := grow(t, h.db, 3)
	first, err := p.Publish(t.Context(), tree, noon)
	fatal(t, err)
	same, err := p.Publish(t.Context(), tree, noon.Add(ledger.Fresh-time.Millisecond))
	fatal(t, err)
	if same.Anchor() != first.Anchor() {
		t.Errorf("a fresh checkpoint was signed again")
	}
	later, err := p.Publish(t.Context(), tree, noon.Add(ledger.Fresh))
	fatal(t, err)
	if later.Anchor() == first.Anchor() || later.Tree != tree {
		t.Errorf("a checkpoint a minute old was not renewed")
	}
}

func TestTwoProcessesOnOneDatabaseBothPublish(t *testing.T) {
	h := newHouse(t)
	a, b := h.start(noon), h.start(noon.Add(time.Second))
	first := grow(t, h.db, 5)
	second := grow(t, h.db, 8)
	now := noon.Add(time.Minute)
	got, err := b.Publish(t.Context(), second, now)
	fatal(t, err)
	if got.Tree != second {
		t.Errorf("b published %v, want %v", got.Tree, second)
	}
	got, err = a.Publish(t.Context(), first, now) // the earlier group, published later
	fatal(t, err)
	if got.Tree != second {
		t.Errorf("a published %v, which does not cover what b did: %v", got.Tree, second)
	}
	got, err = b.Publish(t.Context(), grow(t, h.db, 9), now)
	fatal(t, err)
	if got.Size != 9 {
		t.Errorf("b published %d leaves, want 9", got.Size)
	}
	h.wantHeld(9)
}

// A copied data folder, started on a second machine with the same key and witness: whoever publishes second stops.
func TestACopiedDatabaseStopsAtItsFirstPublish(t *testing.T) {
	for name, c := range map[string]struct {
		size int
		want error
	}{
		"the copy is shorter": {4, proof.ErrTreeDiffers},
		"as long":             {6, proof.ErrTreeDiffers},
		"longer":              {9, proof.ErrTreeShorter},
	} {
		t.Run(name, func(t *testing.T) {
			h := newHouse(t)
			original := h.start(noon)
			twin := h
			twin.db = forged(t, c.size)
			twin.start(noon)
			if _, err := original.Publish(t.Context(), grow(t, h.db, 6), noon); !errors.Is(err, c.want) {
				t.Errorf("the second to publish: %v, want %v", err, c.want)
			}
		})
	}
}

func TestMemoryWitnessKeepsTheContract(t *testing.T) {
	ledgertest.RunWitness(t, func(*testing.T) ledgertest.Open {
		w := new(ledgertest.Witness)
		return func() ledgertest.Second { return w }
	})
}
