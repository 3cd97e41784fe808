package ledgertest

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"sync"
	"testing"

	"golang.org/x/mod/sumdb/tlog"

	"zhucun/server/ledger"
)

// Store holds counties' hashes in memory. The zero value is empty.
type Store struct {
	mu sync.Mutex
	// guarded by mu, which a transaction holds from begin to its end
	counties map[string][]tlog.Hash
}

// Begin starts a transaction, waiting for the one before to end.
func (s *Store) Begin(_ testing.TB, county string) Tx {
	s.mu.Lock()
	h := &memoryTx{slices.Clone(s.counties[county])}
	return Tx{
		Hashes: h,
		Commit: func() error {
			if s.counties == nil {
				s.counties = map[string][]tlog.Hash{}
			}
			s.counties[county] = h.hashes
			s.mu.Unlock()
			return nil
		},
		Rollback: func() error { s.mu.Unlock(); return nil },
	}
}

// View is the ledger.View of one county.
func (s *Store) View(county string) ledger.View {
	return func(ctx context.Context, read func(ledger.Hashes) error) error {
		if err := ctx.Err(); err != nil {
			return err
		}
		s.mu.Lock()
		h := &memoryTx{slices.Clone(s.counties[county])}
		s.mu.Unlock()
		return read(h)
	}
}

type memoryTx struct{ hashes []tlog.Hash }

func (m *memoryTx) Count() (int64, error) { return int64(len(m.hashes)), nil }

func (m *memoryTx) ReadHashes(indexes []int64) ([]tlog.Hash, error) {
	out := make([]tlog.Hash, len(indexes))
	for i, index := range indexes {
		if index < 0 || index >= int64(len(m.hashes)) {
			return nil, fmt.Errorf("%w: %d", ledger.ErrNoHash, index)
		}
		out[i] = m.hashes[index]
	}
	return out, nil
}

func (m *memoryTx) AppendHashes(first int64, hashes []tlog.Hash) error {
	if first != int64(len(m.hashes)) {
		return fmt.Errorf("%w: at %d of %d", ledger.ErrNotNext, first, len(m.hashes))
	}
	m.hashes = append(m.hashes, hashes...)
	return nil
}

// Witness is a second store in memory. The zero value is empty. Safe for concurrent use.
type Witness struct {
	mu sync.Mutex
	// guarded by mu
	latest []byte
	marks  map[string]uint64
}

var _ Second = (*Witness)(nil)

// Latest implements ledger.Witness.
func (w *Witness) Latest(ctx context.Context) ([]byte, error) {
	w.mu.Lock()
	defer w.mu.Unlock()
	return bytes.Clone(w.latest), ctx.Err()
}

// Advance implements ledger.Witness.
func (w *Witness) Advance(ctx context.Context, previous, next []byte) error {
	w.mu.Lock()
	defer w.mu.Unlock()
	if err := ctx.Err(); err != nil {
		return err
	}
	if len(next) == 0 {
		return errors.New("an empty checkpoint")
	}
	if !bytes.Equal(w.latest, previous) {
		return ledger.ErrMoved
	}
	w.latest = bytes.Clone(next)
	return nil
}

// Raise implements ledger.Marks.
func (w *Witness) Raise(ctx context.Context, name string, to uint64) error {
	w.mu.Lock()
	defer w.mu.Unlock()
	if err := ctx.Err(); err != nil {
		return err
	}
	if name == "" || len(name) > 64 || strings.Trim(name, "abcdefghijklmnopqrstuvwxyz0123456789-/") != "" {
		return fmt.Errorf("%q cannot name a mark", name)
	}
	if w.marks == nil {
		w.marks = map[string]uint64{}
	}
	w.marks[name] = max(w.marks[name], to)
	return nil
}

// Mark implements ledger.Marks.
func (w *Witness) Mark(ctx context.Context, name string) (uint64, error) {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.marks[name], ctx.Err()
}
