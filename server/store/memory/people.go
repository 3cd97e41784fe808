package memory

import (
	"zhucun/server/store"
	"zhucun/syncproto"
)

// AddMember is store.People's.
func (t *tx) AddMember(member store.Member) error {
	return t.members.add(seqOf[syncproto.Local]{member.Log, member.Local}, member)
}

// MemberOf is store.People's.
func (t *tx) MemberOf(log syncproto.LogID, local syncproto.Local) (store.Member, error) {
	member, err := t.members.get(seqOf[syncproto.Local]{log, local})
	return out(member, err, same)
}

// AddPersonKey is store.People's.
func (t *tx) AddPersonKey(key store.PersonKey) error {
	if err := t.personKeys.add(seqOf[uint64]{key.Log, key.Seq}, copyPersonKey(key)); err != nil {
		return err
	}
	older := t.personKeys.where(func(k *store.PersonKey) bool {
		return k.Log == key.Log && k.Local == key.Local && k.Seq < key.Seq && k.Ended == 0 && (key.Vouched != nil || k.Vouched == nil)
	})
	for _, k := range older {
		if err := t.personKeys.change(seqOf[uint64]{k.Log, k.Seq}, func(row *store.PersonKey) { row.Ended = key.Seq }); err != nil {
			return err
		}
	}
	return nil
}

// EndKeysOf is store.People's.
func (t *tx) EndKeysOf(person syncproto.Person, at int64) error {
	if err := t.personKeys.write(); err != nil {
		return err
	}
	for _, k := range t.personKeys.where(func(k *store.PersonKey) bool { return k.Person == person && k.Vouched != nil && k.EndedAt == 0 }) {
		if err := t.personKeys.change(seqOf[uint64]{k.Log, k.Seq}, func(row *store.PersonKey) { row.EndedAt = at }); err != nil {
			return err
		}
	}
	return nil
}

// PersonKeyAt is store.People's.
func (t *tx) PersonKeyAt(log syncproto.LogID, seq uint64) (store.PersonKey, error) {
	key, err := t.personKeys.get(seqOf[uint64]{log, seq})
	return out(key, err, copyPersonKey)
}

// KeysOfPerson is store.People's.
func (t *tx) KeysOfPerson(person syncproto.Person) ([]store.PersonKey, error) {
	return list(t.personKeys.where(func(k *store.PersonKey) bool { return k.Person == person }), copyPersonKey), nil
}
