package evidence

import (
	"errors"
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
	for _, row := range byLeaf {
		if err := l.addConfirmation(row); err != nil {
			return err
		}
	}
	for _, row := range met {
		if row.Kind != syncproto.KindConfirmation || row.Subject != (syncproto.Leaf{}) || elsewhere[row.ID] {
			continue
		}
		if err := l.addConfirmation(row); err != nil {
			return err
		}
	}
	return nil
}

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
	if row.Refused != 0 || l.seen[place{row.ID, row.Leaf}] {
		return nil
	}
	statement, body, err := l.read(row)
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
	c.Frozen = log.ForkedAt != 0 && row.ID.Seq >= log.ForkedAt
	if c.Key, err = l.key(row, body.(syncproto.Confirmation)); err != nil {
		return err
	}
	l.record.Confirmations = append(l.record.Confirmations, c)
	return nil
}

func (l *loader) key(row store.Event, c syncproto.Confirmation) (*Key, error) {
	if c.Key == nil {
		return nil, nil
	}
	key, err := l.tx.PersonKeyAt(row.ID.Log, *c.Key)
	if errors.Is(err, store.ErrNotFound) {
		return nil, nil // names a key that was never registered: its standing says so
	}
	if err != nil {
		return nil, err
	}
	return &Key{ID: key.Key.ID().String(), Event: syncproto.ID(key.Log, key.Seq).String(), Person: uint32(key.Person),
		Custody: custodyWord(key.Custody), Means: meansWord(key.Means), Vouched: key.Vouched != nil}, nil
}

func confirmationOf(s Statement, c syncproto.Confirmation) Confirmation {
	out := Confirmation{Statement: s, Form: formWord(c.Subject.Form), Verdict: verdictWord(c.Verdict), Stay: stayWord(c.Stay),
		Satisfaction: satisfactionWord(c.Satisfaction), Means: meansWord(c.Means)}
	if c.Reason != nil {
		out.Reason = *c.Reason
	}
	if c.Strokes != nil {
		out.Strokes = c.Strokes.String()
	}
	return out
}
