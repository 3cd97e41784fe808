package syncer

import (
	"zhucun/syncproto"
)

// State is what the phone knows when a run begins.
type State struct {
	County    syncproto.County
	Log       syncproto.LogID
	Signer    syncproto.Signer    // of the log; begins sessions
	Session   syncproto.SessionID // the next hello's
	Begun     bool                // the server has heard of the session
	Spare     syncproto.SessionID // random, never used: the next session, should this one be dead
	Clock     syncproto.Clock
	Enrolment syncproto.Enrolment
	CodeKey   *syncproto.CodeKey        // checks the grant; nil once granted
	Pins      *syncproto.Hash           // of the invitation, where it was scanned
	Document  *syncproto.CountyDocument // pinned by the grant; nil before
	Epoch     syncproto.Epoch           // newest life of the server known
	Segments  []Segment                 // sealed and to be sent, rising
	Blobs     []Blob                    // of all photos, but for those that are given up

	Unproven     bool // nobody has said yet which TLS key is the server's: only the enrolment goes, and its grant says it. Segments and Blobs are then empty
	AllOriginals bool // send also originals that nobody asked for
	Reached      bool // an earlier run of the same sync had a connection

	Attempts int     // exchanges in a row that may bring nothing before the run gives up; at least 1
	Chunk    uint64  // bytes of a patch; 0: all that is left of the blob
	Jitter   float64 // 0 to 1, random: the share of half the server's wait that is added to it
}

// Segment is a sealed segment to be sent.
type Segment struct {
	First   uint64
	Count   uint8
	Head    syncproto.Head
	Payload []byte
}

// Class of what is sent, in the order of sending.
type Class uint8

// Classes. Records are pushed, all else is patched.
const (
	Records Class = iota
	Manifests
	Thumbnails
	Views
	Originals
	classes
)

// Blob is a part of a photo.
type Blob struct {
	Hash     syncproto.Hash
	Class    Class
	Length   uint64
	Manifest syncproto.Hash
	First    uint64 // segment of its photo event
	Named    bool   // the server has that segment
	Begun    bool   // bytes left before; their answer may be lost
	Held     uint64 // what the server last said it holds
	Complete bool   // it said that it holds all; it may take that back
	Spoiled  int    // how often the server found other content
	Wanted   bool   // an original that was asked for
}

// MaxSpoiled is how often a blob may arrive with other content before it is no more sent.
const MaxSpoiled = 3

// Action is what to do next: a push, a patch, or, with neither, nothing more.
type Action struct {
	Push  []byte // body of a POST to /v1/sync
	Patch *Patch
	Tries int // exchanges in a row that brought nothing so far; the runner waits longer the more there were
}

// Over tells whether the run has ended.
func (a Action) Over() bool { return a.Push == nil && a.Patch == nil }

// Patch is Size bytes of a blob from Offset on. Size 0 asks how much the server holds.
type Patch struct {
	Session syncproto.SessionID
	Hash    syncproto.Hash
	Class   Class
	Offset  uint64
	Size    uint64
}

// Progress is bytes that the server holds of bytes to send, by class.
type Progress struct{ Held, Total [classes]uint64 }

// Outcome of a run.
type Outcome struct {
	Err      error // nil when all that could be sent was sent and answered
	Wait     int   // seconds before the next run
	Resend   bool  // the server was set back: read the state again and run once more
	Pushes   int
	Patches  int
	Failed   int // exchanges that were cut or refused
	Resumed  int // blobs that went on at an offset after a cut
	Receipts int
}
