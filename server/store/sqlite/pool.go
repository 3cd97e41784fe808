package sqlite

import (
	"context"
	"database/sql"
	"fmt"
	"net/url"
	"path/filepath"
	"strings"
	"sync"

	_ "modernc.org/sqlite" // the driver named "sqlite"
)

// busyTimeout is how long, in milliseconds, a transaction waits for one of another process.
const busyTimeout = "10000"

// address is a file as SQLite's URI with pragmas that each connection begins with.
func address(file string, parameters url.Values, pragmas ...string) string {
	parameters["_pragma"] = pragmas
	path := filepath.ToSlash(file)
	if !strings.HasPrefix(path, "/") {
		path = "/" + path // a drive's letter
	}
	return (&url.URL{Scheme: "file", Path: path, RawQuery: parameters.Encode()}).String()
}

// always is on for every connection: no double-quoted strings, no trust in functions named by a schema that came with the file, and cells checked as
// they are read.
func always() []string {
	return []string{"busy_timeout(" + busyTimeout + ")", "foreign_keys(1)", "cell_size_check(1)", "trusted_schema(0)", "temp_store(2)"}
}

// synced is how a commit is kept: NORMAL loses acknowledged rows in a power cut.
const synced = "FULL"

// writing has a cache of 64 MiB, which holds the inner pages of the indexes of millions of events, and lets the WAL grow to 16 MiB, so that a
// checkpoint comes once in several groups.
func writing(file, synchronous string) string {
	return address(file, url.Values{"_txlock": {"immediate"}, "_dqs": {"0"}},
		append(always(), "journal_mode(WAL)", "synchronous("+synchronous+")", "cache_size(-65536)", "wal_autocheckpoint(4096)")...)
}

func reading(file string) string {
	return address(file, url.Values{"mode": {"ro"}, "_dqs": {"0"}},
		append(always(), "query_only(1)", "cache_size(-16384)")...)
}

// pool is a fixed number of connections, each with its statements.
type pool struct {
	db    *sql.DB
	begin string
	free  chan *connection // nil: to be opened
	done  chan struct{}    // closed by close
	once  sync.Once
	end   error // of close, set within once
}

func openPool(address, begin string, size int) (*pool, error) {
	db, err := sql.Open("sqlite", address)
	if err != nil {
		return nil, err
	}
	db.SetMaxIdleConns(-1) // a connection that is given up is closed, never handed out again
	p := &pool{db: db, begin: begin, free: make(chan *connection, size), done: make(chan struct{})}
	for range size {
		p.free <- nil
	}
	return p, nil
}

// take waits for a connection.
func (p *pool) take(ctx context.Context) (*connection, error) {
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	select {
	case <-p.done:
		return nil, errClosed
	default:
	}
	select {
	case c := <-p.free:
		if c != nil {
			return c, nil
		}
		c, err := connect(ctx, p.db)
		if err != nil {
			p.free <- nil
		}
		return c, err
	case <-p.done:
		return nil, errClosed
	case <-ctx.Done():
		return nil, ctx.Err()
	}
}

// run runs do in a transaction, on a connection that is given up when anything about the transaction went wrong.
func (p *pool) run(ctx context.Context, do func(*tx) error) error {
	c, err := p.take(ctx)
	if err != nil {
		return fmt.Errorf("wait for the database: %w", err)
	}
	sound := false
	defer func() {
		if !sound {
			c.close()
			c = nil
		}
		p.free <- c
	}()
	t := &tx{connection: c}
	err = t.run(ctx, p.begin, do)
	sound = t.broken == nil
	return err
}

// close waits for the transactions that run.
func (p *pool) close() error {
	p.once.Do(func() {
		close(p.done)
		for range cap(p.free) {
			if c := <-p.free; c != nil {
				c.close()
			}
		}
		p.end = p.db.Close()
	})
	return p.end
}
