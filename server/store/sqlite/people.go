package sqlite

import (
	"zhucun/server/store"
	"zhucun/syncproto"
)

// AddMember is store.People's.
func (t *tx) AddMember(member store.Member) error {
	_, err := t.exec(`INSERT INTO member (log, local, person, seq) VALUES (?, ?, ?, ?)`, member.Log[:], member.Local, member.Person, member.Seq)
	return err
}

// MemberOf is store.People's.
func (t *tx) MemberOf(log syncproto.LogID, local syncproto.Local) (store.Member, error) {
	return one(t, scanMember, `SELECT log, local, person, seq FROM member WHERE log = ? AND local = ?`, log[:], local)
}

func scanMember(row scanner) (member store.Member, err error) {
	return member, row.Scan(fixed(member.Log[:]), &member.Local, &member.Person, &member.Seq)
}

const personKeyColumns = `
	log,
	seq,
	local,
	person,
	algorithm,
	key,
	custody,
	means,
	vouched,
	ended,
	ended_at`

func scanPersonKey(row scanner) (key store.PersonKey, err error) {
	var algorithm syncproto.Algorithm
	var public, vouched []byte
	if err := row.Scan(
		fixed(key.Log[:]),
		&key.Seq,
		&key.Local,
		&key.Person,
		&algorithm,
		&public,
		&key.Custody,
		&key.Means,
		&vouched,
		&key.Ended,
		&key.EndedAt,
	); err != nil {
		return key, err
	}
	if vouched != nil {
		key.Vouched = new(syncproto.CodeID)
		if err := fixed(key.Vouched[:]).Scan(vouched); err != nil {
			return key, err
		}
	}
	key.Key, err = publicKey(algorithm, public)
	return key, err
}

// AddPersonKey is store.People's.
func (t *tx) AddPersonKey(key store.PersonKey) error {
	var vouched any
	if key.Vouched != nil {
		vouched = key.Vouched[:]
	}
	if _, err := t.exec(`INSERT INTO person_key (`+personKeyColumns+`) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
		key.Log[:],
		key.Seq,
		key.Local,
		key.Person,
		key.Key.Algorithm(),
		blob(key.Key.Bytes()),
		key.Custody,
		key.Means,
		vouched,
		key.Ended,
		key.EndedAt,
	); err != nil {
		return err
	}
	_, err := t.exec(`UPDATE person_key SET ended = ? WHERE log = ? AND local = ? AND seq < ? AND ended = 0 AND (? OR vouched IS NULL)`,
		key.Seq, key.Log[:], key.Local, key.Seq, key.Vouched != nil)
	return err
}

// EndKeysOf is store.People's.
func (t *tx) EndKeysOf(person syncproto.Person, at int64) error {
	_, err := t.exec(`UPDATE person_key SET ended_at = ? WHERE person = ? AND vouched IS NOT NULL AND ended_at = 0`, at, person)
	return err
}

// PersonKeyAt is store.People's.
func (t *tx) PersonKeyAt(log syncproto.LogID, seq uint64) (store.PersonKey, error) {
	return one(t, scanPersonKey, `SELECT`+personKeyColumns+` FROM person_key WHERE log = ? AND seq = ?`, log[:], seq)
}

// KeysOfPerson is store.People's.
func (t *tx) KeysOfPerson(person syncproto.Person) ([]store.PersonKey, error) {
	return all(t, scanPersonKey, `SELECT`+personKeyColumns+` FROM person_key WHERE person = ? ORDER BY number`, person)
}
