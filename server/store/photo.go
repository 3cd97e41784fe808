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
	// WantedOriginals lists manifests of a log's photos whose original is asked for and not complete on that log, each once, rising.
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

// DerivativeState says how far the pictures of a photo are.
type DerivativeState string

// States.
const (
	DerivativeDue    DerivativeState = "due"    // a better copy has arrived than the pictures were made from
	DerivativeMade   DerivativeState = "made"   // View and Thumbnail are there
	DerivativeFailed DerivativeState = "failed" // the copy cannot be read; its bytes are kept
)

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
	Reason    string // stable word, when failed
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
