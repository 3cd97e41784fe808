package memory

import (
	"cmp"

	"zhucun/server/store"
	"zhucun/syncproto"
)

// AddPhoneSession is store.PhoneSessions'.
func (t *tx) AddPhoneSession(session store.PhoneSession) error {
	return t.sessions.add(session.Hash, session)
}

// PhoneSession is store.PhoneSessions'.
func (t *tx) PhoneSession(hash syncproto.Hash) (store.PhoneSession, error) {
	session, err := t.sessions.get(hash)
	return out(session, err, same)
}

// EndPhoneSessions is store.PhoneSessions'.
func (t *tx) EndPhoneSessions(log syncproto.LogID, at int64) error {
	if err := t.sessions.write(); err != nil {
		return err
	}
	for _, s := range t.sessions.where(func(s *store.PhoneSession) bool { return s.Log == log }) {
		if err := t.sessions.change(s.Hash, func(row *store.PhoneSession) { row.Revoked = cmp.Or(row.Revoked, at) }); err != nil {
			return err
		}
	}
	return nil
}

// AddRoster is store.Rosters'.
func (t *tx) AddRoster(document []byte, at int64) (store.RosterVersion, error) {
	version := copyRoster(store.RosterVersion{
		Version: uint64(len(t.rosters.rows)) + 1, Position: uint64(len(t.events.rows)), At: at, Document: document,
	})
	if err := t.rosters.add(version.Version, version); err != nil {
		return store.RosterVersion{}, err
	}
	return copyRoster(version), nil
}

// RosterAt is store.Rosters'.
func (t *tx) RosterAt(position uint64) (store.RosterVersion, error) {
	return lastRoster(t.rosters.where(func(v *store.RosterVersion) bool { return v.Position < position }))
}

// LastRoster is store.Rosters'.
func (t *tx) LastRoster() (store.RosterVersion, error) { return lastRoster(t.rosters.rows) }

func lastRoster(versions []*store.RosterVersion) (store.RosterVersion, error) {
	if len(versions) == 0 {
		return store.RosterVersion{}, store.ErrNotFound
	}
	return copyRoster(*versions[len(versions)-1]), nil
}
