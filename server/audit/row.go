package audit

import (
	"bytes"
	"cmp"
	"context"
	"iter"

	"zhucun/syncproto"
)

// Tables are a database's rows as they stand, all of one state. Columns are int64, string, []byte or nil.
type Tables interface {
	// Rows are those of a table, rising by a list of columns. An error ends them.
	Rows(ctx context.Context, table, order string) iter.Seq2[map[string]any, error]
	// Row is the first with a value in a column; store.ErrNotFound.
	Row(ctx context.Context, table, column string, value any) (map[string]any, error)
	// Faults is what the database itself finds wrong with its file, one text each.
	Faults(ctx context.Context) ([]string, error)
}

// row reads columns of one row without trust: what has another type or length is zero.
type row map[string]any

func (r row) number(column string) int64 {
	n, _ := r[column].(int64)
	return n
}

func (r row) text(column string) string {
	s, _ := r[column].(string)
	return s
}

func (r row) bytes(column string) []byte {
	b, _ := r[column].([]byte)
	return b
}

// fill copies a column of exactly that length.
func (r row) fill(into []byte, column string) bool {
	b := r.bytes(column)
	return len(b) == len(into) && copy(into, b) == len(into)
}

func (r row) log() (id syncproto.LogID) {
	column := "log"
	if _, is := r[column]; !is {
		column = "id"
	}
	r.fill(id[:], column)
	return id
}

// order compares two values of a column as SQLite does: numbers before texts before blobs, and null first.
func order(a, b any) int {
	switch a := a.(type) {
	case int64:
		if b, ok := b.(int64); ok {
			return cmp.Compare(a, b)
		}
	case string:
		if b, ok := b.(string); ok {
			return cmp.Compare(a, b)
		}
	case []byte:
		if b, ok := b.([]byte); ok {
			return bytes.Compare(a, b)
		}
	}
	return cmp.Compare(class(a), class(b))
}

func class(value any) int {
	switch value.(type) {
	case nil:
		return 0
	case int64, float64:
		return 1
	case string:
		return 2
	}
	return 3
}

func orderBy(columns []string, a, b row) int {
	for _, column := range columns {
		if c := order(a[column], b[column]); c != 0 {
			return c
		}
	}
	return 0
}
