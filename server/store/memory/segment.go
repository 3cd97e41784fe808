package memory

import (
	"cmp"
	"slices"

	"zhucun/server/store"
	"zhucun/syncproto"
)

// AddSegment is store.Segments'.
func (t *tx) AddSegment(segment store.Segment) error {
	return t.segments.add(segment.Head, copySegment(segment))
}

// Segment is store.Segments'.
func (t *tx) Segment(head syncproto.Head) (store.Segment, error) {
	segment, err := t.segments.get(head)
	return out(segment, err, copySegment)
}

// SegmentsIn is store.Segments'.
func (t *tx) SegmentsIn(log syncproto.LogID, from, to uint64) ([]store.Segment, error) {
	return list(t.segments.where(func(s *store.Segment) bool {
		return s.Log == log && from <= to && s.First <= to && s.First+uint64(s.Count) > from
	}), copySegment), nil
}

// SegmentsAfter is store.Segments'.
func (t *tx) SegmentsAfter(log syncproto.LogID, previous syncproto.Head) ([]store.Segment, error) {
	return list(t.segments.where(func(s *store.Segment) bool { return s.Log == log && s.Previous == previous }), copySegment), nil
}

// JoinSegment is store.Segments'.
func (t *tx) JoinSegment(segment store.Segment) error {
	return t.segments.change(segment.Head, func(row *store.Segment) {
		row.State, row.Lo, row.KeyAfter, row.Verdict = segment.State, segment.Lo, segment.KeyAfter, segment.Verdict
	})
}

// AddWaiting is store.Quarantine's.
func (t *tx) AddWaiting(waiting store.Waiting) error {
	return t.waiting.add(waiting.Hash, copyWaiting(waiting))
}

// WaitingOf is store.Quarantine's.
func (t *tx) WaitingOf(log syncproto.LogID) ([]store.Waiting, error) {
	found := t.waiting.where(func(w *store.Waiting) bool { return w.Log == log })
	slices.SortStableFunc(found, func(a, b *store.Waiting) int { return cmp.Compare(a.Received, b.Received) })
	return list(found, copyWaiting), nil
}

// CountWaiting is store.Quarantine's.
func (t *tx) CountWaiting(log syncproto.LogID, carrier string) (ofLog, ofAll int, err error) {
	brought := t.waiting.where(func(w *store.Waiting) bool { return w.Carrier == carrier })
	for _, w := range brought {
		if w.Log == log {
			ofLog++
		}
	}
	return ofLog, len(brought), nil
}

// DropWaiting is store.Quarantine's.
func (t *tx) DropWaiting(hash syncproto.Hash) error { return t.waiting.remove(hash) }

// ExpireWaiting is store.Quarantine's.
func (t *tx) ExpireWaiting(before int64) (expired int, err error) {
	for _, w := range t.waiting.where(func(w *store.Waiting) bool { return w.Received < before }) {
		if err := t.waiting.remove(w.Hash); err != nil {
			return expired, err
		}
		expired++
	}
	return expired, nil
}
