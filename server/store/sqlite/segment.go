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
	lo,
	key_after,
	started,
	state,
	leaf,
	verdict`

func scanSegment(row scanner) (segment store.Segment, err error) {
	return segment, row.Scan(
		fixed(segment.Head[:]),
		fixed(segment.Log[:]),
		&segment.First,
		&segment.Count,
		fixed(segment.Previous[:]),
		&segment.Payload,
		&segment.Received,
		&segment.Lo,
		fixed(segment.KeyAfter[:]),
		&segment.Started,
		&segment.State,
		&segment.Leaf,
		&segment.Verdict,
	)
}

// AddSegment is store.Segments'.
func (t *tx) AddSegment(segment store.Segment) error {
	_, err := t.exec(`INSERT INTO segment (`+segmentColumns+`) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
		segment.Head[:],
		segment.Log[:],
		segment.First,
		segment.Count,
		segment.Previous[:],
		blob(segment.Payload),
		segment.Received,
		segment.Lo,
		segment.KeyAfter[:],
		segment.Started,
		segment.State,
		segment.Leaf,
		segment.Verdict,
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

// JoinSegment is store.Segments'.
func (t *tx) JoinSegment(segment store.Segment) error {
	return t.change(`UPDATE segment SET state = ?, lo = ?, key_after = ?, verdict = ? WHERE head = ?`,
		segment.State, segment.Lo, segment.KeyAfter[:], segment.Verdict, segment.Head[:])
}
