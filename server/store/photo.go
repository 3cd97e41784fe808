package store

import "zhucun/syncproto"

// Photo is a photo event: which event it shows and which manifest names its bytes.
type Photo struct {
	ID       syncproto.EventID
	Shows    syncproto.EventID
	Manifest syncproto.Hash
	Wanted   bool // its original is asked for
}

// Photos are all photo events.
type Photos interface {
	// AddPhoto adds one; ErrExists.
	AddPhoto(photo Photo) error
	// PhotosOf lists those that show an event, rising by id.
	PhotosOf(shows syncproto.EventID) ([]Photo, error)
	// PhotosWith lists those that name a manifest, rising by id: the same bytes may be claimed more than once.
	PhotosWith(manifest syncproto.Hash) ([]Photo, error)
	// WantOriginal sets Wanted on every photo event of a manifest.
	WantOriginal(manifest syncproto.Hash) error
	// WantedOriginals lists manifests of a log's photos whose original is asked for, named by that log and not complete there, each once, rising.
	WantedOriginals(log syncproto.LogID) ([]syncproto.Hash, error)
}

// BlobRole says what a named blob is.
type BlobRole string

// Roles, in the order of sending.
const (
	BlobManifest  BlobRole = "manifest"
	BlobThumbnail BlobRole = "thumbnail"
	BlobView      BlobRole = "view"
	BlobOriginal  BlobRole = "original"
)

// Order is the role's place in the order of sending, from 1; 0 for a word that is no role.
func (r BlobRole) Order() int {
	switch r {
	case BlobManifest:
		return 1
	case BlobThumbnail:
		return 2
	case BlobView:
		return 3
	case BlobOriginal:
		return 4
	}
	return 0
}

// NamedBlob is a blob that an ingested event of a log, or its manifest, names: only such bytes are taken.
type NamedBlob struct {
	Log      syncproto.LogID
	Hash     syncproto.Hash
	Length   uint64 // 0: unknown yet (a manifest), then at most MaxManifest
	Role     BlobRole
	Manifest syncproto.Hash
	Complete int64 // when its bytes were complete, checked and durable; 0: not yet
	Told     uint8 // how often the log was told that no picture could be made of it
}

// NamedBlobs decide which bytes are taken from whom.
type NamedBlobs interface {
	// NameBlob adds one; nil when its log, hash, role and manifest are there. Several manifests may name the same bytes.
	NameBlob(blob NamedBlob) error
	// NamedBlob finds one by log and hash, the first in the order of sending, then by manifest; ErrNotFound.
	NamedBlob(log syncproto.LogID, hash syncproto.Hash) (NamedBlob, error)
	// CompleteBlob sets Complete for a hash on every log that names it.
	CompleteBlob(hash syncproto.Hash, at int64) error
	// IncompleteBlobs lists a log's, each hash once, by role in the order of sending, then by hash, at most limit. Originals are left out unless
	// a photo event of the log is Wanted.
	IncompleteBlobs(log syncproto.LogID, limit int) ([]NamedBlob, error)
	// BlobsOf lists the blobs of a manifest on any log, by role in the order of sending, then by hash, one a role and hash: a complete one
	// before others, then the one named first.
	BlobsOf(manifest syncproto.Hash) ([]NamedBlob, error)
}

// Unreadables are what phones sent and no picture could be made of. The bytes are kept; who sent them has to hear of it.
type Unreadables interface {
	// UnreadableBlobs lists a log's complete views and originals that could not be read and of which the log was told fewer than times, each hash once,
	// rising, at most limit. They are all copies of a photo in state failed, and the original of one whose pictures were made from its view; none
	// whose Reason is [ReasonMissing].
	UnreadableBlobs(log syncproto.LogID, times uint8, limit int) ([]syncproto.Hash, error)
	// TellUnreadable adds one to Told of every blob of that log with the hash, but not past 255.
	TellUnreadable(log syncproto.LogID, hash syncproto.Hash) error
}

// DerivativeState says how far the pictures of a photo are.
type DerivativeState string

// States.
const (
	DerivativeDue    DerivativeState = "due"    // a better copy has arrived than the pictures were made from
	DerivativeMade   DerivativeState = "made"   // View and Thumbnail are there
	DerivativeFailed DerivativeState = "failed" // the copy cannot be read; its bytes are kept
)

// ReasonMissing: the rows say that a copy is complete, and its bytes are not there. The phone is not at fault.
const ReasonMissing = "missing"

// Derivative is the county's own pictures of a photo: 1280 and 320 px, upright, without metadata.
type Derivative struct {
	Manifest  syncproto.Hash
	State     DerivativeState
	Source    BlobRole       // the copy to make it from, or it was made from
	From      syncproto.Hash // that copy's hash
	View      syncproto.Hash // 1280 px
	Thumbnail syncproto.Hash // 320 px
	Width     uint32         // of View
	Height    uint32
	Made      int64
	Reason    string // stable word for why a copy could not be read: all of them when failed, the original when made from the view
	Unlike    bool   // the phone's view does not look like its original: to be looked at
}

// Derivatives are the work list and the result of the evidence stage.
type Derivatives interface {
	// PutDerivative writes the row of a manifest.
	PutDerivative(derivative Derivative) error
	// Derivative finds one; ErrNotFound.
	Derivative(manifest syncproto.Hash) (Derivative, error)
	// DueDerivatives lists those in state due, the one written longest ago first, at most limit.
	DueDerivatives(limit int) ([]Derivative, error)
}
