package verify

import (
	"errors"
	"fmt"

	"zhucun/server/store"
	"zhucun/syncproto"
)

// clock gives the events of one segment their times (SPEC.md section 11): the interval from ledger times alone, the best time from the phone's
// elapsed clock, clamped. The phone's wall clock decides nothing.
type clock struct {
	lo, hi  int64
	started int64 // server clock at the phone's boot, 0 when not known
	elapsed uint64
}

// stamp moves the clock on by the gap and writes the times.
func (c *clock) stamp(row *store.Event, gap uint32) {
	c.elapsed += uint64(gap)
	row.Elapsed = c.elapsed
	row.Lo, row.Hi, row.Best = c.lo, c.hi, c.hi
	if c.started != 0 {
		row.Best = max(c.lo, min(c.hi, c.started+int64(c.elapsed)*1000))
	}
}

// notBefore is the newest of: the time of the checkpoint that the segment's anchor names, if the county gave it out; that of the segment before, which was
// written earlier; and when the log's one-time code was issued, for nobody could begin the log before. It is never after the receipt, whatever the county's
// clock has done since.
func (j Judge) notBefore(log store.Log, row store.Segment, header syncproto.Header) (int64, error) {
	code, err := j.Tx.Code(log.Code)
	if err != nil {
		return 0, fmt.Errorf("find the log's code: %w", err)
	}
	bound, err := j.bound(header)
	if err != nil {
		return 0, err
	}
	anchored, err := j.anchored(header.Anchor)
	if err != nil {
		return 0, err
	}
	return min(row.Received, max(code.Issued, bound, anchored)), nil
}

// bound is what the chain before the segment is bound to.
func (j Judge) bound(header syncproto.Header) (int64, error) {
	before, err := j.Tx.Segment(header.Previous)
	if errors.Is(err, store.ErrNotFound) {
		return 0, nil // the first
	}
	if err != nil {
		return 0, fmt.Errorf("find the segment before: %w", err)
	}
	return before.Lo, nil
}

func (j Judge) anchored(anchor *syncproto.Anchor) (int64, error) {
	if anchor == nil {
		return 0, nil
	}
	checkpoint, err := j.Tx.CheckpointOf(*anchor)
	if errors.Is(err, store.ErrNotFound) {
		return 0, nil
	}
	if err != nil {
		return 0, fmt.Errorf("find anchor: %w", err)
	}
	return checkpoint.Time, nil
}
