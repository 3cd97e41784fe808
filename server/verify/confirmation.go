package verify

import (
	"errors"

	"zhucun/server/store"
	"zhucun/syncproto"
)

// confirmation finds the subject's leaf and the standing: the first of the errors that SPEC.md section 11 lists, in its order.
func (e *judged) confirmation(c syncproto.Confirmation) error {
	e.row.Meeting = &store.Meeting{Deed: c.Sheet == 0, Person: c.Cadre, Village: c.Village, Day: c.Day}
	if err := e.findSubject(c.Subject); err != nil {
		return err
	}
	standing, err := e.standing(c)
	e.row.Standing = standing
	if e.row.Reason == 0 {
		e.row.Reason = standing
	}
	return err
}

func (e *judged) findSubject(s syncproto.Subject) error {
	switch s.Form {
	case syncproto.ByQR:
		e.row.About, e.row.Subject = &s.Event, s.Leaf
	case syncproto.BySamePhone:
		if err := e.pointAt(syncproto.Ref{Back: s.Back}, syncproto.KindSignIn, syncproto.KindDeed); err != nil || e.row.Reason != 0 {
			return err
		}
		subject, err := e.eventAt(*e.row.About)
		e.row.Subject = subject.Leaf
		return err
	}
	return nil
}

func (e *judged) standing(c syncproto.Confirmation) (syncproto.Code, error) {
	if !c.Means.HasKey() {
		return syncproto.CodeNoKey, nil
	}
	key, known, err := e.personKeyAt(*c.Key)
	switch {
	case err != nil:
		return 0, err
	case !known, !e.signed(c, key):
		return syncproto.CodeBadProof, nil
	case key.Vouched == nil:
		return syncproto.CodeNotVouched, nil
	}
	return e.allowed(c, key)
}

// personKeyAt finds a key that was registered before on this branch.
func (e *judged) personKeyAt(seq uint64) (key store.PersonKey, known bool, err error) {
	registered, err := e.eventAt(syncproto.ID(e.log.ID, seq))
	if err == nil && registered.Kind == syncproto.KindPersonKey && registered.Refused == 0 {
		key, err = e.Tx.PersonKeyAt(e.log.ID, seq)
		known = err == nil
	}
	if errors.Is(err, store.ErrNotFound) {
		err = nil
	}
	return key, known, err
}

// signed: by the actor's own key, not ended before this event, over exactly this statement.
func (e *judged) signed(c syncproto.Confirmation, key store.PersonKey) bool {
	if key.Local != e.actor || key.Ended != 0 && key.Ended <= e.row.ID.Seq {
		return false
	}
	return c.Proven(e.row.ID, key.Key, e.row.Subject, e.header.Anchor)
}

// allowed asks the office and the roster: vouched for until this came, appointed on the day and not provably after the appointment, not the person confirmed, not declared kin.
func (e *judged) allowed(c syncproto.Confirmation, key store.PersonKey) (syncproto.Code, error) {
	code, err := e.Tx.Code(*key.Vouched)
	if err != nil {
		return 0, err
	}
	switch notBefore := syncproto.DayOf(e.row.Lo, e.Offset); {
	case code.Revoked != 0 && e.row.Hi >= code.Revoked, key.EndedAt != 0 && e.row.Hi >= key.EndedAt:
		return syncproto.CodeNotVouched, nil
	case !e.Roster.Appointed(key.Person, c.Village, c.Day):
		return syncproto.CodeNotAppointed, nil
	case notBefore > c.Day && !e.Roster.Appointed(key.Person, c.Village, notBefore):
		return syncproto.CodeNotAppointed, nil
	case key.Person == c.Cadre:
		return syncproto.CodeOwnDeed, nil
	case e.Roster.Kin(key.Person, c.Cadre):
		return syncproto.CodeKin, nil
	}
	return 0, nil
}
