package memory

import (
	"cmp"
	"errors"
	"slices"

	"zhucun/server/store"
	"zhucun/syncproto"
)

func nameOf(b *store.NamedBlob) named { return named{b.Log, b.Hash, b.Manifest, b.Role} }

// NameBlob is store.NamedBlobs'.
func (t *tx) NameBlob(blob store.NamedBlob) error {
	if err := t.blobs.add(nameOf(&blob), blob); !errors.Is(err, store.ErrExists) {
		return err
	}
	return nil
}

// NamedBlob is store.NamedBlobs'.
func (t *tx) NamedBlob(log syncproto.LogID, hash syncproto.Hash) (store.NamedBlob, error) {
	found := t.blobs.where(func(b *store.NamedBlob) bool { return b.Log == log && b.Hash == hash })
	slices.SortStableFunc(found, compareSending)
	blob, err := first(found)
	return out(blob, err, same)
}

func compareSending(a, b *store.NamedBlob) int {
	return cmp.Or(cmp.Compare(a.Role.Order(), b.Role.Order()), compareHashes(a.Hash, b.Hash), compareHashes(a.Manifest, b.Manifest))
}

// CompleteBlob is store.NamedBlobs'.
func (t *tx) CompleteBlob(hash syncproto.Hash, at int64) error {
	if err := t.blobs.write(); err != nil {
		return err
	}
	for _, b := range t.blobs.where(func(b *store.NamedBlob) bool { return b.Hash == hash }) {
		if err := t.blobs.change(nameOf(b), func(row *store.NamedBlob) { row.Complete = at }); err != nil {
			return err
		}
	}
	return nil
}

// IncompleteBlobs is store.NamedBlobs'.
func (t *tx) IncompleteBlobs(log syncproto.LogID, limit int) ([]store.NamedBlob, error) {
	found := t.blobs.where(func(b *store.NamedBlob) bool {
		return b.Log == log && b.Complete == 0 && (b.Role != store.BlobOriginal || t.wants(log, b.Manifest))
	})
	slices.SortStableFunc(found, compareSending)
	asked := map[syncproto.Hash]bool{}
	found = slices.DeleteFunc(found, func(b *store.NamedBlob) bool {
		again := asked[b.Hash]
		asked[b.Hash] = true
		return again
	})
	return list(atMost(found, limit), same), nil
}

func (t *tx) wants(log syncproto.LogID, manifest syncproto.Hash) bool {
	return len(t.photos.where(func(p *store.Photo) bool { return p.ID.Log == log && p.Manifest == manifest && p.Wanted })) > 0
}

// BlobsOf is store.NamedBlobs'.
func (t *tx) BlobsOf(manifest syncproto.Hash) ([]store.NamedBlob, error) {
	found := t.blobs.where(func(b *store.NamedBlob) bool { return b.Manifest == manifest })
	slices.SortStableFunc(found, func(a, b *store.NamedBlob) int {
		return cmp.Or(compareSending(a, b), completeFirst(a, b))
	})
	found = slices.CompactFunc(found, func(a, b *store.NamedBlob) bool { return a.Role == b.Role && a.Hash == b.Hash })
	return list(found, same), nil
}

func completeFirst(a, b *store.NamedBlob) int {
	switch {
	case a.Complete != 0 && b.Complete == 0:
		return -1
	case a.Complete == 0 && b.Complete != 0:
		return 1
	}
	return 0
}
