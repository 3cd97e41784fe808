package memory

import (
	"cmp"
	"slices"
	"strings"

	"zhucun/server/store"
	"zhucun/syncproto"
)

// AddLog is store.Logs'.
func (t *tx) AddLog(log store.Log) error {
	if len(t.logs.where(func(other *store.Log) bool { return other.Ordinal == log.Ordinal })) > 0 {
		return store.ErrExists
	}
	return t.logs.add(log.ID, copyLog(log))
}

// Log is store.Logs'.
func (t *tx) Log(id syncproto.LogID) (store.Log, error) {
	log, err := t.logs.get(id)
	return out(log, err, copyLog)
}

// UpdateLog is store.Logs'.
func (t *tx) UpdateLog(log store.Log) error {
	return t.logs.change(log.ID, func(row *store.Log) { row.Revoked, row.ForkedAt = log.Revoked, log.ForkedAt })
}

// LogsIn is store.Logs'.
func (t *tx) LogsIn(place string) ([]store.Log, error) {
	found := t.logs.where(func(log *store.Log) bool { return strings.HasPrefix(log.Village.String(), place) })
	slices.SortFunc(found, func(a, b *store.Log) int { return cmp.Compare(a.Ordinal, b.Ordinal) })
	return list(found, copyLog), nil
}

// LastOrdinal is store.Logs'.
func (t *tx) LastOrdinal() (last uint32, err error) {
	for _, log := range t.logs.rows {
		last = max(last, log.Ordinal)
	}
	return last, nil
}

// AddLogKey is store.LogKeys'.
func (t *tx) AddLogKey(key store.LogKey) error {
	return t.logKeys.add(seqOf[syncproto.Head]{key.Log, key.After}, key)
}

// LogKeyAfter is store.LogKeys'.
func (t *tx) LogKeyAfter(log syncproto.LogID, after syncproto.Head) (syncproto.PublicKey, error) {
	key, err := t.logKeys.get(seqOf[syncproto.Head]{log, after})
	if err != nil {
		return syncproto.PublicKey{}, err
	}
	return key.Key, nil
}

// KeysOfLog is store.LogKeys'.
func (t *tx) KeysOfLog(log syncproto.LogID, limit int) ([]store.LogKey, error) {
	found := t.logKeys.where(func(key *store.LogKey) bool { return key.Log == log })
	slices.Reverse(found)
	return list(atMost(found, limit), same), nil
}
