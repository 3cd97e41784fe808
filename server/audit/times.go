package audit

import "math"

// times says, for rising places in the ledger, between which signed checkpoints a leaf was made.
type times struct {
	signed []signed // rising by size
	next   int      // the first that covers the place
	lower  int64
}

// of gives the times between which the leaf at a place was made: of the newest checkpoint without it and the first with it.
func (t *times) of(index uint64) (lower, upper int64) {
	for t.next < len(t.signed) && uint64(t.signed[t.next].Size) <= index {
		t.lower = max(t.lower, t.signed[t.next].Time)
		t.next++
	}
	if t.next == len(t.signed) {
		return t.lower, math.MaxInt64
	}
	return t.lower, t.signed[t.next].Time
}
