package disk

import (
	"context"
	"crypto/sha256"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"strconv"
	"strings"

	"zhucun/server/blob"
)

// publish takes a checked file through steps 2 to 4 of the package comment. It
// wants the lock of the hash.
func (s *Store) publish(from string, h blob.Hash) error {
	if err := s.disk.SyncFile(from); err != nil {
		return errors.Join(fmt.Errorf("blob: making bytes durable: %w", full(err)), discard(from))
	}
	if err := s.disk.Rename(from, s.contentPath(h)); err != nil {
		return fmt.Errorf("blob: putting content in place: %w", full(err))
	}
	return s.syncFolder(h)
}

// confirm says whether the content exists and if so makes it durable once
// more: the call that put it there may have failed in its last step. It wants
// the lock of the hash.
func (s *Store) confirm(h blob.Hash) (bool, error) {
	_, ok, err := size(s.contentPath(h))
	if err != nil {
		return false, fmt.Errorf("blob: looking for content: %w", err)
	}
	if !ok {
		return false, nil
	}
	return true, s.syncFolder(h)
}

func (s *Store) syncFolder(h blob.Hash) error {
	if err := s.disk.SyncFolder(s.folder(h)); err != nil {
		return fmt.Errorf("blob: making the folder durable: %w", full(err))
	}
	return nil
}

// Open implements blob.Reader.
func (s *Store) Open(_ context.Context, h blob.Hash) (io.ReadSeekCloser, int64, error) {
	f, err := os.Open(s.contentPath(h))
	if errors.Is(err, fs.ErrNotExist) {
		return nil, 0, blob.ErrNotFound
	}
	if err != nil {
		return nil, 0, fmt.Errorf("blob: opening content: %w", err)
	}
	info, err := f.Stat()
	if err != nil {
		return nil, 0, errors.Join(fmt.Errorf("blob: measuring content: %w", err), f.Close())
	}
	return f, info.Size(), nil
}

// Has implements blob.Reader.
func (s *Store) Has(_ context.Context, h blob.Hash) (bool, error) {
	_, ok, err := size(s.contentPath(h))
	if err != nil {
		return false, fmt.Errorf("blob: looking for content: %w", err)
	}
	return ok, nil
}

// Put implements blob.Writer. It writes apart and takes the lock only at the
// end, so that two of the same hash need not wait for each other's bytes.
func (s *Store) Put(ctx context.Context, h blob.Hash, r io.Reader) error {
	path := s.stagingPath(putPrefix + strconv.FormatUint(s.puts.Add(1), 10))
	if err := write(ctx, path, h, r); err != nil {
		return errors.Join(err, discard(path))
	}
	defer s.locks.lock(h)()
	done, err := s.confirm(h)
	if err == nil && !done {
		err = s.publish(path, h)
	}
	return errors.Join(err, discard(path))
}

func write(ctx context.Context, path string, want blob.Hash, r io.Reader) error {
	f, err := os.OpenFile(path, os.O_CREATE|os.O_TRUNC|os.O_WRONLY, fileMode)
	if err != nil {
		return fmt.Errorf("blob: opening a file to put: %w", full(err))
	}
	sum := sha256.New()
	_, err = io.Copy(io.MultiWriter(f, sum), contextReader{ctx, r})
	if err := errors.Join(err, f.Close()); err != nil {
		return fmt.Errorf("blob: writing the content to put: %w", full(err))
	}
	if blob.Hash(sum.Sum(nil)) != want {
		return blob.ErrWrongContent
	}
	return nil
}

// Remove implements blob.Remover. The names of both folders are made durable
// even when nothing was found: an earlier call may have failed after removing.
func (s *Store) Remove(_ context.Context, h blob.Hash) error {
	defer s.locks.lock(h)()
	staging := s.stagingPath("")
	entries, err := os.ReadDir(staging)
	if err != nil {
		return fmt.Errorf("blob: listing staged bytes: %w", err)
	}
	doomed := []string{s.contentPath(h)}
	for _, e := range entries {
		if strings.HasPrefix(e.Name(), h.String()+"-") {
			doomed = append(doomed, s.stagingPath(e.Name()))
		}
	}
	for _, path := range doomed {
		if err := s.disk.Remove(path); err != nil && !errors.Is(err, fs.ErrNotExist) {
			return fmt.Errorf("blob: erasing: %w", err)
		}
	}
	for _, dir := range []string{staging, s.folder(h)} {
		if err := s.disk.SyncFolder(dir); err != nil {
			return fmt.Errorf("blob: making the erasure durable: %w", err)
		}
	}
	return nil
}

// contextReader ends a long read when its request is over.
type contextReader struct {
	ctx context.Context
	r   io.Reader
}

func (c contextReader) Read(p []byte) (int, error) {
	if err := c.ctx.Err(); err != nil {
		return 0, err
	}
	return c.r.Read(p)
}
