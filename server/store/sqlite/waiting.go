package sqlite

import (
	"zhucun/server/store"
	"zhucun/syncproto"
)

const waitingColumns = `
	hash,
	log,
	carrier,
	payload,
	received,
	reason`

func scanWaiting(row scanner) (waiting store.Waiting, err error) {
	return waiting, row.Scan(
		fixed(waiting.Hash[:]),
		fixed(waiting.Log[:]),
		&waiting.Carrier,
		&waiting.Payload,
		&waiting.Received,
		&waiting.Reason,
	)
}

// AddWaiting is store.Quarantine's.
func (t *tx) AddWaiting(waiting store.Waiting) error {
	_, err := t.exec(`INSERT INTO waiting (`+waitingColumns+`) VALUES (?, ?, ?, ?, ?, ?)`,
		waiting.Hash[:],
		waiting.Log[:],
		waiting.Carrier,
		blob(waiting.Payload),
		waiting.Received,
		waiting.Reason,
	)
	return err
}

// WaitingOf is store.Quarantine's.
func (t *tx) WaitingOf(log syncproto.LogID) ([]store.Waiting, error) {
	return all(t, scanWaiting, `SELECT`+waitingColumns+` FROM waiting WHERE log = ? ORDER BY received, number`, log[:])
}

// CountWaiting is store.Quarantine's.
func (t *tx) CountWaiting(log syncproto.LogID, carrier string) (ofLog, ofAll int, err error) {
	if ofLog, err = one(t, number[int], `SELECT count(*) FROM waiting WHERE carrier = ? AND log = ?`, carrier, log[:]); err != nil {
		return 0, 0, err
	}
	ofAll, err = one(t, number[int], `SELECT count(*) FROM waiting WHERE carrier = ?`, carrier)
	return ofLog, ofAll, err
}

// DropWaiting is store.Quarantine's.
func (t *tx) DropWaiting(hash syncproto.Hash) error {
	_, err := t.exec(`DELETE FROM waiting WHERE hash = ?`, hash[:])
	return err
}

// ExpireWaiting is store.Quarantine's.
func (t *tx) ExpireWaiting(before int64) (expired int, err error) {
	result, err := t.exec(`DELETE FROM waiting WHERE received < ?`, before)
	if err != nil {
		return 0, err
	}
	rows, err := result.RowsAffected()
	return int(rows), err
}
