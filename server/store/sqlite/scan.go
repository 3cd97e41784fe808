package sqlite

import (
	"database/sql"
	"fmt"

	"zhucun/syncproto"
)

// fixed scans a blob of exactly its length into an array; null leaves the array zero.
type fixed []byte

// Scan is sql.Scanner's.
func (f fixed) Scan(value any) error {
	data, ok := value.([]byte)
	switch {
	case value == nil:
		clear(f)
		return nil
	case !ok || len(data) != len(f):
		return fmt.Errorf("a column holds %T of %d bytes, want %d bytes", value, len(data), len(f))
	}
	copy(f, data)
	return nil
}

// reference scans the two columns of an id that may be null.
type reference struct {
	log []byte
	seq sql.Null[uint64]
}

func (r reference) id() (*syncproto.EventID, error) {
	if !r.seq.Valid {
		return nil, nil
	}
	id := syncproto.EventID{Seq: r.seq.V}
	return &id, fixed(id.Log[:]).Scan(r.log)
}

// referenceTo gives the two columns of an id.
func referenceTo(id *syncproto.EventID) (log, seq any) {
	if id == nil {
		return nil, nil
	}
	return id.Log[:], int64(id.Seq)
}

// optional gives a column of a value that may be nil.
func optional[T any](value *T) any {
	if value == nil {
		return nil
	}
	return *value
}

// pointer is the value of a column that may be null.
func pointer[T any](value sql.Null[T]) *T {
	if !value.Valid {
		return nil
	}
	return &value.V
}

// blob is bytes for a column that is never null.
func blob(data []byte) []byte {
	if data == nil {
		return []byte{}
	}
	return data
}

// publicKey makes a registered key again from its columns; algorithm 0 is the zero key.
func publicKey(algorithm syncproto.Algorithm, key []byte) (syncproto.PublicKey, error) {
	if algorithm == 0 {
		return syncproto.PublicKey{}, nil
	}
	return syncproto.ParsePublicKey(algorithm, key)
}
