package journal

import (
	"context"

	"zhucun/syncproto"
)

// Class of a blob gives the order of sending.
type Class uint8

// Classes.
const (
	ClassManifest  Class = 1
	ClassThumbnail Class = 2
	ClassView      Class = 3
	ClassOriginal  Class = 4
)

// File is one blob of a photo.
type File struct {
	Hash   syncproto.Hash
	Length uint64
}

// Photo is what a photo event names.
type Photo struct {
	Seq                                 uint64
	Manifest, Thumbnail, View, Original File
}

// AddPhoto keeps what a photo event names; the files are durable already.
func (w *Writer) AddPhoto(ctx context.Context, p Photo) error {
	files := []File{p.Manifest, p.Thumbnail, p.View, p.Original}
	for i, file := range files {
		_, err := exec(ctx, w.tx, "INSERT INTO blob (hash, class, length) VALUES (?, ?, ?) ON CONFLICT DO NOTHING", file.Hash[:], i+1, file.Length)
		if err != nil {
			return err
		}
	}
	_, err := exec(ctx, w.tx, "INSERT INTO photo (seq, manifest, thumbnail, view, original) VALUES (?, ?, ?, ?, ?)",
		p.Seq, p.Manifest.Hash[:], p.Thumbnail.Hash[:], p.View.Hash[:], p.Original.Hash[:])
	return err
}

// Blob is a file of a photo, and what the server said of it.
type Blob struct {
	File
	Class    Class
	Manifest syncproto.Hash
	First    uint64 // segment of the photo event
	Named    bool   // the server has that segment
	Begun    bool   // bytes were sent before
	Held     uint64 // what the server last said it holds
	Complete bool   // it said that it holds all, checked and durable
	Spoiled  int    // how often the server found other content
	Wanted   bool   // an original that was asked for
}

// Blobs lists what may have to be sent, by photo and class: all but what was refused or found spoiled three times. Originals that nobody asked
// for are among them, and complete ones, which a server that lost them asks for again.
func (r reader) Blobs(ctx context.Context) ([]Blob, error) {
	var blobs []Blob
	seen := map[syncproto.Hash]bool{}
	err := r.each(ctx, func(row scanner) error {
		var b Blob
		var hash, manifest []byte
		if err := row.Scan(&hash, &b.Length, &b.Class, &manifest, &b.First, &b.Named, &b.Begun, &b.Held, &b.Complete, &b.Spoiled, &b.Wanted); err != nil {
			return err
		}
		b.Hash, b.Manifest = syncproto.Hash(hash), syncproto.Hash(manifest)
		if !seen[b.Hash] {
			seen[b.Hash], blobs = true, append(blobs, b)
		}
		return nil
	}, `SELECT blob.hash, blob.length, blob.class, photo.manifest, event.segment, segment.acked OR segment.receipt IS NOT NULL, blob.begun, blob.held, blob.complete, blob.spoiled, blob.wanted
		FROM photo JOIN blob ON blob.hash IN (photo.manifest, photo.thumbnail, photo.view, photo.original)
		JOIN event ON event.seq = photo.seq JOIN segment ON segment.first = event.segment
		WHERE blob.refused = 0 AND blob.spoiled < ? ORDER BY photo.seq, blob.class`, MaxSpoiled)
	return blobs, err
}

// MaxSpoiled is how often the server may find other content before a blob is shown as damaged and no more sent.
const MaxSpoiled = 3

// Manifests lists the manifests of all photos, by event.
func (r reader) Manifests(ctx context.Context) ([]syncproto.Hash, error) {
	return r.photoHashes(ctx, "SELECT manifest FROM photo GROUP BY manifest ORDER BY min(seq)")
}

// Originals lists the originals of all photos, by event.
func (r reader) Originals(ctx context.Context) ([]syncproto.Hash, error) {
	return r.photoHashes(ctx, "SELECT original FROM photo GROUP BY original ORDER BY min(seq)")
}

func (r reader) photoHashes(ctx context.Context, query string) ([]syncproto.Hash, error) {
	var hashes []syncproto.Hash
	err := r.each(ctx, func(row scanner) error {
		var hash []byte
		if err := row.Scan(&hash); err != nil {
			return err
		}
		hashes = append(hashes, syncproto.Hash(hash))
		return nil
	}, query)
	return hashes, err
}
