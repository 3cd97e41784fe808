package sqlite

import (
	"slices"

	"zhucun/server/store"
	"zhucun/syncproto"
)

const blobColumns = `
	log,
	hash,
	length,
	role,
	manifest,
	complete,
	told`

func scanBlob(row scanner) (blob store.NamedBlob, err error) {
	return blob, row.Scan(
		fixed(blob.Log[:]),
		fixed(blob.Hash[:]),
		&blob.Length,
		&blob.Role,
		fixed(blob.Manifest[:]),
		&blob.Complete,
		&blob.Told,
	)
}

// NameBlob is store.NamedBlobs'.
func (t *tx) NameBlob(blob store.NamedBlob) error {
	_, err := t.exec(`INSERT INTO named_blob (`+blobColumns+`, sent_as) VALUES (?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING`,
		blob.Log[:],
		blob.Hash[:],
		blob.Length,
		blob.Role,
		blob.Manifest[:],
		blob.Complete,
		blob.Told,
		blob.Role.Order(),
	)
	return err
}

// NamedBlob is store.NamedBlobs'.
func (t *tx) NamedBlob(log syncproto.LogID, hash syncproto.Hash) (store.NamedBlob, error) {
	return one(t, scanBlob, `SELECT`+blobColumns+` FROM named_blob WHERE log = ? AND hash = ? ORDER BY sent_as, manifest LIMIT 1`, log[:], hash[:])
}

// CompleteBlob is store.NamedBlobs'.
func (t *tx) CompleteBlob(hash syncproto.Hash, at int64) error {
	_, err := t.exec(`UPDATE named_blob SET complete = ? WHERE hash = ?`, at, hash[:])
	return err
}

// IncompleteBlobs is store.NamedBlobs'.
func (t *tx) IncompleteBlobs(log syncproto.LogID, limit int) ([]store.NamedBlob, error) {
	return all(t, scanBlob, `SELECT`+blobColumns+`
		FROM (
			SELECT *, row_number() OVER (PARTITION BY hash ORDER BY sent_as, manifest) AS nth
			FROM named_blob
			WHERE log = ? AND complete = 0 AND (role <> 'original' OR EXISTS (
				SELECT 1 FROM photo
				WHERE photo.log = named_blob.log AND photo.manifest = named_blob.manifest AND wanted = 1
			))
		)
		WHERE nth = 1
		ORDER BY sent_as, hash
		LIMIT ?`, log[:], max(0, limit))
}

// BlobsOf is store.NamedBlobs'.
func (t *tx) BlobsOf(manifest syncproto.Hash) ([]store.NamedBlob, error) {
	blobs, err := all(t, scanBlob, `SELECT`+blobColumns+`
		FROM named_blob
		WHERE manifest = ?
		ORDER BY sent_as, hash, complete = 0, number`, manifest[:])
	return slices.CompactFunc(blobs, func(a, b store.NamedBlob) bool { return a.Role == b.Role && a.Hash == b.Hash }), err
}
