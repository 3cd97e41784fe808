package verify

import (
	"errors"

	"zhucun/server/store"
	"zhucun/syncproto"
	"zhucun/syncproto/proof"
)

// personAdded binds the next local number of the log to a person of the roster.
func (e *judged) personAdded(p syncproto.PersonAdded) error {
	if !e.Roster.KnowsPerson(p.Person) {
		e.refuse(syncproto.CodeUnknownPerson)
		return nil
	}
	if p.Local > 1 {
		if _, err := e.Tx.MemberOf(e.log.ID, p.Local-1); errors.Is(err, store.ErrNotFound) {
			e.refuse(syncproto.CodeBadEvent)
			return nil
		} else if err != nil {
			return err
		}
	}
	err := e.Tx.AddMember(store.Member{Log: e.log.ID, Local: p.Local, Person: p.Person, Seq: e.row.ID.Seq})
	if errors.Is(err, store.ErrExists) {
		e.refuse(syncproto.CodeBadEvent)
		return nil
	}
	return err
}

func (e *judged) aboutMember(local syncproto.Local) error {
	_, err := e.Tx.MemberOf(e.log.ID, local)
	if errors.Is(err, store.ErrNotFound) {
		e.refuse(syncproto.CodeUnknownPerson)
		return nil
	}
	return err
}

// personKey registers a personal key, and finds out whether the county vouches for it: only who holds the slip of the person's appointment
// can have made its MAC.
func (e *judged) personKey(p syncproto.PersonKey) error {
	member, err := e.Tx.MemberOf(e.log.ID, p.Local)
	if errors.Is(err, store.ErrNotFound) {
		e.refuse(syncproto.CodeUnknownPerson)
		return nil
	}
	if err != nil {
		return err
	}
	if !p.Proven(e.row.ID, member.Person) {
		e.refuse(syncproto.CodeBadProof)
		return nil
	}
	public, err := p.Public()
	if err != nil {
		return err // DecodeEvent has parsed it
	}
	if _, err := e.Tx.PersonKeyAt(e.log.ID, e.row.ID.Seq); err == nil {
		e.refuse(syncproto.CodeFork) // the other branch of a fork has a key here already
		return nil
	} else if !errors.Is(err, store.ErrNotFound) {
		return err
	}
	key := store.PersonKey{Log: e.log.ID, Seq: e.row.ID.Seq, Local: p.Local, Person: member.Person, Key: public,
		Custody: max(p.Custody, e.log.Custody), Means: p.Means}
	if key.Vouched, err = e.vouch(p, member.Person); err != nil {
		return err
	}
	if key.Vouched != nil { // a new phone, a lost card, a forgotten PIN: the keys before it end here, wherever they are
		if err := e.Tx.EndKeysOf(key.Person, e.row.Hi); err != nil {
			return err
		}
	}
	if err := e.Tx.AddPersonKey(key); err != nil {
		return err
	}
	return e.Record(proof.KindKey, e.row.Bytes)
}

// vouch spends the appointment code that the event proves knowledge of. A code that is unknown, spent, ended or of someone else vouches for nothing.
func (e *judged) vouch(p syncproto.PersonKey, person syncproto.Person) (*syncproto.CodeID, error) {
	if p.Appointment == nil {
		return nil, nil
	}
	code, err := e.Tx.Code(p.Appointment.Code)
	if errors.Is(err, store.ErrNotFound) {
		e.wait(syncproto.CodeCodeUnknown)
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	switch {
	case code.Purpose != store.PurposeAppointment || code.Person != person || !p.Vouched(e.row.ID, person, code.Key):
		e.wait(syncproto.CodeCodeUnknown)
		return nil, nil
	case code.Revoked != 0 || e.row.Hi > code.ArriveBy || e.row.Lo > code.ScanBy:
		e.wait(syncproto.CodeCodeExpired)
		return nil, nil
	}
	err = e.Tx.SpendCode(code.ID, e.row.ID.String())
	if errors.Is(err, store.ErrExists) {
		e.wait(syncproto.CodeCodeSpent)
		return nil, nil
	}
	return &code.ID, err
}

// keyRotated lets what follows this segment, and no other branch, go over to a new key; it has to be the last event of its segment.
func (e *judged) keyRotated(k syncproto.KeyRotated) error {
	key, ok := k.Proven(e.row.ID)
	switch {
	case !e.last:
		e.refuse(syncproto.CodeBadEvent)
		return nil
	case !ok:
		e.refuse(syncproto.CodeBadProof)
		return nil
	}
	if err := e.Tx.AddLogKey(store.LogKey{Log: e.log.ID, After: e.row.Head, Key: key}); err != nil {
		return err
	}
	return e.Record(proof.KindKey, e.row.Bytes)
}
