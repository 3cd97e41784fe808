package storetest

import (
	"testing"

	"zhucun/server/store"
	"zhucun/syncproto"
)

func blobsAsked(t *testing.T, s store.Store) {
	update(t, s, func(tx store.Tx) {
		for _, b := range []store.NamedBlob{
			{Log: logID(1), Hash: hash(4), Role: store.BlobOriginal, Manifest: hash(1), Length: 9},
			{Log: logID(1), Hash: hash(9), Role: store.BlobView, Manifest: hash(2)},
			{Log: logID(1), Hash: hash(3), Role: store.BlobView, Manifest: hash(1)},
			{Log: logID(1), Hash: hash(3), Role: store.BlobThumbnail, Manifest: hash(7)},
			{Log: logID(1), Hash: hash(3), Role: store.BlobThumbnail, Manifest: hash(5)},
			{Log: logID(1), Hash: hash(1), Role: store.BlobManifest, Manifest: hash(1)},
			{Log: logID(2), Hash: hash(3), Role: store.BlobView, Manifest: hash(1), Complete: 5},
			{Log: logID(1), Hash: hash(8), Role: store.BlobThumbnail, Manifest: hash(1)},
		} {
			must(t, "name", tx.NameBlob(b))
		}
		must(t, "name again", tx.NameBlob(store.NamedBlob{Log: logID(1), Hash: hash(4), Role: store.BlobOriginal, Manifest: hash(1), Length: 7}))
		must(t, "complete", tx.CompleteBlob(hash(8), 77))
	})
	view(t, s, func(tx store.Tx) {
		name := func(b store.NamedBlob) [3]byte { return [3]byte{b.Hash[0], byte(b.Role.Order()), b.Manifest[0]} }
		blobs, err := tx.IncompleteBlobs(logID(1), 10)
		lists(t, "incomplete", blobs, err, name, [3]byte{1, 1, 1}, [3]byte{3, 2, 5}, [3]byte{9, 3, 2})
		blobs, err = tx.IncompleteBlobs(logID(1), 1)
		lists(t, "at most one", blobs, err, name, [3]byte{1, 1, 1})
		blobs, err = tx.BlobsOf(hash(1))
		lists(t, "of the manifest", blobs, err, func(b store.NamedBlob) [3]int64 { return [3]int64{int64(b.Hash[0]), int64(b.Log[0]), b.Complete} },
			[3]int64{1, 1, 0}, [3]int64{8, 1, 77}, [3]int64{3, 2, 5}, [3]int64{4, 1, 0})
		same(t, "named first", blobs[3].Length, 9)
		blob, err := tx.NamedBlob(logID(1), hash(3))
		lists(t, "by hash", []store.NamedBlob{blob}, err, name, [3]byte{3, 2, 5})
	})
}

func originalsWanted(t *testing.T, s store.Store) {
	update(t, s, func(tx store.Tx) {
		for _, p := range []store.Photo{
			{ID: eventID(1, 300), Shows: eventID(1, 1), Manifest: hash(2)}, {ID: eventID(1, 5), Shows: eventID(1, 1), Manifest: hash(1)},
			{ID: eventID(2, 5), Shows: eventID(1, 1), Manifest: hash(1)}, {ID: eventID(1, 8), Shows: eventID(1, 2), Manifest: hash(1)},
		} {
			must(t, "add", tx.AddPhoto(p))
			original := store.NamedBlob{Log: p.ID.Log, Hash: hash(p.Manifest[0] + 10), Role: store.BlobOriginal, Manifest: p.Manifest}
			must(t, "name", tx.NameBlob(original))
		}
		must(t, "want", tx.WantOriginal(hash(1)))
	})
	asked := func(tx store.Tx, log byte, want ...byte) {
		t.Helper()
		wanted, err := tx.WantedOriginals(logID(log))
		lists(t, "wanted", wanted, err, func(h syncproto.Hash) byte { return h[0] }, want...)
		blobs, err := tx.IncompleteBlobs(logID(log), 10)
		lists(t, "incomplete", blobs, err, func(b store.NamedBlob) byte { return b.Manifest[0] }, want...)
	}
	update(t, s, func(tx store.Tx) {
		name := func(p store.Photo) uint64 { return p.ID.Seq }
		photos, err := tx.PhotosOf(eventID(1, 1))
		lists(t, "photos of the event", photos, err, name, 5, 300, 5)
		photos, err = tx.PhotosWith(hash(1))
		lists(t, "photos with the manifest", photos, err, name, 5, 8, 5)
		asked(tx, 1, 1)
		asked(tx, 2, 1)
		must(t, "want", tx.WantOriginal(hash(2)))
		asked(tx, 1, 1, 2)
		must(t, "complete", tx.CompleteBlob(hash(11), 5))
		asked(tx, 1, 2)
		asked(tx, 2)
		must(t, "add a photo whose manifest names no original", tx.AddPhoto(store.Photo{ID: eventID(2, 9), Manifest: hash(3), Wanted: true}))
		asked(tx, 2)
	})
}

func unreadableTold(t *testing.T, s store.Store) {
	copies := func(tx store.Tx, manifest byte, d store.Derivative) {
		for _, b := range []store.NamedBlob{
			{Log: logID(1), Hash: hash(manifest), Role: store.BlobManifest, Complete: 1}, {Log: logID(1), Hash: hash(manifest + 1), Role: store.BlobThumbnail, Complete: 1},
			{Log: logID(1), Hash: hash(manifest + 2), Role: store.BlobView, Complete: 1}, {Log: logID(1), Hash: hash(manifest + 3), Role: store.BlobOriginal, Complete: 1},
			{Log: logID(2), Hash: hash(manifest + 2), Role: store.BlobView, Complete: 1}, {Log: logID(2), Hash: hash(manifest + 3), Role: store.BlobOriginal},
		} {
			b.Manifest, d.Manifest = hash(manifest), hash(manifest)
			must(t, "name", tx.NameBlob(b))
		}
		must(t, "put", tx.PutDerivative(d))
	}
	update(t, s, func(tx store.Tx) {
		copies(tx, 10, store.Derivative{State: store.DerivativeFailed, Reason: "damaged"})
		copies(tx, 20, store.Derivative{State: store.DerivativeMade, Source: store.BlobView, Reason: "damaged"})
		copies(tx, 30, store.Derivative{State: store.DerivativeMade, Source: store.BlobOriginal})
		copies(tx, 40, store.Derivative{State: store.DerivativeFailed, Reason: store.ReasonMissing})
		copies(tx, 50, store.Derivative{State: store.DerivativeDue, Reason: "damaged"})
	})
	told := func(tx store.Tx, log, times byte, limit int, want ...byte) {
		t.Helper()
		hashes, err := tx.UnreadableBlobs(logID(log), times, limit)
		lists(t, "unreadable", hashes, err, func(h syncproto.Hash) byte { return h[0] }, want...)
	}
	update(t, s, func(tx store.Tx) {
		told(tx, 1, 1, 10, 12, 13, 23)
		told(tx, 2, 1, 10, 12)
		told(tx, 3, 1, 10)
		told(tx, 1, 1, 2, 12, 13)
		told(tx, 1, 0, 10)
		must(t, "tell", tx.TellUnreadable(logID(1), hash(12)))
		told(tx, 1, 1, 10, 13, 23)
		told(tx, 1, 2, 10, 12, 13, 23)
		told(tx, 2, 1, 10, 12)
		for range 300 {
			must(t, "tell again", tx.TellUnreadable(logID(2), hash(12)))
		}
		told(tx, 2, 255, 10)
	})
}
