package sqlite

import "zhucun/server/store"

// AddRoster is store.Rosters'.
func (t *tx) AddRoster(document []byte, at int64) (store.RosterVersion, error) {
	return one(t, scanRoster, `INSERT INTO roster (version, position, at, document)
		VALUES ((SELECT coalesce(max(version), 0) + 1 FROM roster), (SELECT coalesce(max(position), 0) FROM event), ?, ?)
		RETURNING version, position, at, document`, at, blob(document))
}

// RosterAt is store.Rosters'.
func (t *tx) RosterAt(position uint64) (store.RosterVersion, error) {
	return one(t, scanRoster, `SELECT version, position, at, document FROM roster WHERE position < ? ORDER BY version DESC LIMIT 1`, position)
}

// LastRoster is store.Rosters'.
func (t *tx) LastRoster() (store.RosterVersion, error) {
	return one(t, scanRoster, `SELECT version, position, at, document FROM roster ORDER BY version DESC LIMIT 1`)
}

func scanRoster(row scanner) (version store.RosterVersion, err error) {
	return version, row.Scan(&version.Version, &version.Position, &version.At, &version.Document)
}
