package memory

import (
	"maps"
	"slices"

	"zhucun/server/store"
)

// mode of a table in one transaction.
type mode struct {
	readOnly bool
	own      bool // rows and at are this transaction's alone
}

// set is how begin reaches tables of any type.
func (m *mode) set(to mode) { *m = to }

type setter interface{ set(to mode) }

// table is rows under keys, in the order in which they were added. Rows that were removed leave a nil.
type table[K comparable, V any] struct {
	mode
	rows []*V
	at   map[K]int
}

// write makes the table the transaction's own.
func (t *table[K, V]) write() error {
	if t.readOnly {
		return errReadOnly
	}
	if !t.own {
		t.rows, t.at, t.own = slices.Clone(t.rows), maps.Clone(t.at), true
	}
	if t.at == nil {
		t.at = map[K]int{}
	}
	return nil
}

// add puts a row at the end; ErrExists.
func (t *table[K, V]) add(key K, row V) error {
	if err := t.write(); err != nil {
		return err
	}
	if _, taken := t.at[key]; taken {
		return store.ErrExists
	}
	t.at[key] = len(t.rows)
	t.rows = append(t.rows, &row)
	return nil
}

// get finds a row by key; ErrNotFound. What it points at must not be changed.
func (t *table[K, V]) get(key K) (*V, error) {
	if i, ok := t.at[key]; ok {
		return t.rows[i], nil
	}
	return nil, store.ErrNotFound
}

// change replaces a row where it stands; ErrNotFound.
func (t *table[K, V]) change(key K, edit func(row *V)) error {
	if err := t.write(); err != nil {
		return err
	}
	i, ok := t.at[key]
	if !ok {
		return store.ErrNotFound
	}
	edited := *t.rows[i]
	edit(&edited)
	t.rows[i] = &edited
	return nil
}

// remove takes a row out, if it is there.
func (t *table[K, V]) remove(key K) error {
	if err := t.write(); err != nil {
		return err
	}
	if i, ok := t.at[key]; ok {
		t.rows[i] = nil
		delete(t.at, key)
	}
	return nil
}

// where lists the rows for which match holds, in the order in which they were added.
func (t *table[K, V]) where(match func(row *V) bool) []*V {
	var found []*V
	for _, row := range t.rows {
		if row != nil && match(row) {
			found = append(found, row)
		}
	}
	return found
}

// first is the first row of some; ErrNotFound.
func first[V any](rows []*V) (*V, error) {
	if len(rows) == 0 {
		return nil, store.ErrNotFound
	}
	return rows[0], nil
}

// out copies a row, or passes an error on.
func out[V any](row *V, err error, copied func(V) V) (V, error) {
	if err != nil {
		return *new(V), err
	}
	return copied(*row), nil
}

// list copies rows.
func list[V any](rows []*V, copied func(V) V) []V {
	var listed []V
	for _, row := range rows {
		listed = append(listed, copied(*row))
	}
	return listed
}

// atMost cuts a list.
func atMost[V any](rows []V, limit int) []V { return rows[:max(0, min(limit, len(rows)))] }

// same copies a row that points at nothing.
func same[V any](row V) V { return row }
