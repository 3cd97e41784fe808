package ingest

import (
	"fmt"

	"zhucun/server/store"
	"zhucun/syncproto"
	"zhucun/syncproto/proof"
)

// closeGaps joins what had waited for this segment, and what had waited for that. When one of them rotated the log's key, what could not be verified
// before is looked at again.
func (s *step) closeGaps(log store.Log, row store.Segment) error {
	if row.State == store.SegmentGap {
		return nil
	}
	for queue := []store.Segment{row}; len(queue) > 0; queue = queue[1:] {
		following, err := s.tx.SegmentsAfter(row.Log, queue[0].Head)
		if err != nil {
			return err
		}
		for _, next := range following {
			if next.State != store.SegmentGap || next.First != queue[0].First+uint64(queue[0].Count) {
				continue
			}
			if err := s.join(log, next); err != nil {
				return err
			}
			queue = append(queue, next)
		}
	}
	if !s.rotated {
		return nil
	}
	s.rotated = false
	return s.releaseWaiting(row.Log)
}

// join judges a stored segment now that its chain is whole, and adds its verdict to the ledger as a second leaf: the first says that it stood behind a
// gap, and no leaf ever changes. Its signature held under a key of the log when it came. If a segment that was missing has given that key up, it was
// acknowledged all the same: it is judged as what an old key signed.
func (s *step) join(log store.Log, row store.Segment) error {
	segment, err := syncproto.ParseSegment(row.Payload)
	if err != nil {
		return fmt.Errorf("a stored segment of log %s: %w", row.Log, err)
	}
	at, err := chain{s.tx, log}.place(segment.Header, row.Head)
	if err != nil {
		return err
	}
	verified, err := segment.Verify(at.keys[0].Key)
	if err == nil {
		row.KeyAfter = at.keys[0].After
	} else {
		at.first = at.state != store.SegmentOldKey
		at.state = store.SegmentOldKey
		if verified, err = s.verifyAgain(row, segment); err != nil {
			return err
		}
	}
	row.State = at.state
	if err := s.raise(row, at.first); err != nil {
		return err
	}
	codes, err := s.judge(&row, verified)
	if err != nil {
		return err
	}
	if row.Verdict, err = s.recordAt(proof.KindSegment, proof.SegmentStatement(row.Log, row.Head, verdictOf(codes))); err != nil {
		return err
	}
	return s.tx.JoinSegment(row)
}

// verifyAgain checks the signature under the key that it came under.
func (s *step) verifyAgain(row store.Segment, segment syncproto.Segment) (syncproto.Verified, error) {
	key, err := s.tx.LogKeyAfter(row.Log, row.KeyAfter)
	if err != nil {
		return syncproto.Verified{}, err
	}
	return segment.Verify(key)
}
