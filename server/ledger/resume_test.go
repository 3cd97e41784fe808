package ledger_test

import (
	"errors"
	"strings"
	"testing"
	"time"

	"zhucun/server/ledger"
	"zhucun/server/ledger/ledgertest"
	"zhucun/syncproto/proof"
)

func TestResumeAfterACrashBetweenCommitAndPublish(t *testing.T) {
	h := newHouse(t)
	p := h.start(noon)
	_, err := p.Publish(t.Context(), grow(t, h.db, 3), noon)
	fatal(t, err)
	tree := grow(t, h.db, 9) // committed, then the process died
	got, err := h.publisher().Resume(t.Context(), noon.Add(time.Second))
	fatal(t, err)
	if got.Tree != tree {
		t.Errorf("resumed at %v, want %v", got.Tree, tree)
	}
	h.wantHeld(9)
}

func TestResumeRefuses(t *testing.T) {
	published := func(t *testing.T, size int) house {
		h := newHouse(t)
		_, err := h.start(noon).Publish(t.Context(), grow(t, h.db, size), noon)
		fatal(t, err)
		return h
	}
	cases := map[string]struct {
		spoil func(t *testing.T, h *house)
		want  error
	}{
		"a database put back from a backup": {func(t *testing.T, h *house) {
			h.db = new(ledgertest.Store)
			grow(t, h.db, 7)
		}, proof.ErrTreeShorter},
		"a database that is gone":   {func(t *testing.T, h *house) { h.db = new(ledgertest.Store) }, proof.ErrTreeShorter},
		"one leaf changed, as long": {func(t *testing.T, h *house) { h.db = forged(t, 10) }, proof.ErrTreeDiffers},
		"one leaf changed, longer":  {func(t *testing.T, h *house) { h.db = forged(t, 30) }, proof.ErrTreeDiffers},
		"a witness that is gone":    {func(t *testing.T, h *house) { h.witness = new(ledgertest.Witness) }, ledger.ErrWitnessEmpty},
		"another epoch's witness": {func(t *testing.T, h *house) {
			next, err := newSigner(t, 2).Sign(h.held(), h.held().Tree, noon)
			fatal(t, err)
			fatal(t, h.witness.Advance(t.Context(), h.held().Note(), next.Note()))
		}, ledger.ErrEpoch},
		"hashes cut off inside a leaf": {func(t *testing.T, h *house) {
			tx := h.db.Begin(t, county)
			fatal(t, tx.Hashes.AppendHashes(18, make([]proof.Hash, 2)))
			fatal(t, tx.Commit())
		}, ledger.ErrDamaged},
	}
	for name, c := range cases {
		t.Run(name, func(t *testing.T) {
			h := published(t, 10)
			c.spoil(t, &h)
			p := h.publisher()
			_, err := p.Resume(t.Context(), noon)
			if !errors.Is(err, c.want) {
				t.Fatalf("Resume = %v, want %v", err, c.want)
			}
			if !strings.Contains(err.Error(), "put the newest data folder back") {
				t.Errorf("%q does not say what can be done today", err)
			}
			if _, err := p.Publish(t.Context(), grow(t, new(ledgertest.Store), 11), noon); !errors.Is(err, c.want) {
				t.Errorf("Publish after it = %v, want %v", err, c.want)
			}
		})
	}
}

// forged is a ledger whose third leaf is another.
func forged(t *testing.T, size int) *ledgertest.Store {
	db := new(ledgertest.Store)
	tx := db.Begin(t, county)
	leaves := ledgertest.Leaves(0, size)
	leaves[2] = ledgertest.Leaf(1000)
	_, err := ledger.Append(tx.Hashes, leaves...)
	fatal(t, err)
	fatal(t, tx.Commit())
	return db
}

func TestResumeRefusesADamagedOrForeignCheckpoint(t *testing.T) {
	for name, spoil := range map[string]func(good proof.Signed) []byte{
		"a bit flipped": func(good proof.Signed) []byte { note := good.Note(); note[20] ^= 1; return note },
		"cut short":     func(good proof.Signed) []byte { return good.Note()[:90] },
		"another county's": func(good proof.Signed) []byte {
			good.Origin = "zhucun/511922"
			s, err := good.Sign(key())
			fatal(t, err)
			return s.Note()
		},
	} {
		t.Run(name, func(t *testing.T) {
			h := newHouse(t)
			h.start(noon)
			good := h.held()
			fatal(t, h.witness.Advance(t.Context(), good.Note(), spoil(good)))
			if _, err := h.publisher().Resume(t.Context(), noon); !errors.Is(err, ledger.ErrWitnessDamaged) {
				t.Errorf("Resume = %v, want ErrWitnessDamaged", err)
			}
		})
	}
}
