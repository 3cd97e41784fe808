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

// SetSegmentState is store.Segments'.
func (t *tx) SetSegmentState(head syncproto.Head, state store.SegmentState) error {
	return t.segments.change(head, func(row *store.Segment) { row.State = state })
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
func (t *tx) CountWaiting(log syncproto.LogID, carrier string) (ofLog, ofCarrier int, err error) {
	ofLog = len(t.waiting.where(func(w *store.Waiting) bool { return w.Log == log }))
	ofCarrier = len(t.waiting.where(func(w *store.Waiting) bool { return w.Carrier == carrier }))
	return ofLog, ofCarrier, nil
}

// DropWaiting is store.Quarantine's.
func (t *tx) DropWaiting(hash syncproto.Hash) error { return t.waiting.remove(hash) }
