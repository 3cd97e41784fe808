package disk

import (
	"context"
	"crypto/sha256"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"time"

	"zhucun/server/blob"
)

// Append implements blob.Staging. The lock is taken for each step of the body
// and never while waiting for the phone.
func (s *Store) Append(ctx context.Context, up blob.Upload, offset int64, r io.Reader, limit int64) (int64, error) {
	return blob.Pour(ctx, offset, r, limit, func(at int64, p []byte) (int64, error) {
		defer s.locks.lock(up.Hash)()
		held, err := s.held(up)
		switch {
		case err != nil:
			return 0, err
		case at > held:
			return held, blob.ErrGap
		case at+int64(len(p)) <= held:
			return held, nil
		}
		return s.extend(s.uploadPath(up), held, p[held-at:])
	})
}

// extend writes p at the end of a staged file of held bytes. What a failed
// write left beyond its count is cut off, so the file's length stays the truth.
func (s *Store) extend(path string, held int64, p []byte) (int64, error) {
	f, err := os.OpenFile(path, os.O_CREATE|os.O_WRONLY, fileMode)
	if err != nil {
		return held, fmt.Errorf("blob: opening staged bytes: %w", full(err))
	}
	n, err := f.WriteAt(p, held)
	held += int64(n)
	if err != nil {
		err = errors.Join(err, f.Truncate(held))
	}
	now := s.clock()
	if err := errors.Join(err, f.Close(), os.Chtimes(path, now, now)); err != nil {
		return held, fmt.Errorf("blob: writing staged bytes: %w", full(err))
	}
	return held, nil
}

// Held implements blob.Staging.
func (s *Store) Held(_ context.Context, up blob.Upload) (int64, error) {
	defer s.locks.lock(up.Hash)()
	return s.held(up)
}

// held wants the lock of the hash.
func (s *Store) held(up blob.Upload) (int64, error) {
	for _, path := range []string{s.contentPath(up.Hash), s.uploadPath(up)} {
		n, ok, err := size(path)
		if err != nil {
			return 0, fmt.Errorf("blob: asking what is held: %w", err)
		}
		if ok {
			return n, nil
		}
	}
	return 0, nil
}

// Staged implements blob.Staging.
func (s *Store) Staged(_ context.Context, log [16]byte) (uploads int, total int64, err error) {
	entries, err := os.ReadDir(filepath.Join(s.root, "staging"))
	if err != nil {
		return 0, 0, fmt.Errorf("blob: listing staged bytes: %w", err)
	}
	for _, e := range entries {
		if !strings.HasSuffix(e.Name(), fmt.Sprintf("-%x", log)) {
			continue
		}
		n, ok, err := size(s.stagingPath(e.Name()))
		if err != nil {
			return 0, 0, fmt.Errorf("blob: asking what is staged: %w", err)
		}
		if ok {
			uploads, total = uploads+1, total+n
		}
	}
	return uploads, total, nil
}

// Complete implements blob.Staging.
func (s *Store) Complete(ctx context.Context, up blob.Upload, length int64) error {
	defer s.locks.lock(up.Hash)()
	staged := s.uploadPath(up)
	done, err := s.confirm(up.Hash)
	if err != nil {
		return err
	}
	if done {
		return discard(staged)
	}
	held, err := s.held(up)
	if err != nil {
		return err
	}
	if held < length {
		return blob.ErrIncomplete
	}
	if err := check(ctx, staged, up.Hash, length); err != nil {
		if errors.Is(err, blob.ErrWrongContent) {
			return errors.Join(err, discard(staged))
		}
		return err
	}
	return s.publish(staged, up.Hash)
}

// check reads a staged file and compares it with what was announced. Only a
// wrong hash or length is ErrWrongContent: a failing disk is no reason to throw
// a photo away.
func check(ctx context.Context, path string, want blob.Hash, length int64) error {
	f, err := os.OpenFile(path, os.O_CREATE|os.O_RDONLY, fileMode) // an upload of 0 bytes has no file yet
	if err != nil {
		return fmt.Errorf("blob: opening staged bytes: %w", err)
	}
	defer f.Close()
	sum := sha256.New()
	n, err := io.Copy(sum, contextReader{ctx, f})
	if err != nil {
		return fmt.Errorf("blob: reading staged bytes: %w", err)
	}
	if n != length || blob.Hash(sum.Sum(nil)) != want {
		return blob.ErrWrongContent
	}
	return nil
}

// Sweep implements blob.Staging.
func (s *Store) Sweep(ctx context.Context, before time.Time) (int, error) {
	entries, err := os.ReadDir(filepath.Join(s.root, "staging"))
	if err != nil {
		return 0, fmt.Errorf("blob: listing staged bytes: %w", err)
	}
	swept := 0
	for _, e := range entries {
		if err := ctx.Err(); err != nil {
			return swept, err
		}
		name, _, isUpload := strings.Cut(e.Name(), "-")
		h, err := blob.ParseHash(name)
		if !isUpload || err != nil {
			continue
		}
		gone, err := s.sweepOne(h, s.stagingPath(e.Name()), before)
		if err != nil {
			return swept, fmt.Errorf("blob: sweeping staged bytes: %w", err)
		}
		if gone {
			swept++
		}
	}
	return swept, nil
}

func (s *Store) sweepOne(h blob.Hash, path string, before time.Time) (bool, error) {
	defer s.locks.lock(h)()
	info, err := os.Stat(path)
	if errors.Is(err, os.ErrNotExist) {
		return false, nil
	}
	if err != nil || !info.ModTime().Before(before) {
		return false, err
	}
	return true, discard(path)
}
