package evidence

import (
	"cmp"
	"fmt"
	"slices"

	"zhucun/server/project"
	"zhucun/server/roster"
	"zhucun/server/store"
	"zhucun/syncproto"
)

// Tx is what a record is read from.
type Tx interface {
	store.Logs
	store.LogKeys
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
	// SupervisorsOn are the supervisors of a village on a day, deputies among them.
	SupervisorsOn(village syncproto.Village, day syncproto.Day) []roster.Supervisor
}

// Load assembles the record of a visit or deed from one consistent state; offset is the county's civil time in minutes from UTC. store.ErrNotFound when no
// such visit is projected.
func Load(tx Tx, roster Roster, offset int, id syncproto.EventID) (Record, error) {
	visit, err := tx.Visit(id)
	if err != nil {
		return Record{}, fmt.Errorf("evidence of %s: %w", id, err)
	}
	l := &loader{tx: tx, roster: roster, offset: offset, visit: visit, record: summary(visit), heads: map[syncproto.Head]bool{}, seen: map[place]bool{}}
	for _, part := range []func() error{l.addSubject, l.addConfirmations, l.addAbout, l.addPhotos, l.addCorrections, l.addFlags, l.addSegments} {
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
		Day: v.Meeting.Day.String(), Means: v.Means.String(), Custody: v.Custody.String(), Stay: optional(v.Stay), LeftAfter: v.LeftAfter,
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
	offset int
	visit  store.Visit
	record Record
	deed   *syncproto.Deed
	heads  map[syncproto.Head]bool // of the segments that hold what the record shows
	seen   map[place]bool          // events that it shows
	read   []syncproto.EventID     // those of them that a correction may take back
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
	statement, body, err := l.take(rows[i])
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

// take decodes an event and notes that its segment is needed.
func (l *loader) take(row store.Event) (Statement, syncproto.Body, error) {
	event, err := syncproto.DecodeEvent(row.Bytes)
	if err != nil {
		return Statement{}, nil, fmt.Errorf("stored event %s: %w", row.ID, err)
	}
	l.heads[row.Head], l.seen[place{row.ID, row.Leaf}] = true, true
	s := Statement{
		ID: row.ID.String(), Leaf: row.Leaf.String(), Actor: uint32(row.Person), Unlock: event.Actor.Unlock().String(),
		Time: timeOf(row.Attributes), Head: row.Head.String(), Refused: codeWord(row.Refused),
	}
	if row.Kind != syncproto.KindCorrection {
		l.read = append(l.read, row.ID)
		s.Withdrawn, err = project.Withdrawn(l.tx, row)
	}
	return s, event.Body, err
}

// addCorrections adds what takes back any of the events that the record shows by then.
func (l *loader) addCorrections() error {
	var all []store.Event
	for _, id := range l.read {
		rows, err := l.tx.EventsAbout(id)
		if err != nil {
			return err
		}
		all = append(all, ofKind(rows, syncproto.KindCorrection)...)
	}
	chosen, err := l.choose(all, none)
	if err != nil {
		return err
	}
	for _, row := range chosen {
		if l.seen[place{row.ID, row.Leaf}] {
			continue
		}
		statement, body, err := l.take(row)
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
	counts, err := l.signoutThatCounts(rows)
	if err != nil {
		return err
	}
	signouts, err := l.choose(ofKind(rows, syncproto.KindSignOut), counts)
	if err != nil {
		return err
	}
	notes, err := l.choose(ofKind(rows, syncproto.KindNote), none)
	if err != nil {
		return err
	}
	for _, row := range append(signouts, notes...) {
		statement, body, err := l.take(row)
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

// signoutThatCounts tells the first sign-out of the record's own phone that was not taken back: by it the visit's length is measured.
func (l *loader) signoutThatCounts(rows []store.Event) (func(store.Event) bool, error) {
	for _, row := range ofKind(rows, syncproto.KindSignOut) {
		if !l.own(row) || row.Refused != 0 {
			continue
		}
		gone, err := project.Withdrawn(l.tx, row)
		if err != nil {
			return nil, err
		}
		if !gone {
			return func(e store.Event) bool { return e.ID == row.ID }, nil
		}
	}
	return none, nil
}

func ofKind(rows []store.Event, kind syncproto.Kind) []store.Event {
	var found []store.Event
	for _, row := range rows {
		if row.Kind == kind {
			found = append(found, row)
		}
	}
	return found
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
