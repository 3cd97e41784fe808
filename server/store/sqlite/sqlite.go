package sqlite

import (
	"context"
	"errors"
	"fmt"
	"path/filepath"
	"runtime"

	"zhucun/server/auth"
	"zhucun/server/durable"
	"zhucun/server/store"
)

const databaseName = "zhucun.db"

var (
	// ErrInUse: another server runs on the folder, or it has to end before the folder can be migrated.
	ErrInUse = errors.New("the folder is in use by another server")
	// ErrNewerFormat: a newer release wrote the folder; nothing was touched.
	ErrNewerFormat = errors.New("the folder was written by a newer release")
	// ErrForeign: the file is no database of a county; nothing was touched.
	ErrForeign = errors.New("not a county's database")

	errClosed = errors.New("the database is closed")
)

// Options of Open.
type Options struct {
	Exclusive bool // take the folder's server lock until Close: the server does, commands do not
	Scratch   bool // of rows that can be made again: nothing is durable, everything is faster
}

// Store is one county's database. Its methods may be called concurrently.
type Store struct {
	writer *pool
	reader *pool
	lock   *lock // nil without Options.Exclusive
}

var (
	_ store.Store   = (*Store)(nil)
	_ auth.Tickets  = (*Store)(nil)
	_ auth.Sessions = (*Store)(nil)
)

// Open opens the database in a folder, both made when they are not there. ErrInUse, ErrNewerFormat, ErrForeign.
func Open(ctx context.Context, dir string, options Options) (*Store, error) {
	s, err := open(ctx, dir, options)
	if err != nil {
		return nil, fmt.Errorf("open the database in %s: %w", dir, err)
	}
	return s, nil
}

func open(ctx context.Context, dir string, options Options) (*Store, error) {
	if err := (durable.Disk{}).MakeFolder(dir); err != nil {
		return nil, err
	}
	format, err := readFormat(ctx, filepath.Join(dir, databaseName))
	if err != nil {
		return nil, err
	}
	if err := private(dir); err != nil {
		return nil, err
	}
	s := &Store{}
	if options.Exclusive {
		if s.lock, err = takeLock(ctx, dir); err != nil {
			return nil, err
		}
	}
	if err := s.openPools(ctx, dir, format, options.Scratch); err != nil {
		return nil, errors.Join(err, s.Close())
	}
	return s, nil
}

func (s *Store) openPools(ctx context.Context, dir string, format int64, scratch bool) error {
	file := filepath.Join(dir, databaseName)
	durability := synced
	if scratch {
		durability = "OFF"
	}
	var err error
	if s.writer, err = openPool(writing(file, durability), "BEGIN IMMEDIATE", 1); err != nil {
		return err
	}
	if err := s.migrate(ctx, dir, format); err != nil {
		return err
	}
	if s.reader, err = openPool(reading(file), "BEGIN DEFERRED", max(4, runtime.GOMAXPROCS(0))); err != nil {
		return err
	}
	// The first transaction of each kind finds out now what would otherwise fail the first request.
	if err := s.writer.run(ctx, func(*tx) error { return nil }); err != nil {
		return err
	}
	return s.reader.run(ctx, func(*tx) error { return nil })
}

// Update is store.Store's.
func (s *Store) Update(ctx context.Context, do func(tx store.Tx) error) error {
	return s.writer.run(ctx, func(t *tx) error { return do(t) })
}

// View is store.Store's.
func (s *Store) View(ctx context.Context, do func(tx store.Tx) error) error {
	return s.reader.run(ctx, func(t *tx) error { return do(t) })
}

// Close is store.Store's. It may be called again.
func (s *Store) Close() error {
	var errs []error
	for _, p := range []*pool{s.reader, s.writer} {
		if p != nil {
			errs = append(errs, p.close())
		}
	}
	if s.lock != nil {
		errs = append(errs, s.lock.release())
	}
	return errors.Join(errs...)
}
