package ingest

import (
	"errors"
	"fmt"

	"zhucun/server/store"
	"zhucun/syncproto"
)

// link is where a new segment hangs in its log's chain.
type link struct {
	state    store.SegmentState
	forkedAt uint64 // first seq with two heads, 0 when it makes no fork
}

// link finds the place of a segment whose head is not stored yet.
func (s *step) link(log store.Log, segment syncproto.Segment) (link, error) {
	header := segment.Header
	rivals, err := s.tx.SegmentsIn(log.ID, header.First, header.Last())
	if err != nil {
		return link{}, err
	}
	l := link{state: store.SegmentGap}
	for _, rival := range rivals {
		l.state = store.SegmentBranch
		if from := max(rival.First, header.First); l.forkedAt == 0 || from < l.forkedAt {
			l.forkedAt = from
		}
	}
	if header.First == 1 {
		if l.state == store.SegmentGap && header.Previous == syncproto.Head(syncproto.HashOf(log.Genesis)) {
			l.state = store.SegmentJoined
		}
		return l, nil
	}
	before, err := s.tx.SegmentsIn(log.ID, header.First-1, header.First-1)
	if err != nil {
		return link{}, err
	}
	return l.after(header, before), nil
}

// after follows the predecessor: what hangs on a branch is of the branch, what hangs on a gap is a gap.
func (l link) after(header syncproto.Header, before []store.Segment) link {
	if l.state == store.SegmentBranch {
		return l
	}
	for _, previous := range before {
		if previous.Head == header.Previous && previous.First+uint64(previous.Count) == header.First {
			l.state = previous.State
		}
	}
	return l
}

// raiseFork freezes the log from the first seq with two heads on, and raises one incident a place.
func (s *step) raiseFork(log store.Log, l link) error {
	if l.forkedAt == 0 {
		return nil
	}
	if log.ForkedAt == 0 || l.forkedAt < log.ForkedAt {
		log.ForkedAt = l.forkedAt
		if err := s.tx.UpdateLog(log); err != nil {
			return err
		}
	}
	s.r.out.notice(syncproto.CodeFork, &log.ID, l.forkedAt)
	return s.raise("incident.fork", log, l.forkedAt)
}

// raise adds an incident, once for each kind, log and seq.
func (s *step) raise(kind string, log store.Log, seq uint64) error {
	id, err := newIncidentID(s.Random, s.now)
	if err != nil {
		return err
	}
	err = s.tx.AddIncident(store.Incident{ID: id, Kind: kind, Log: &log.ID, Seq: seq, Place: log.Village.String(), At: s.now,
		Detail: map[string]string{"ordinal": fmt.Sprint(log.Ordinal), "seq": fmt.Sprint(seq)}})
	if errors.Is(err, store.ErrExists) {
		return nil
	}
	return err
}

// closeGaps joins what had waited for this segment, and what had waited for that, and lets go what could not be verified before.
func (s *step) closeGaps(row store.Segment) error {
	if row.State == store.SegmentGap {
		return nil
	}
	for queue := []store.Segment{row}; len(queue) > 0; queue = queue[1:] {
		following, err := s.tx.SegmentsAfter(row.Log, queue[0].Head)
		if err != nil {
			return err
		}
		for _, next := range following {
			if next.State != store.SegmentGap {
				continue
			}
			next.State = queue[0].State
			if err := s.join(next); err != nil {
				return err
			}
			queue = append(queue, next)
		}
	}
	return s.releaseWaiting(row.Log)
}

// join judges a stored segment now that its chain is whole. Its signature was checked when it came, under the key for its place; a rotation in
// the segments that were missing would have shown as a signature that fails.
func (s *step) join(row store.Segment) error {
	segment, err := syncproto.ParseSegment(row.Payload)
	if err != nil {
		return fmt.Errorf("a stored segment of log %s: %w", row.Log, err)
	}
	key, err := s.tx.LogKeyAt(row.Log, row.First)
	if err != nil {
		return err
	}
	verified, err := segment.Verify(key)
	if errors.Is(err, syncproto.ErrBadSignature) {
		return s.disown(row)
	}
	if err != nil {
		return err
	}
	if err := s.tx.SetSegmentState(row.Head, row.State); err != nil {
		return err
	}
	_, err = s.judge(row, verified)
	return err
}

// disown keeps a segment out of the chain for ever: signed by a key that the log had already given up.
func (s *step) disown(row store.Segment) error {
	log, err := s.tx.Log(row.Log)
	if err != nil {
		return err
	}
	return s.raise("incident.old_key", log, row.First)
}
