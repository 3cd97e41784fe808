// Package memory is the blob store that forgets: the roles of package blob
// over maps, for tests and for simulations that need no disk. It is the
// readable reference for what the roles mean. Nothing it keeps survives the
// process, so its promises of durability hold only as long as it does.
package memory

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"sync"
	"time"

	"zhucun/server/blob"
)

// Store implements every role of package blob. The zero value is not usable.
type Store struct {
	clock func() time.Time

	mu      sync.Mutex
	content map[blob.Hash][]byte
	staged  map[blob.Upload]*staged
}

type staged struct {
	bytes []byte
	last  time.Time
}

// New returns an empty store; clock dates staged bytes for Sweep.
func New(clock func() time.Time) *Store {
	return &Store{
		clock:   clock,
		content: map[blob.Hash][]byte{},
		staged:  map[blob.Upload]*staged{},
	}
}

// Append implements blob.Staging.
func (s *Store) Append(ctx context.Context, up blob.Upload, offset int64, r io.Reader, limit int64) (int64, error) {
	return blob.Pour(ctx, offset, r, limit, func(at int64, p []byte) (int64, error) {
		return s.keep(up, at, p)
	})
}

func (s *Store) keep(up blob.Upload, at int64, p []byte) (int64, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	held := s.held(up)
	if at > held {
		return held, blob.ErrGap
	}
	if at+int64(len(p)) <= held {
		return held, nil
	}
	st := s.staged[up]
	if st == nil {
		st = &staged{}
		s.staged[up] = st
	}
	st.bytes = append(st.bytes, p[held-at:]...)
	st.last = s.clock()
	return int64(len(st.bytes)), nil
}

// held wants s.mu.
func (s *Store) held(up blob.Upload) int64 {
	if content, ok := s.content[up.Hash]; ok {
		return int64(len(content))
	}
	if st := s.staged[up]; st != nil {
		return int64(len(st.bytes))
	}
	return 0
}

// Held implements blob.Staging.
func (s *Store) Held(_ context.Context, up blob.Upload) (int64, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.held(up), nil
}

// Staged implements blob.Staging.
func (s *Store) Staged(_ context.Context, log [16]byte) (uploads int, size int64, err error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for up, st := range s.staged {
		if up.Log == log {
			uploads, size = uploads+1, size+int64(len(st.bytes))
		}
	}
	return uploads, size, nil
}

// Complete implements blob.Staging.
func (s *Store) Complete(_ context.Context, up blob.Upload, length int64) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	if _, ok := s.content[up.Hash]; ok {
		delete(s.staged, up)
		return nil
	}
	var got []byte
	if st := s.staged[up]; st != nil {
		got = st.bytes
	}
	if int64(len(got)) < length {
		return blob.ErrIncomplete
	}
	delete(s.staged, up)
	if int64(len(got)) > length || blob.Sum(got) != up.Hash {
		return blob.ErrWrongContent
	}
	s.content[up.Hash] = got
	return nil
}

// Sweep implements blob.Staging.
func (s *Store) Sweep(_ context.Context, before time.Time) (int, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	swept := 0
	for up, st := range s.staged {
		if st.last.Before(before) {
			delete(s.staged, up)
			swept++
		}
	}
	return swept, nil
}

// Open implements blob.Reader.
func (s *Store) Open(_ context.Context, h blob.Hash) (io.ReadSeekCloser, int64, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	content, ok := s.content[h]
	if !ok {
		return nil, 0, blob.ErrNotFound
	}
	return reader{bytes.NewReader(content)}, int64(len(content)), nil
}

type reader struct{ *bytes.Reader }

func (reader) Close() error { return nil }

// Has implements blob.Reader.
func (s *Store) Has(_ context.Context, h blob.Hash) (bool, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	_, ok := s.content[h]
	return ok, nil
}

// Put implements blob.Writer.
func (s *Store) Put(_ context.Context, h blob.Hash, r io.Reader) error {
	content, err := io.ReadAll(r)
	if err != nil {
		return fmt.Errorf("blob: reading the content to put: %w", err)
	}
	if blob.Sum(content) != h {
		return blob.ErrWrongContent
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.content[h] = content
	return nil
}

// Remove implements blob.Remover.
func (s *Store) Remove(_ context.Context, h blob.Hash) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	delete(s.content, h)
	for up := range s.staged {
		if up.Hash == h {
			delete(s.staged, up)
		}
	}
	return nil
}
