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

func TestAClockSetBackRepeatsTheLastTimeAndSaysSo(t *testing.T) {
	h := newHouse(t)
	p := h.start(noon)
	got, err := p.Publish(t.Context(), grow(t, h.db, 1), noon.Add(-time.Hour))
	fatal(t, err)
	if got.Time != noon.UnixMilli() || got.SetBack != time.Hour {
		t.Errorf("time %d set back %v, want %d and 1h", got.Time, got.SetBack, noon.UnixMilli())
	}
	got, err = p.Publish(t.Context(), proof.Tree{Size: 1, Root: got.Root}, noon.Add(-time.Minute))
	fatal(t, err)
	if got.SetBack != time.Minute {
		t.Errorf("unchanged tree: set back %v, want 1m", got.SetBack)
	}
	got, err = h.publisher().Resume(t.Context(), time.UnixMilli(0))
	fatal(t, err)
	if got.Time != noon.UnixMilli() || got.SetBack != noon.Sub(time.UnixMilli(0)) {
		t.Errorf("after a restart in 1970: time %d set back %v", got.Time, got.SetBack)
	}
	got, err = p.Publish(t.Context(), grow(t, h.db, 2), noon.Add(time.Second))
	fatal(t, err)
	if got.Time != noon.Add(time.Second).UnixMilli() || got.SetBack != 0 {
		t.Errorf("after the clock was mended: time %d set back %v", got.Time, got.SetBack)
	}
}

func TestSignerRefuses(t *testing.T) {
	s := newSigner(t, 2)
	db := new(ledgertest.Store)
	four, five := grow(t, db, 4), grow(t, db, 5)
	last, err := s.Sign(proof.Signed{}, five, noon)
	fatal(t, err)
	if _, err := s.Sign(last.Signed, four, noon); !errors.Is(err, proof.ErrTreeShorter) {
		t.Errorf("a shorter tree: %v, want ErrTreeShorter", err)
	}
	if _, err := s.Sign(last.Signed, proof.Tree{Size: 5, Root: four.Root}, noon); !errors.Is(err, proof.ErrTreeDiffers) {
		t.Errorf("another root: %v, want ErrTreeDiffers", err)
	}
	if _, err := newSigner(t, 1).Sign(last.Signed, five, noon); !errors.Is(err, proof.ErrBackwards) {
		t.Errorf("an epoch that is over: %v, want ErrBackwards", err)
	}
	if got, err := newSigner(t, 3).Sign(last.Signed, four, noon); err != nil || got.Size != 4 {
		t.Errorf("a recovered tree in a new epoch: %v", err)
	}
	for _, c := range []struct {
		county string
		epoch  uint64
		key    ed25519.PrivateKey
	}{{"51192", 1, key()}, {"5119+1", 1, key()}, {"", 1, key()}, {county, 0, key()}, {county, 1, key()[:32]}} {
		if _, err := ledger.NewSigner(c.county, c.epoch, c.key); err == nil {
			t.Errorf("NewSigner(%q, %d, %d bytes) was taken", c.county, c.epoch, len(c.key))
		}
	}
}
