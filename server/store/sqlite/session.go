package sqlite

import (
	"zhucun/server/store"
	"zhucun/syncproto"
)

// AddPhoneSession is store.PhoneSessions'.
func (t *tx) AddPhoneSession(session store.PhoneSession) error {
	_, err := t.exec(`INSERT INTO phone_session (hash, log, expires, revoked) VALUES (?, ?, ?, ?)`,
		session.Hash[:],
		session.Log[:],
		session.Expires,
		session.Revoked,
	)
	return err
}

// PhoneSession is store.PhoneSessions'.
func (t *tx) PhoneSession(hash syncproto.Hash) (store.PhoneSession, error) {
	return one(t, scanPhoneSession, `SELECT hash, log, expires, revoked FROM phone_session WHERE hash = ?`, hash[:])
}

func scanPhoneSession(row scanner) (session store.PhoneSession, err error) {
	return session, row.Scan(fixed(session.Hash[:]), fixed(session.Log[:]), &session.Expires, &session.Revoked)
}

// EndPhoneSessions is store.PhoneSessions'.
func (t *tx) EndPhoneSessions(log syncproto.LogID, at int64) error {
	_, err := t.exec(`UPDATE phone_session SET revoked = ? WHERE log = ? AND revoked = 0`, at, log[:])
	return err
}
