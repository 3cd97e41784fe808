package store

import "zhucun/syncproto"

// SegmentState is where a segment stands in its log's chain.
type SegmentState string

// States.
const (
	SegmentJoined SegmentState = "joined" // its predecessor is here and joined
	SegmentGap    SegmentState = "gap"    // its predecessor is missing: its events are not judged yet
	SegmentBranch SegmentState = "branch" // it covers a seq that another head took first, or follows such a one
	SegmentOldKey SegmentState = "oldkey" // it is signed by a key that the log had given up when it came, or follows such a one
)

// Segment is a verified segment as it came, with what was decided about it.
type Segment struct {
	Head     syncproto.Head
	Log      syncproto.LogID
	First    uint64
	Count    uint8
	Previous syncproto.Head
	Payload  []byte         // the frame's payload, byte for byte
	Received int64          // ledger time
	Lo       int64          // written not before: the newest time that its chain up to here is bound to; 0 while it stands behind a gap
	KeyAfter syncproto.Head // names the key that signed it: LogKey.After
	Started  int64          // server clock at the start of the phone's machine, by the hello it came with; 0 when that was of another boot
	State    SegmentState
	Leaf     uint64 // index in the ledger; its receipt is made again from this row
	Verdict  uint64 // index of the leaf with the verdict on its events: Leaf, or a later one when it came after a gap that has closed since
}

// Segments are every segment ever acknowledged.
type Segments interface {
	// AddSegment adds one; ErrExists when the head is there: the database's constraint makes a push idempotent.
	AddSegment(segment Segment) error
	// Segment finds one by head; ErrNotFound.
	Segment(head syncproto.Head) (Segment, error)
	// SegmentsIn lists those of a log that cover any seq in [from, to], in order of arrival: two that overlap are a fork.
	SegmentsIn(log syncproto.LogID, from, to uint64) ([]Segment, error)
	// SegmentsAfter lists those of a log that name previous as their predecessor, in order of arrival.
	SegmentsAfter(log syncproto.LogID, previous syncproto.Head) ([]Segment, error)
	// JoinSegment changes State, Lo, KeyAfter and Verdict of the one with the same Head, nothing else; ErrNotFound.
	JoinSegment(segment Segment) error
}

// Waiting is a segment that cannot be verified: nobody enrolled its log, the log was revoked, or a missing segment may have changed the key.
type Waiting struct {
	Hash     syncproto.Hash // of Payload
	Log      syncproto.LogID
	Carrier  string // whom the space is charged to
	Payload  []byte
	Received int64
	Reason   syncproto.Code
}

// Quarantine keeps a bounded number of segments until their log is known.
type Quarantine interface {
	// AddWaiting adds one; ErrExists when the same bytes are there.
	AddWaiting(waiting Waiting) error
	// WaitingOf lists those of a log, by Received, then the one added first.
	WaitingOf(log syncproto.LogID) ([]Waiting, error)
	// CountWaiting counts what a carrier brought of a log, and what it brought of all.
	CountWaiting(log syncproto.LogID, carrier string) (ofLog, ofAll int, err error)
	// DropWaiting removes one that has been taken in; nil when it is gone.
	DropWaiting(hash syncproto.Hash) error
	// ExpireWaiting removes what was received before a time, and tells how many.
	ExpireWaiting(before int64) (expired int, err error)
}
