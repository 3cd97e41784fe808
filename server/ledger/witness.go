package ledger

import (
	"context"
	"errors"
)

var (
	// ErrMoved: the witness holds another checkpoint than the one said to be previous: someone else published.
	ErrMoved = errors.New("ledger: the witness holds another checkpoint")
	// ErrWitnessDamaged: what the witness holds is not what was given to it. Keep its folder as it is.
	ErrWitnessDamaged = errors.New("ledger: what the witness holds is damaged")
)

// Witness is the second, small store for one county, on another disk than the database: it remembers how long the
// ledger was, so that a database that lost rows, or was put back from a backup, is noticed. It reads nothing of what
// it holds. Safe for concurrent use, by several processes too. It does not retry.
type Witness interface {
	// Latest returns the last checkpoint given to Advance, or nil if there never was one. ErrWitnessDamaged.
	Latest(ctx context.Context) ([]byte, error)

	// Advance replaces previous (nil: none yet) by next, which is not empty. On nil next is durable: it is there
	// after a power cut. ErrMoved, and nothing done, if another than previous is held. After any other error next
	// may or may not be held: ask Latest.
	Advance(ctx context.Context, previous, next []byte) error
}

// Marks are the ordinals' high-water marks, kept with the witness: an ordinal leaves the house only after the mark is
// at or above it, so a server put back from a backup never grants it to someone else. Safe for concurrent use, by
// several processes too. Names are 1 to 64 of a-z, 0-9, "-", "/".
type Marks interface {
	// Raise makes the mark at least to; a lower value changes nothing. On nil it is durable. After an error it may
	// or may not be raised, which is safe: what was skipped is never granted.
	Raise(ctx context.Context, name string, to uint64) error

	// Mark returns the highest value raised to, 0 if never. ErrWitnessDamaged.
	Mark(ctx context.Context, name string) (uint64, error)
}
