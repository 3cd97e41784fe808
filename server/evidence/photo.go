package evidence

import (
	"cmp"
	"errors"

	"zhucun/server/store"
	"zhucun/syncproto"
)

func (l *loader) addPhotos() error {
	photos, err := l.tx.PhotosOf(l.visit.ID)
	if err != nil {
		return err
	}
	for _, photo := range photos {
		if err := l.addPhoto(photo); err != nil {
			return err
		}
	}
	return nil
}

func (l *loader) addPhoto(photo store.Photo) error {
	row, err := l.photoEvent(photo.ID)
	if err != nil {
		return err
	}
	p := Photo{Manifest: photo.Manifest.String(), Wanted: photo.Wanted, Parts: []Part{}}
	if p.Statement, _, err = l.read(row); err != nil {
		return err
	}
	blobs, err := l.tx.BlobsOf(photo.Manifest)
	if err != nil {
		return err
	}
	for _, b := range blobs {
		p.Parts = append(p.Parts, Part{Role: string(b.Role), Hash: b.Hash.String(), Length: b.Length, Complete: b.Complete})
	}
	if p.Pictures, err = l.pictures(photo.Manifest); err != nil {
		return err
	}
	l.record.Photos = append(l.record.Photos, p)
	return nil
}

// photoEvent passes over what else a fork may have put under the id.
func (l *loader) photoEvent(id syncproto.EventID) (store.Event, error) {
	rows, err := l.tx.EventsOfLog(id.Log, id.Seq, id.Seq)
	for _, row := range rows {
		if row.Kind == syncproto.KindPhoto {
			return row, nil
		}
	}
	return store.Event{}, cmp.Or(err, store.ErrNotFound)
}

func (l *loader) pictures(manifest syncproto.Hash) (Pictures, error) {
	d, err := l.tx.Derivative(manifest)
	if errors.Is(err, store.ErrNotFound) {
		return Pictures{State: "none"}, nil
	}
	return Pictures{State: string(d.State), Source: string(d.Source), From: hashWord(d.From), View: hashWord(d.View),
		Thumbnail: hashWord(d.Thumbnail), Width: d.Width, Height: d.Height, Reason: d.Reason, Unlike: d.Unlike}, err
}
