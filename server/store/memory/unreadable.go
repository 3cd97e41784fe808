package memory

import (
	"math"
	"slices"

	"zhucun/server/store"
	"zhucun/syncproto"
)

// UnreadableBlobs is store.Unreadables'.
func (t *tx) UnreadableBlobs(log syncproto.LogID, times uint8, limit int) ([]syncproto.Hash, error) {
	var hashes []syncproto.Hash
	for _, b := range t.blobs.rows {
		if b.Log == log && b.Complete != 0 && b.Told < times && t.unreadable(b) {
			hashes = append(hashes, b.Hash)
		}
	}
	slices.SortFunc(hashes, compareHashes)
	hashes = slices.Compact(hashes)
	return hashes[:min(len(hashes), max(0, limit))], nil
}

func (t *tx) unreadable(b *store.NamedBlob) bool {
	if b.Role != store.BlobView && b.Role != store.BlobOriginal {
		return false
	}
	d, err := t.derivatives.get(b.Manifest)
	switch {
	case err != nil || d.Reason == "" || d.Reason == store.ReasonMissing:
		return false
	case d.State == store.DerivativeFailed:
		return true
	}
	return d.State == store.DerivativeMade && d.Source == store.BlobView && b.Role == store.BlobOriginal
}

// TellUnreadable is store.Unreadables'.
func (t *tx) TellUnreadable(log syncproto.LogID, hash syncproto.Hash) error {
	if err := t.blobs.write(); err != nil {
		return err
	}
	for _, b := range t.blobs.where(func(b *store.NamedBlob) bool { return b.Log == log && b.Hash == hash && b.Told < math.MaxUint8 }) {
		if err := t.blobs.change(nameOf(b), func(row *store.NamedBlob) { row.Told++ }); err != nil {
			return err
		}
	}
	return nil
}
