package memory

import (
	"bytes"
	"slices"

	"zhucun/server/store"
	"zhucun/syncproto"
)

// AddPhoto is store.Photos'.
func (t *tx) AddPhoto(photo store.Photo) error { return t.photos.add(photo.ID, photo) }

// PhotosOf is store.Photos'.
func (t *tx) PhotosOf(shows syncproto.EventID) ([]store.Photo, error) {
	return t.photosWhere(func(p *store.Photo) bool { return p.Shows == shows }), nil
}

// PhotosWith is store.Photos'.
func (t *tx) PhotosWith(manifest syncproto.Hash) ([]store.Photo, error) {
	return t.photosWhere(func(p *store.Photo) bool { return p.Manifest == manifest }), nil
}

func (t *tx) photosWhere(match func(p *store.Photo) bool) []store.Photo {
	found := t.photos.where(match)
	slices.SortFunc(found, func(a, b *store.Photo) int { return compareIDs(a.ID, b.ID) })
	return list(found, same)
}

// WantOriginal is store.Photos'.
func (t *tx) WantOriginal(manifest syncproto.Hash) error {
	if err := t.photos.write(); err != nil {
		return err
	}
	for _, p := range t.photos.where(func(p *store.Photo) bool { return p.Manifest == manifest }) {
		if err := t.photos.change(p.ID, func(row *store.Photo) { row.Wanted = true }); err != nil {
			return err
		}
	}
	return nil
}

// WantedOriginals is store.Photos'.
func (t *tx) WantedOriginals(log syncproto.LogID) ([]syncproto.Hash, error) {
	var wanted []syncproto.Hash
	for _, p := range t.photos.rows {
		if p.ID.Log == log && p.Wanted && t.originalAwaited(log, p.Manifest) {
			wanted = append(wanted, p.Manifest)
		}
	}
	slices.SortFunc(wanted, compareHashes)
	return slices.Compact(wanted), nil
}

func (t *tx) originalAwaited(log syncproto.LogID, manifest syncproto.Hash) bool {
	return len(t.blobs.where(func(b *store.NamedBlob) bool {
		return b.Log == log && b.Manifest == manifest && b.Role == store.BlobOriginal && b.Complete == 0
	})) > 0
}

func compareHashes(a, b syncproto.Hash) int { return bytes.Compare(a[:], b[:]) }

// PutDerivative is store.Derivatives'. The row goes to the end: that is its place in the work list.
func (t *tx) PutDerivative(derivative store.Derivative) error {
	if err := t.derivatives.remove(derivative.Manifest); err != nil {
		return err
	}
	return t.derivatives.add(derivative.Manifest, derivative)
}

// Derivative is store.Derivatives'.
func (t *tx) Derivative(manifest syncproto.Hash) (store.Derivative, error) {
	derivative, err := t.derivatives.get(manifest)
	return out(derivative, err, same)
}

// DueDerivatives is store.Derivatives'.
func (t *tx) DueDerivatives(limit int) ([]store.Derivative, error) {
	due := t.derivatives.where(func(d *store.Derivative) bool { return d.State == store.DerivativeDue })
	return list(atMost(due, limit), same), nil
}
