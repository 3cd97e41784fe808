package evidence

import (
	"errors"
	"slices"

	"zhucun/server/store"
	"zhucun/syncproto"
)

func (l *loader) addPhotos() error {
	photos, err := l.tx.PhotosOf(l.visit.ID)
	if err != nil {
		return err
	}
	rows, err := l.tx.EventsAbout(l.visit.ID)
	if err != nil {
		return err
	}
	events := map[syncproto.EventID]store.Event{}
	for _, row := range slices.Backward(ofKind(rows, syncproto.KindPhoto)) {
		events[row.ID] = row // of a fork's, the first
	}
	var candidates []store.Event
	manifests := map[syncproto.EventID]store.Photo{}
	for _, photo := range photos {
		candidates, manifests[photo.ID] = append(candidates, events[photo.ID]), photo
	}
	chosen, err := l.choose(candidates, none)
	if err != nil {
		return err
	}
	for _, row := range chosen {
		if err := l.addPhoto(manifests[row.ID], row); err != nil {
			return err
		}
	}
	return nil
}

func (l *loader) addPhoto(photo store.Photo, row store.Event) error {
	p := Photo{Manifest: photo.Manifest.String(), Wanted: photo.Wanted, Parts: []Part{}}
	var err error
	if p.Statement, _, err = l.take(row); err != nil {
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

func (l *loader) pictures(manifest syncproto.Hash) (Pictures, error) {
	d, err := l.tx.Derivative(manifest)
	if errors.Is(err, store.ErrNotFound) {
		return Pictures{State: "none"}, nil
	}
	return Pictures{State: string(d.State), Source: string(d.Source), From: hashWord(d.From), View: hashWord(d.View),
		Thumbnail: hashWord(d.Thumbnail), Width: d.Width, Height: d.Height, Reason: d.Reason, Unlike: d.Unlike}, err
}
