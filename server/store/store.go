// Package store says what the county's database must do, as small roles that each stage of the pipeline asks for, and the rows that stand
// between the stages. It is not a database: store/sqlite and store/memory fulfil it, store/storetest proves that they do.
//
// A transaction is the unit of everything: [Store.Update] runs a function whose rows all become durable or none does. Rows are facts; a
// stage hands over by committing one. Times are milliseconds UTC. The county is the unit of scale: one Store is one county's.
//
// In a row nil and an empty slice or map are the same, unsigned 64-bit numbers stay below 2^63 (the wire allows no more), and what a caller
// does to a row that it gave or got changes nothing here.
//
// Laws: a row that was committed is there after any crash; AddSegment refuses a head twice, so a segment sent twice is one row; feed
// positions rise in commit order without gaps; nothing here deletes but erasure.
package store

import (
	"context"
	"errors"
)

var (
	// ErrNotFound: no such row.
	ErrNotFound = errors.New("not found")
	// ErrExists: the row is there already; nothing was changed.
	ErrExists = errors.New("exists already")
	// ErrFull: the disk is full; the transaction did not commit. Reads go on.
	ErrFull = errors.New("disk is full")
)

// Store is one county's database.
type Store interface {
	// Update runs do in the only writing transaction. When do returns nil and Update returns nil everything is durable. When Update returns an
	// error after do returned nil, the rows may be there or not: callers repeat, every write is idempotent. do must not keep tx, nor call Update.
	// Concurrent calls wait for each other; one whose ctx ends before the commit changes nothing. When a method of tx fails with an error that its
	// comment does not name, the transaction cannot commit any more.
	Update(ctx context.Context, do func(tx Tx) error) error

	// View runs do on one consistent state, that of its beginning. It may be called concurrently, also during an Update. Writing through its tx is an error.
	View(ctx context.Context, do func(tx Tx) error) error

	// Close waits for running transactions; later ones fail.
	Close() error
}

// Tx is every role on one transaction. Functions that need a few take those alone.
type Tx interface {
	Logs
	LogKeys
	Codes
	Segments
	Quarantine
	People
	Events
	Meetings
	Visits
	Photos
	NamedBlobs
	Unreadables
	Derivatives
	Ledger
	Checkpoints
	PhoneSessions
	Incidents
	Rosters
	Cursors
}
