package evidence

import (
	"errors"
	"fmt"
	"slices"

	"zhucun/server/store"
	"zhucun/syncproto"
)

// addConfirmations adds those that name this event by leaf, and those of its meeting that pairing gave to it or to nothing.
func (l *loader) addConfirmations() error {
	byLeaf, err := l.tx.ConfirmationsOf(l.visit.Leaf)
	if err != nil {
		return err
	}
	met, err := l.tx.EventsAtMeeting(l.visit.Meeting)
	if err != nil {
		return err
	}
	elsewhere, err := l.belongElsewhere()
	if err != nil {
		return err
	}
	said := byLeaf
	for _, row := range met {
		if row.Kind == syncproto.KindConfirmation && row.Subject == (syncproto.Leaf{}) && !elsewhere[row.ID] {
			said = append(said, row)
		}
	}
	chosen, err := l.choose(slices.DeleteFunc(said, func(e store.Event) bool { return e.Refused != 0 }), l.madeGrade)
	if err != nil {
		return err
	}
	for _, row := range chosen {
		if err := l.addConfirmation(row); err != nil {
			return err
		}
	}
	return nil
}

func (l *loader) madeGrade(row store.Event) bool { return l.visit.By != nil && row.ID == *l.visit.By }

// belongElsewhere are the confirmations that other records of the same meeting have.
func (l *loader) belongElsewhere() (map[syncproto.EventID]bool, error) {
	visits, err := l.sameDay()
	if err != nil {
		return nil, err
	}
	ids := map[syncproto.EventID]bool{}
	for _, v := range visits {
		if v.ID == l.visit.ID {
			continue
		}
		for _, id := range v.Confirmations {
			ids[id] = true
		}
	}
	return ids, nil
}

func (l *loader) addConfirmation(row store.Event) error {
	if l.seen[place{row.ID, row.Leaf}] {
		return nil
	}
	statement, body, err := l.take(row)
	if err != nil {
		return err
	}
	log, err := l.tx.Log(row.ID.Log)
	if err != nil {
		return err
	}
	c := confirmationOf(statement, body.(syncproto.Confirmation))
	c.Standing = codeWord(row.Standing)
	c.Belongs = slices.Contains(l.visit.Confirmations, row.ID)
	c.Frozen = row.FrozenOn(log)
	if err := l.addKey(&c, row, body.(syncproto.Confirmation)); err != nil {
		return err
	}
	if l.madeGrade(row) {
		l.record.Means = c.Means
	}
	l.record.Confirmations = append(l.record.Confirmations, c)
	return nil
}

// addKey says what signed, and takes the worse of what the signature says of it and what the phone had said before.
func (l *loader) addKey(into *Confirmation, row store.Event, said syncproto.Confirmation) error {
	if said.Key == nil {
		return nil
	}
	key, err := l.tx.PersonKeyAt(row.ID.Log, *said.Key)
	if errors.Is(err, store.ErrNotFound) {
		return nil // names a key that was never registered: its standing says so
	}
	if err != nil {
		return err
	}
	wrapped, changed, err := l.wrapped(key, row)
	if err != nil {
		return err
	}
	into.Key = &Key{ID: key.Key.ID().String(), Event: syncproto.ID(key.Log, key.Seq).String(), Changed: changed, Person: uint32(key.Person),
		Custody: key.Custody.String(), Means: wrapped.String(), Vouched: key.Vouched != nil}
	into.Means = max(said.Means, wrapped).String() // a PIN is worse than a card, and has the higher number
	into.Claimed = said.Means.String()
	return nil
}

// wrapped is whether card or PIN opened a key, as the phone last said before an event that the key signed, and the event that said so when it is not the
// one that registered the key.
func (l *loader) wrapped(key store.PersonKey, before store.Event) (means syncproto.Means, changed string, err error) {
	rows, err := l.tx.EventsOfLog(key.Log, key.Seq, before.ID.Seq)
	means = key.Means
	for _, row := range ofKind(rows, syncproto.KindSecretChanged) {
		event, err := syncproto.DecodeEvent(row.Bytes)
		if err != nil {
			return 0, "", fmt.Errorf("stored event %s: %w", row.ID, err)
		}
		if body := event.Body.(syncproto.SecretChanged); row.Refused == 0 && body.Local == key.Local {
			means, changed = body.Means, row.ID.String()
		}
	}
	return means, changed, err
}

func confirmationOf(s Statement, c syncproto.Confirmation) Confirmation {
	out := Confirmation{Statement: s, Form: c.Subject.Form.String(), Verdict: c.Verdict.String(), Stay: optional(c.Stay),
		Satisfaction: optional(c.Satisfaction), Means: c.Means.String(), Claimed: c.Means.String()}
	if c.Reason != nil {
		out.Reason = *c.Reason
	}
	if c.Strokes != nil {
		out.Strokes = c.Strokes.String()
	}
	return out
}
