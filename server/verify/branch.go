package verify

import (
	"fmt"
	"slices"

	"zhucun/server/store"
	"zhucun/syncproto"
)

// eventAt finds what stands under an id. Of its own log an event means what stands before it, and of the two of a fork that of its own branch.
// store.ErrNotFound.
func (e *judged) eventAt(id syncproto.EventID) (store.Event, error) {
	if id.Log == e.log.ID && id.Seq >= e.row.ID.Seq {
		return store.Event{}, store.ErrNotFound
	}
	rows, err := e.Tx.EventsOfLog(id.Log, id.Seq, id.Seq)
	if err != nil {
		return store.Event{}, err
	}
	if len(rows) > 1 && id.Log == e.log.ID {
		leaf, err := e.leafAt(id.Seq)
		if err != nil {
			return store.Event{}, err
		}
		rows = slices.DeleteFunc(rows, func(row store.Event) bool { return row.Leaf != leaf })
	}
	if len(rows) == 0 {
		return store.Event{}, store.ErrNotFound
	}
	return rows[0], nil
}

// leafAt goes back along the chain to the segment that holds seq. Forks are rare, and what an event points at is near.
func (e *judged) leafAt(seq uint64) (syncproto.Leaf, error) {
	if seq >= e.header.First {
		return e.leaves[seq-e.header.First], nil
	}
	for head := e.header.Previous; ; {
		row, err := e.Tx.Segment(head)
		if err != nil {
			return syncproto.Leaf{}, fmt.Errorf("the chain before seq %d: %w", e.header.First, err)
		}
		if row.First <= seq {
			segment, err := syncproto.ParseSegment(row.Payload)
			if err != nil {
				return syncproto.Leaf{}, fmt.Errorf("a stored segment of log %s: %w", row.Log, err)
			}
			return segment.Leaves()[seq-row.First], nil
		}
		head = row.Previous
	}
}
