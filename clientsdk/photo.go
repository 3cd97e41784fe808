package clientsdk

import (
	"context"
	"fmt"

	"zhucun/clientsdk/capture"
	"zhucun/clientsdk/journal"
	"zhucun/syncproto"
)

// AddPhoto keeps a photo that shows an event of this phone: the original byte for byte, and a view and a thumbnail made from it. Errors: ErrNoEvent,
// ErrDiskFull, and those of package capture for what is no photo or too large; nothing is then kept.
func (p *Phone) AddPhoto(ctx context.Context, by syncproto.Actor, seq uint64, original []byte) (Written, error) {
	if _, err := p.journal.Event(ctx, seq); err != nil {
		return Written{}, err
	}
	photo, contents, err := prepare(original)
	if err != nil {
		return Written{}, err
	}
	if err := p.journal.Spool(contents...); err != nil {
		return Written{}, err
	}
	shows := func(w *journal.Writer, place journal.Place) (syncproto.Body, error) {
		ref, _, err := refTo(ctx, w, place, seq)
		return syncproto.Photo{Shows: ref, Manifest: photo.Manifest.Hash}, err
	}
	return p.recordAnd(ctx, by, shows, func(w *journal.Writer, written Written) error {
		photo.Seq = written.ID.Seq
		return w.AddPhoto(ctx, photo)
	})
}

// prepare makes the small copies and the manifest.
func prepare(original []byte) (journal.Photo, [][]byte, error) {
	shrunk, err := capture.Shrink(original)
	if err != nil {
		return journal.Photo{}, nil, fmt.Errorf("take the photo: %w", err)
	}
	whole := part(original, shrunk.Width, shrunk.Height)
	manifest, hash, err := syncproto.Manifest{Version: 1, Original: &whole, View: partOf(shrunk.View), Thumbnail: partOf(shrunk.Thumbnail)}.Encode()
	if err != nil {
		return journal.Photo{}, nil, fmt.Errorf("take the photo: %w", err)
	}
	contents := [][]byte{manifest, shrunk.Thumbnail.JPEG, shrunk.View.JPEG, original}
	photo := journal.Photo{Manifest: journal.File{Hash: hash, Length: uint64(len(manifest))}, Thumbnail: fileOf(contents[1]),
		View: fileOf(contents[2]), Original: fileOf(original)}
	return photo, contents, nil
}

func partOf(c capture.Copy) syncproto.Part { return part(c.JPEG, c.Width, c.Height) }

func part(data []byte, width, height int) syncproto.Part {
	return syncproto.Part{Hash: syncproto.HashOf(data), Length: uint64(len(data)), Width: uint32(width), Height: uint32(height)}
}

func fileOf(data []byte) journal.File {
	return journal.File{Hash: syncproto.HashOf(data), Length: uint64(len(data))}
}
