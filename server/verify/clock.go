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

// notBefore is the time of the checkpoint that an anchor names. Without one, or when the county never gave it out, it is when the log's one-time
// code was issued: nobody could begin the log before.
func (j Judge) notBefore(log store.Log, anchor *syncproto.Anchor) (int64, error) {
	code, err := j.Tx.Code(log.Code)
	if err != nil {
		return 0, fmt.Errorf("find the log's code: %w", err)
	}
	if anchor == nil {
		return code.Issued, nil
	}
	checkpoint, err := j.Tx.CheckpointOf(*anchor)
	if errors.Is(err, store.ErrNotFound) {
		return code.Issued, nil
	}
	if err != nil {
		return 0, fmt.Errorf("find anchor: %w", err)
	}
	return max(checkpoint.Time, code.Issued), nil
}
