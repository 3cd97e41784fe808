package sqlite

import (
	"zhucun/server/store"
	"zhucun/syncproto"
)

const logColumns = `
	id,
	ordinal,
	genesis,
	signature,
	parent_log,
	parent_seq,
	code,
	village,
	custody,
	enrolled,
	revoked,
	forked_at`

func scanLog(row scanner) (log store.Log, err error) {
	var parent reference
	if err := row.Scan(
		fixed(log.ID[:]),
		&log.Ordinal,
		&log.Genesis,
		fixed(log.Signature[:]),
		&parent.log,
		&parent.seq,
		fixed(log.Code[:]),
		&log.Village,
		&log.Custody,
		&log.Enrolled,
		&log.Revoked,
		&log.ForkedAt,
	); err != nil {
		return log, err
	}
	log.Parent, err = parent.id()
	return log, err
}

// AddLog is store.Logs'.
func (t *tx) AddLog(log store.Log) error {
	parentLog, parentSeq := referenceTo(log.Parent)
	_, err := t.exec(`INSERT INTO log (`+logColumns+`) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
		log.ID[:],
		log.Ordinal,
		blob(log.Genesis),
		log.Signature[:],
		parentLog,
		parentSeq,
		log.Code[:],
		log.Village,
		log.Custody,
		log.Enrolled,
		log.Revoked,
		log.ForkedAt,
	)
	return err
}

// Log is store.Logs'.
func (t *tx) Log(id syncproto.LogID) (store.Log, error) {
	return one(t, scanLog, `SELECT`+logColumns+` FROM log WHERE id = ?`, id[:])
}

// UpdateLog is store.Logs'.
func (t *tx) UpdateLog(log store.Log) error {
	return t.change(`UPDATE log SET revoked = ?, forked_at = ? WHERE id = ?`, log.Revoked, log.ForkedAt, log.ID[:])
}

// LogsIn is store.Logs'.
func (t *tx) LogsIn(place string) ([]store.Log, error) {
	low, high := villagesIn(place)
	return all(t, scanLog, `SELECT`+logColumns+` FROM log WHERE village BETWEEN ? AND ? ORDER BY ordinal`, low, high)
}

// LastOrdinal is store.Logs'.
func (t *tx) LastOrdinal() (uint32, error) {
	return one(t, number[uint32], `SELECT coalesce(max(ordinal), 0) FROM log`)
}

// AddLogKey is store.LogKeys'.
func (t *tx) AddLogKey(key store.LogKey) error {
	_, err := t.exec(`INSERT INTO log_key (log, after, algorithm, key) VALUES (?, ?, ?, ?)`,
		key.Log[:],
		key.After[:],
		key.Key.Algorithm(),
		blob(key.Key.Bytes()),
	)
	return err
}

// LogKeyAfter is store.LogKeys'.
func (t *tx) LogKeyAfter(log syncproto.LogID, after syncproto.Head) (syncproto.PublicKey, error) {
	key, err := one(t, scanLogKey, `SELECT log, after, algorithm, key FROM log_key WHERE log = ? AND after = ?`, log[:], after[:])
	return key.Key, err
}

// KeysOfLog is store.LogKeys'.
func (t *tx) KeysOfLog(log syncproto.LogID, limit int) ([]store.LogKey, error) {
	return all(t, scanLogKey, `SELECT log, after, algorithm, key FROM log_key WHERE log = ? ORDER BY number DESC LIMIT ?`, log[:], max(0, limit))
}

func scanLogKey(row scanner) (key store.LogKey, err error) {
	var algorithm syncproto.Algorithm
	var public []byte
	if err := row.Scan(fixed(key.Log[:]), fixed(key.After[:]), &algorithm, &public); err != nil {
		return key, err
	}
	key.Key, err = publicKey(algorithm, public)
	return key, err
}
