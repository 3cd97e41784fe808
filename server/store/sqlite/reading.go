package sqlite

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"io/fs"
	"iter"
	"net/url"
	"os"
	"path/filepath"

	"zhucun/server/store"
)

// ErrOlderFormat: the folder has to be opened for serving once before it can be read by this release; nothing was touched.
var ErrOlderFormat = errors.New("the folder was written by an older release")

// Reading is a county's database as bare rows, to be looked at and left as it is. It is one state from OpenReading to Close: a server may run beside it
// and go on writing, but its WAL grows meanwhile. For one goroutine.
//
// It takes columns as they are, of whatever length: who looks for damage must be able to read it.
type Reading struct {
	db    *sql.DB
	conn  *sql.Conn
	file  string
	still bool // opened as a file that nobody writes
}

// OpenReading opens the database in a folder. A folder that no server has open and that has nothing left in a WAL may be read-only. fs.ErrNotExist,
// ErrForeign, ErrNewerFormat, ErrOlderFormat.
func OpenReading(ctx context.Context, dir string) (*Reading, error) {
	r, err := openReading(ctx, filepath.Join(dir, databaseName))
	if err != nil {
		return nil, fmt.Errorf("read the database in %s: %w", dir, err)
	}
	return r, nil
}

func openReading(ctx context.Context, file string) (*Reading, error) {
	if _, err := os.Stat(file); err != nil {
		return nil, err
	}
	format, err := readFormat(ctx, file)
	if err != nil {
		return nil, err
	}
	if format < newestFormat() {
		return nil, ErrOlderFormat
	}
	parameters := url.Values{"mode": {"ro"}, "_dqs": {"0"}}
	r := &Reading{file: file, still: settled(file)}
	if r.still {
		parameters["immutable"] = []string{"1"} // leaves nothing beside the file
	}
	if r.db, err = sql.Open("sqlite", address(file, parameters, append(always(), "query_only(1)", "cache_size(-16384)")...)); err != nil {
		return nil, err
	}
	if r.conn, err = r.db.Conn(ctx); err == nil {
		_, err = r.conn.ExecContext(ctx, "BEGIN DEFERRED; SELECT 1 FROM cursor LIMIT 1")
	}
	if err != nil {
		return nil, errors.Join(translate(err), r.Close())
	}
	return r, nil
}

// settled: nobody has the database open and nothing waits in a WAL. A server that runs has one.
func settled(file string) bool {
	_, err := os.Stat(file + "-wal")
	return errors.Is(err, fs.ErrNotExist)
}

// Disturbed tells whether somebody has begun to write into a database that was at rest when it was opened: what was read since may be of no one state.
func (r *Reading) Disturbed() bool { return r.still && !settled(r.file) }

// Close ends the look.
func (r *Reading) Close() error {
	if r.conn == nil {
		return r.db.Close()
	}
	return errors.Join(r.conn.Close(), r.db.Close())
}

// Rows are the rows of a table, or of what reads like one, rising by order, a list of columns. Columns are int64, string, []byte or nil. An error ends
// them. Names are put into the query as they are.
func (r *Reading) Rows(ctx context.Context, table, order string) iter.Seq2[map[string]any, error] {
	return r.query(ctx, "SELECT * FROM "+table+" ORDER BY "+order)
}

// Row is the first row with a value in a column; store.ErrNotFound.
func (r *Reading) Row(ctx context.Context, table, column string, value any) (map[string]any, error) {
	for row, err := range r.query(ctx, "SELECT * FROM "+table+" WHERE "+column+" = ? LIMIT 1", value) {
		return row, err
	}
	return nil, store.ErrNotFound
}

// Faults is what SQLite itself finds wrong: pages, indexes that do not fit their tables, values that a constraint forbids.
func (r *Reading) Faults(ctx context.Context) ([]string, error) {
	var faults []string
	for row, err := range r.query(ctx, "PRAGMA integrity_check") {
		if err != nil {
			return faults, err
		}
		if fault := fmt.Sprint(row["integrity_check"]); fault != "ok" {
			faults = append(faults, fault)
		}
	}
	return faults, nil
}

func (r *Reading) query(ctx context.Context, query string, args ...any) iter.Seq2[map[string]any, error] {
	return func(yield func(map[string]any, error) bool) {
		if err := r.each(ctx, yield, query, args...); err != nil {
			yield(nil, translate(err))
		}
	}
}

func (r *Reading) each(ctx context.Context, yield func(map[string]any, error) bool, query string, args ...any) (err error) {
	rows, err := r.conn.QueryContext(ctx, query, args...)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, rows.Close()) }()
	columns, err := rows.Columns()
	if err != nil {
		return err
	}
	for rows.Next() {
		values := make([]any, len(columns))
		into := make([]any, len(columns))
		for i := range values {
			into[i] = &values[i]
		}
		if err := rows.Scan(into...); err != nil {
			return err
		}
		row := make(map[string]any, len(columns))
		for i, column := range columns {
			row[column] = values[i]
		}
		if !yield(row, nil) {
			return nil
		}
	}
	return rows.Err()
}
