package demo

import (
	"context"

	"zhucun/server/store"
	"zhucun/syncproto"
)

// wantOriginals asks for the originals of two photos on two phones and tells whose they are.
func (d *Demo) wantOriginals(ctx context.Context) (map[syncproto.LogID]bool, error) {
	asked := map[syncproto.LogID]bool{}
	for _, h := range d.cast[:originals] {
		photo, err := d.firstPhoto(ctx, h.log)
		if err != nil {
			return nil, err
		}
		if err := d.office.WantOriginal(ctx, photo); err != nil {
			return nil, err
		}
		asked[h.log] = true
	}
	return asked, nil
}

// firstPhoto is the manifest of the first photo that a phone took.
func (d *Demo) firstPhoto(ctx context.Context, log syncproto.LogID) (manifest syncproto.Hash, err error) {
	err = d.office.View(ctx, func(tx store.Tx) error {
		events, err := tx.EventsOfLog(log, 1, 1<<32)
		for _, e := range events {
			if e.Kind != syncproto.KindPhoto {
				continue
			}
			decoded, err := syncproto.DecodeEvent(e.Bytes)
			if err != nil {
				return err
			}
			manifest = decoded.Body.(syncproto.Photo).Manifest
			return nil
		}
		return err
	})
	return manifest, err
}
