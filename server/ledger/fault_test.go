package ledger_test

import (
	"context"
	"errors"
	"testing"
	"time"

	"zhucun/server/ledger"
	"zhucun/server/ledger/ledgertest"
	"zhucun/syncproto/proof"
)

var errDisk = errors.New("disk on fire")

// faulty fails one Advance: before it is done, or after.
type faulty struct {
	ledger.Witness
	fail bool
	done bool
}

func (f *faulty) Advance(ctx context.Context, previous, next []byte) error {
	if !f.fail {
		return f.Witness.Advance(ctx, previous, next)
	}
	f.fail = false
	if f.done {
		if err := f.Witness.Advance(ctx, previous, next); err != nil {
			return err
		}
	}
	return errDisk
}

func TestAFailedAdvanceIsMadeGoodByTheNextPublish(t *testing.T) {
	for name, done := range map[string]bool{"failed and not done": false, "failed but done": true} {
		for again, grown := range map[string]int{"phones send the same again": 4, "another group follows": 6} {
			t.Run(name+", "+again, func(t *testing.T) {
				h := newHouse(t)
				f := &faulty{Witness: h.witness, done: done}
				h.witness = f
				p := h.start(noon)
				f.fail = true
				if _, err := p.Publish(t.Context(), grow(t, h.db, 4), noon); !errors.Is(err, errDisk) {
					t.Fatalf("Publish = %v, want the disk's error", err)
				}
				before, err := h.witness.Latest(t.Context())
				fatal(t, err)
				got, err := p.Publish(t.Context(), grow(t, h.db, grown), noon.Add(time.Second))
				fatal(t, err)
				if got.Size != int64(grown) || h.held().Anchor() != got.Anchor() || string(before) == string(got.Note()) {
					t.Errorf("the second Publish did not have the witness hold a checkpoint of %d leaves anew", grown)
				}
			})
		}
	}
}

func TestAFailedAdvanceIsMadeGoodByTheNextStart(t *testing.T) {
	for name, done := range map[string]bool{"failed and not done": false, "failed but done": true} {
		t.Run(name, func(t *testing.T) {
			h := newHouse(t)
			f := &faulty{Witness: h.witness, done: done}
			h.witness = f
			p := h.start(noon)
			f.fail = true
			tree := grow(t, h.db, 4)
			_, err := p.Publish(t.Context(), tree, noon)
			if !errors.Is(err, errDisk) {
				t.Fatalf("Publish = %v, want the disk's error", err)
			}
			got, err := h.publisher().Resume(t.Context(), noon)
			fatal(t, err)
			if got.Tree != tree {
				t.Errorf("resumed at %v, want %v", got.Tree, tree)
			}
		})
	}
}

// A store that says "committed" and does not show it: no ack may leave on its word.
func TestPublishNotCoveredByTheDatabaseIsRefused(t *testing.T) {
	h := newHouse(t)
	p := h.publisher() // not yet resumed, so the database is asked
	if _, err := p.Publish(t.Context(), grow(t, new(ledgertest.Store), 5), noon); !errors.Is(err, proof.ErrTreeShorter) {
		t.Errorf("Publish = %v, want ErrTreeShorter", err)
	}
}

func TestResumeEndsWithItsContext(t *testing.T) {
	h := newHouse(t)
	ctx, end := context.WithCancel(t.Context())
	end()
	if _, err := h.publisher().Resume(ctx, noon); !errors.Is(err, context.Canceled) {
		t.Errorf("Resume = %v, want Canceled", err)
	}
}

// The promise behind both tests above: after any error the two stores are compared before anything is published.
func TestAfterAnErrorTheDatabaseIsComparedAgain(t *testing.T) {
	h := newHouse(t)
	f := &faulty{Witness: h.witness}
	compared := 0
	view := func(ctx context.Context, read func(ledger.Hashes) error) error {
		compared++
		return h.db.View(county)(ctx, read)
	}
	p := ledger.NewPublisher(newSigner(t, 1), f, view)
	for n, want := range []int{1, 1, 1, 2, 2} {
		f.fail = n == 2
		_, err := p.Publish(t.Context(), grow(t, h.db, n), noon)
		if failed := n == 2; (err != nil) != failed {
			t.Fatalf("publish %d: %v", n, err)
		}
		if compared != want {
			t.Errorf("publish %d: compared %d times so far, want %d", n, compared, want)
		}
	}
}

// rival advances between our question and our answer, as often as it is told.
type rival struct {
	ledger.Witness
	before func() // runs before each Advance
}

func (r rival) Advance(ctx context.Context, previous, next []byte) error {
	r.before()
	return r.Witness.Advance(ctx, previous, next)
}

func TestResumeGoesOnWhenAnotherProcessIsFaster(t *testing.T) {
	h := newHouse(t)
	h.start(noon)
	tree := grow(t, h.db, 5)
	faster := 3
	h.witness = rival{h.witness, func() {
		if faster > 0 {
			faster--
			house{t, h.db, h.witness.(rival).Witness}.start(noon.Add(time.Duration(3-faster) * time.Second))
		}
	}}
	got, err := h.publisher().Resume(t.Context(), noon)
	fatal(t, err)
	if faster != 0 || got.Tree != tree || h.held().Anchor() != got.Anchor() {
		t.Errorf("resumed at %v with %d rivals left", got.Tree, faster)
	}
}

func TestResumeAgainstAnEndlessRivalEndsWithItsContext(t *testing.T) {
	h := newHouse(t)
	h.start(noon)
	ctx, end := context.WithCancel(t.Context())
	tries := 0
	plain := h.witness
	h.witness = rival{plain, func() {
		if tries++; tries == 5 {
			end()
		}
		house{t, h.db, plain}.start(noon.Add(time.Duration(tries) * time.Second))
	}}
	if _, err := h.publisher().Resume(ctx, noon); err == nil || tries != 5 {
		t.Errorf("Resume = %v after %d tries, want an error after 5", err, tries)
	}
}
