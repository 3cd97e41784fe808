package memory

import (
	"context"
	"errors"
	"fmt"
	"sync"

	"zhucun/server/store"
)

var (
	errClosed   = errors.New("the store is closed")
	errReadOnly = errors.New("a view cannot write")
)

// Store is a county's database in memory. Its methods may be called concurrently.
type Store struct {
	writing chan struct{} // holds one: the right to write
	reading sync.WaitGroup

	mu     sync.Mutex
	state  *state // mu; never changed, only replaced
	closed bool   // mu
}

var _ store.Store = (*Store)(nil)

// New makes an empty store.
func New() *Store {
	s := &Store{writing: make(chan struct{}, 1), state: &state{}}
	s.writing <- struct{}{}
	return s
}

// Update is store.Store's.
func (s *Store) Update(ctx context.Context, do func(tx store.Tx) error) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	select {
	case <-s.writing:
	case <-ctx.Done():
		return ctx.Err()
	}
	defer func() { s.writing <- struct{}{} }()
	state, err := s.begin(mode{})
	if err != nil {
		return err
	}
	defer s.reading.Done()
	if err := do(&tx{state}); err != nil {
		return err
	}
	if err := ctx.Err(); err != nil {
		return fmt.Errorf("not committed: %w", err)
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.state = state
	return nil
}

// View is store.Store's.
func (s *Store) View(ctx context.Context, do func(tx store.Tx) error) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	state, err := s.begin(mode{readOnly: true})
	if err != nil {
		return err
	}
	defer s.reading.Done()
	return do(&tx{state})
}

// begin gives the newest state, with tables of its own headers.
func (s *Store) begin(m mode) (*state, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.closed {
		return nil, errClosed
	}
	s.reading.Add(1)
	copied := *s.state
	for _, table := range copied.tables() {
		table.set(m)
	}
	return &copied, nil
}

// Close is store.Store's.
func (s *Store) Close() error {
	s.mu.Lock()
	s.closed = true
	s.mu.Unlock()
	s.reading.Wait()
	return nil
}
