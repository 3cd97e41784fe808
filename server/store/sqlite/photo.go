package sqlite

import (
	"zhucun/server/store"
	"zhucun/syncproto"
)

const photoColumns = `
	log,
	seq,
	shows_log,
	shows_seq,
	manifest,
	wanted`

func scanPhoto(row scanner) (photo store.Photo, err error) {
	return photo, row.Scan(
		fixed(photo.ID.Log[:]),
		&photo.ID.Seq,
		fixed(photo.Shows.Log[:]),
		&photo.Shows.Seq,
		fixed(photo.Manifest[:]),
		&photo.Wanted,
	)
}

// AddPhoto is store.Photos'.
func (t *tx) AddPhoto(photo store.Photo) error {
	_, err := t.exec(`INSERT INTO photo (`+photoColumns+`) VALUES (?, ?, ?, ?, ?, ?)`,
		photo.ID.Log[:],
		photo.ID.Seq,
		photo.Shows.Log[:],
		photo.Shows.Seq,
		photo.Manifest[:],
		photo.Wanted,
	)
	return err
}

// PhotosOf is store.Photos'.
func (t *tx) PhotosOf(shows syncproto.EventID) ([]store.Photo, error) {
	return all(t, scanPhoto, `SELECT`+photoColumns+` FROM photo WHERE shows_log = ? AND shows_seq = ? ORDER BY log, seq`, shows.Log[:], shows.Seq)
}

// PhotosWith is store.Photos'.
func (t *tx) PhotosWith(manifest syncproto.Hash) ([]store.Photo, error) {
	return all(t, scanPhoto, `SELECT`+photoColumns+` FROM photo WHERE manifest = ? ORDER BY log, seq`, manifest[:])
}

// WantOriginal is store.Photos'.
func (t *tx) WantOriginal(manifest syncproto.Hash) error {
	_, err := t.exec(`UPDATE photo SET wanted = 1 WHERE manifest = ?`, manifest[:])
	return err
}

// WantedOriginals is store.Photos'.
func (t *tx) WantedOriginals(log syncproto.LogID) ([]syncproto.Hash, error) {
	return all(t, scanHash, `SELECT DISTINCT photo.manifest
		FROM photo
		WHERE photo.log = ? AND photo.wanted = 1 AND EXISTS (
			SELECT 1 FROM named_blob
			WHERE named_blob.log = photo.log AND named_blob.manifest = photo.manifest AND role = 'original' AND complete = 0
		)
		ORDER BY photo.manifest`, log[:])
}

func scanHash(row scanner) (hash syncproto.Hash, err error) { return hash, row.Scan(fixed(hash[:])) }
