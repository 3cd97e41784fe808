package syncer

import "zhucun/syncproto"

// Change is one thing learned from the server that the phone must keep, durably, before it goes on reading.
type Change interface{ change() }

// The changes.
type (
	// Granted: the county answered the enrolment and proved by the one-time code who it is.
	Granted struct {
		Ordinal  uint32
		Bytes    []byte // the county document's
		Document syncproto.CountyDocument
	}
	// Session that the next hello names; Begun when the server has heard of it.
	Session struct {
		ID    syncproto.SessionID
		Begun bool
	}
	// Acked: the server holds the segment. Not yet a delivery.
	Acked struct{ First uint64 }
	// Delivered: a checked receipt for a segment of this phone.
	Delivered struct {
		First   uint64
		Receipt []byte
	}
	// NewEpoch of the server, by a checked receipt.
	NewEpoch struct{ Epoch syncproto.Epoch }
	// Again: the server lost what comes after a seq.
	Again struct{ After uint64 }
	// Refused: what the server says of one event.
	Refused struct {
		Seq  uint64
		Code syncproto.Code
	}
	// Stopped: the server cannot read the segment.
	Stopped struct{ First uint64 }
	// Noticed: what the server says of the install.
	Noticed struct{ Code syncproto.Code }
	// Anchored: the newest anchor, and the server's clock in milliseconds.
	Anchored struct {
		Anchor syncproto.Anchor
		Clock  uint64
	}
	// Begun: bytes of a blob are about to leave.
	Begun struct{ Hash syncproto.Hash }
	// Held: how much of a blob the server holds.
	Held struct {
		Hash     syncproto.Hash
		Held     uint64
		Complete bool
	}
	// Wanted: an original is asked for, by its own hash or its manifest's.
	Wanted struct{ Hash syncproto.Hash }
	// BlobRefused: the server does not take the blob.
	BlobRefused struct {
		Hash syncproto.Hash
		Code syncproto.Code
	}
	// Unreadable: the server holds a blob, named by its own hash or its manifest's, and can make no picture of it.
	Unreadable struct{ Hash syncproto.Hash }
	// Spoiled: the server found other content under the blob's hash.
	Spoiled struct{ Hash syncproto.Hash }
)

func (Granted) change()     {}
func (Session) change()     {}
func (Acked) change()       {}
func (Delivered) change()   {}
func (NewEpoch) change()    {}
func (Again) change()       {}
func (Refused) change()     {}
func (Stopped) change()     {}
func (Noticed) change()     {}
func (Anchored) change()    {}
func (Begun) change()       {}
func (Held) change()        {}
func (Wanted) change()      {}
func (BlobRefused) change() {}
func (Unreadable) change()  {}
func (Spoiled) change()     {}
