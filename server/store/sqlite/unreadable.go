package sqlite

import (
	"zhucun/server/store"
	"zhucun/syncproto"
)

// UnreadableBlobs is store.Unreadables'.
func (t *tx) UnreadableBlobs(log syncproto.LogID, times uint8, limit int) ([]syncproto.Hash, error) {
	return all(t, scanHash, `SELECT DISTINCT named_blob.hash
		FROM derivative JOIN named_blob ON named_blob.manifest = derivative.manifest
		WHERE derivative.reason <> '' AND derivative.reason <> ?
			AND named_blob.log = ? AND named_blob.complete <> 0 AND named_blob.told < ?
			AND (derivative.state = 'failed' AND named_blob.role IN ('view', 'original')
				OR derivative.state = 'made' AND derivative.source = 'view' AND named_blob.role = 'original')
		ORDER BY named_blob.hash
		LIMIT ?`, store.ReasonMissing, log[:], times, max(0, limit))
}

// TellUnreadable is store.Unreadables'.
func (t *tx) TellUnreadable(log syncproto.LogID, hash syncproto.Hash) error {
	_, err := t.exec(`UPDATE named_blob SET told = told + 1 WHERE log = ? AND hash = ? AND told < 255`, log[:], hash[:])
	return err
}
