package sqlite

import (
	"math"

	"zhucun/server/store"
	"zhucun/syncproto"
)

const segmentColumns = `
	head,
	log,
	first,
	count,
	previous,
	payload,
	received,
	started,
	state,
	leaf`

func scanSegment(row scanner) (segment store.Segment, err error) {
	return segment, row.Scan(
		fixed(segment.Head[:]),
		fixed(segment.Log[:]),
		&segment.First,
		&segment.Count,
		fixed(segment.Previous[:]),
		&segment.Payload,
		&segment.Received,
		&segment.Started,
		&segment.State,
		&segment.Leaf,
	)
}

// AddSegment is store.Segments'.
func (t *tx) AddSegment(segment store.Segment) error {
	_, err := t.exec(`INSERT INTO segment (`+segmentColumns+`) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
		segment.Head[:],
		segment.Log[:],
		segment.First,
		segment.Count,
		segment.Previous[:],
		blob(segment.Payload),
		segment.Received,
		segment.Started,
		segment.State,
		segment.Leaf,
	)
	return err
}

// Segment is store.Segments'.
func (t *tx) Segment(head syncproto.Head) (store.Segment, error) {
	return one(t, scanSegment, `SELECT`+segmentColumns+` FROM segment WHERE head = ?`, head[:])
}

// SegmentsIn is store.Segments'. The index is entered where the longest segment that could reach from begins.
func (t *tx) SegmentsIn(log syncproto.LogID, from, to uint64) ([]store.Segment, error) {
	if from > to {
		return nil, nil
	}
	earliest := max(from, math.MaxUint8) - math.MaxUint8
	return all(t, scanSegment, `SELECT`+segmentColumns+`
		FROM segment
		WHERE log = ? AND first BETWEEN ? AND ? AND first > ? - count
		ORDER BY arrival`, log[:], earliest, to, from)
}

// SegmentsAfter is store.Segments'.
func (t *tx) SegmentsAfter(log syncproto.LogID, previous syncproto.Head) ([]store.Segment, error) {
	return all(t, scanSegment, `SELECT`+segmentColumns+` FROM segment WHERE log = ? AND previous = ? ORDER BY arrival`, log[:], previous[:])
}

// SetSegmentState is store.Segments'.
func (t *tx) SetSegmentState(head syncproto.Head, state store.SegmentState) error {
	return t.change(`UPDATE segment SET state = ? WHERE head = ?`, state, head[:])
}
