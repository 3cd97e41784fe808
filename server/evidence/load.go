package evidence

import (
	"cmp"
	"fmt"
	"slices"

	"zhucun/server/project"
	"zhucun/server/store"
	"zhucun/syncproto"
)

// Tx is what a record is read from.
type Tx interface {
	store.Logs
	store.People
	store.Segments
	store.Events
	store.Meetings
	store.Visits
	store.Photos
	store.NamedBlobs
	store.Derivatives
}

// Roster answers what flags need to know of people.
type Roster interface {
	// HouseholdOf is the household for which a person supervises in a village on a day; false when unknown.
	HouseholdOf(person syncproto.Person, village syncproto.Village, day syncproto.Day) (syncproto.Household, bool)
}

// Load assembles the record of a visit or deed from one consistent state. store.ErrNotFound when no such visit is projected.
func Load(tx Tx, roster Roster, id syncproto.EventID) (Record, error) {
	visit, err := tx.Visit(id)
	if err != nil {
		return Record{}, fmt.Errorf("evidence of %s: %w", id, err)
	}
	l := &loader{tx: tx, roster: roster, visit: visit, record: summary(visit), heads: map[syncproto.Head]bool{}, seen: map[place]bool{}}
	for _, part := range []func() error{l.addSubject, l.addConfirmations, l.addAbout, l.addPhotos, l.addFlags, l.addSegments} {
		if err := part(); err != nil {
			return Record{}, fmt.Errorf("evidence of %s: %w", id, err)
		}
	}
	return l.record, nil
}

// summary is what the projected row says.
func summary(v store.Visit) Record {
	r := Record{
		ID: v.ID.String(), Kind: "visit", Grade: v.Grade.String(), Person: uint32(v.Meeting.Person), Village: v.Meeting.Village.String(),
		Day: v.Meeting.Day.String(), Means: meansWord(v.Means), Custody: custodyWord(v.Custody), Stay: stayWord(v.Stay), LeftAfter: v.LeftAfter,
		Confirmations: []Confirmation{}, SignOuts: []SignOut{}, Corrections: []Correction{}, Notes: []Note{}, Photos: []Photo{},
		Segments: []Segment{}, Flags: []Flag{},
	}
	if v.Meeting.Deed {
		r.Kind = "deed"
	}
	if v.By != nil {
		r.By = v.By.String()
	}
	for _, reason := range v.Reasons {
		r.Reasons = append(r.Reasons, reason.String())
	}
	return r
}

type place struct {
	id   syncproto.EventID
	leaf syncproto.Leaf
}

type loader struct {
	tx     Tx
	roster Roster
	visit  store.Visit
	record Record
	deed   *syncproto.Deed
	heads  map[syncproto.Head]bool // of the segments that hold what the record shows
	seen   map[place]bool          // events that it shows
}

// addSubject finds the sign-in or deed itself: of two under one id, the one that the visit speaks of.
func (l *loader) addSubject() error {
	rows, err := l.tx.EventsOfLog(l.visit.ID.Log, l.visit.ID.Seq, l.visit.ID.Seq)
	if err != nil {
		return err
	}
	i := slices.IndexFunc(rows, func(e store.Event) bool { return e.Leaf == l.visit.Leaf })
	if i < 0 {
		return fmt.Errorf("its event: %w", store.ErrNotFound)
	}
	statement, body, err := l.read(rows[i])
	if err != nil {
		return err
	}
	switch body := body.(type) {
	case syncproto.SignIn:
		l.record.SignIn = signinOf(statement, body)
	case syncproto.Deed:
		l.deed, l.record.Deed = &body, deedOf(statement, body)
	}
	return nil
}

// read decodes an event, notes that its segment is needed, and adds the corrections that took it back.
func (l *loader) read(row store.Event) (Statement, syncproto.Body, error) {
	event, err := syncproto.DecodeEvent(row.Bytes)
	if err != nil {
		return Statement{}, nil, fmt.Errorf("stored event %s: %w", row.ID, err)
	}
	l.heads[row.Head], l.seen[place{row.ID, row.Leaf}] = true, true
	s := Statement{
		ID: row.ID.String(), Leaf: row.Leaf.String(), Actor: uint32(row.Person), Unlock: unlockWord(event.Actor.Unlock()),
		Time: timeOf(row.Attributes), Head: row.Head.String(), Refused: codeWord(row.Refused),
	}
	if row.Kind == syncproto.KindCorrection {
		return s, event.Body, nil
	}
	if s.Withdrawn, err = project.Withdrawn(l.tx, row); err != nil {
		return s, nil, err
	}
	return s, event.Body, l.addCorrections(row.ID)
}

func (l *loader) addCorrections(id syncproto.EventID) error {
	rows, err := l.tx.EventsAbout(id)
	if err != nil {
		return err
	}
	for _, row := range rows {
		if row.Kind != syncproto.KindCorrection || l.seen[place{row.ID, row.Leaf}] {
			continue
		}
		statement, body, err := l.read(row)
		if err != nil {
			return err
		}
		l.record.Corrections = append(l.record.Corrections, correctionOf(statement, body.(syncproto.Correction), row))
	}
	return nil
}

// addAbout adds sign-outs and notes.
func (l *loader) addAbout() error {
	rows, err := l.tx.EventsAbout(l.visit.ID)
	if err != nil {
		return err
	}
	for _, row := range rows {
		if row.Kind != syncproto.KindSignOut && row.Kind != syncproto.KindNote {
			continue
		}
		statement, body, err := l.read(row)
		if err != nil {
			return err
		}
		switch body := body.(type) {
		case syncproto.SignOut:
			l.record.SignOuts = append(l.record.SignOuts, SignOut{Statement: statement, Claimed: body.Claimed})
		case syncproto.Note:
			l.record.Notes = append(l.record.Notes, Note{Statement: statement, Text: body.Text})
		}
	}
	return nil
}

// addSegments is last: by then every event of the record has been read.
func (l *loader) addSegments() error {
	for head := range l.heads {
		s, err := l.tx.Segment(head)
		if err != nil {
			return fmt.Errorf("segment %s: %w", head, err)
		}
		l.record.Segments = append(l.record.Segments, Segment{Head: s.Head.String(), Log: s.Log.String(), First: s.First, Count: s.Count,
			State: string(s.State), Leaf: s.Leaf, Received: s.Received})
	}
	slices.SortFunc(l.record.Segments, func(a, b Segment) int {
		return cmp.Or(cmp.Compare(a.Log, b.Log), cmp.Compare(a.First, b.First), cmp.Compare(a.Head, b.Head))
	})
	return nil
}
