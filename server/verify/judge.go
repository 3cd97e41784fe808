package verify

import (
	"errors"
	"fmt"

	"zhucun/server/store"
	"zhucun/syncproto"
	"zhucun/syncproto/proof"
)

// Roster answers what the county knows of people and places. A day or person that it does not know is answered by false.
type Roster interface {
	// KnowsVillage tells whether the village is one of the county's.
	KnowsVillage(village syncproto.Village) bool
	// KnowsPerson tells whether the person was ever posted or appointed.
	KnowsPerson(person syncproto.Person) bool
	// Appointed tells whether the person is supervisor, or deputy, in the village on the day.
	Appointed(person syncproto.Person, village syncproto.Village, day syncproto.Day) bool
	// Kin tells whether two persons are declared kin.
	Kin(a, b syncproto.Person) bool
}

// Tx is what judging reads and writes.
type Tx interface {
	store.Logs
	store.LogKeys
	store.Segments
	store.Codes
	store.People
	store.Events
	store.Meetings
	store.Photos
	store.NamedBlobs
	store.Checkpoints
}

// Record adds a leaf to the county's ledger in the running transaction.
type Record func(kind proof.Kind, statement []byte) error

// Judge holds what judging depends on besides the transaction. It may be used for any number of segments of one transaction.
type Judge struct {
	Tx     Tx
	Roster Roster
	Offset int // minutes of the county's civil time from UTC, 480
	Record Record
}

// Segment judges the events of a verified segment and stores them. row is the segment's own row, which gets its Lo; the segment before is stored and has its
// own. The codes say why an event is refused or waits, 0 for neither, one for each event.
func (j Judge) Segment(row *store.Segment, segment syncproto.Verified) ([]syncproto.Code, error) {
	log, err := j.Tx.Log(row.Log)
	if err != nil {
		return nil, fmt.Errorf("judge segment of log %s: %w", row.Log, err)
	}
	header := segment.Header()
	if row.Lo, err = j.notBefore(log, *row, header); err != nil {
		return nil, err
	}
	clock := clock{lo: row.Lo, hi: row.Received, started: row.Started, elapsed: header.Elapsed}
	codes := make([]syncproto.Code, 0, header.Count)
	for i, data := range segment.Events() {
		e := &judged{Judge: j, log: log, header: header, leaves: segment.Leaves(), last: i == int(header.Count)-1, row: store.Event{
			ID: syncproto.ID(row.Log, header.First+uint64(i)), Leaf: segment.Leaves()[i], Head: row.Head, Bytes: data, Boot: header.Boot,
			OldKey: row.State == store.SegmentOldKey,
		}}
		if err := e.judge(&clock); err != nil {
			return nil, fmt.Errorf("judge event %s: %w", e.row.ID, err)
		}
		codes = append(codes, e.row.Reason)
	}
	return codes, nil
}

// judged is one event on its way to its row.
type judged struct {
	Judge
	log    store.Log
	header syncproto.Header
	leaves []syncproto.Leaf // of its segment
	last   bool             // of its segment
	actor  syncproto.Local
	row    store.Event
}

func (e *judged) judge(clock *clock) error {
	event, err := syncproto.DecodeEvent(e.row.Bytes)
	if err != nil {
		clock.stamp(&e.row, 0)
		e.refuse(refusalOf(err))
		return e.store()
	}
	clock.stamp(&e.row, event.Gap)
	e.row.Kind, e.actor = event.Body.Kind(), event.Actor.Local()
	if known, err := e.knowActor(event); err != nil || !known {
		if err != nil {
			return err
		}
		e.refuse(syncproto.CodeUnknownPerson)
		return e.store()
	}
	if e.row.OldKey && binds(event.Body) {
		e.refuse(syncproto.CodeFork)
		return e.store()
	}
	if err := e.judgeBody(event.Body); err != nil {
		return err
	}
	return e.store()
}

// binds tells the events that would change what others of the log are worth, which an old key may not.
func binds(body syncproto.Body) bool {
	switch body.(type) {
	case syncproto.Correction, syncproto.PersonAdded, syncproto.PersonKey, syncproto.Photo:
		return true
	}
	return false
}

func refusalOf(err error) syncproto.Code {
	if errors.Is(err, syncproto.ErrUnknownKind) {
		return syncproto.CodeUnknownKind
	}
	return syncproto.CodeBadEvent
}

// knowActor resolves the local number. Local 0 is the phone itself.
func (e *judged) knowActor(event syncproto.Event) (bool, error) {
	if e.actor == 0 {
		return true, nil
	}
	member, err := e.Tx.MemberOf(e.log.ID, e.actor)
	if errors.Is(err, store.ErrNotFound) {
		return false, nil
	}
	e.row.Person = member.Person
	return err == nil, err
}

func (e *judged) judgeBody(body syncproto.Body) error {
	switch body := body.(type) {
	case syncproto.SignIn:
		return e.signin(body)
	case syncproto.SignOut:
		return e.pointAt(body.SignIn, syncproto.KindSignIn)
	case syncproto.Confirmation:
		return e.confirmation(body)
	case syncproto.Deed:
		return e.deed(body)
	case syncproto.Photo:
		return e.photo(body)
	case syncproto.Note:
		return e.note(body)
	case syncproto.Correction:
		return e.correction(body)
	case syncproto.PersonAdded:
		return e.personAdded(body)
	case syncproto.PersonKey:
		return e.personKey(body)
	case syncproto.SecretChanged:
		return e.aboutMember(body.Local)
	case syncproto.AttemptsFailed:
		return e.aboutMember(body.Local)
	case syncproto.KeyRotated:
		return e.keyRotated(body)
	}
	return fmt.Errorf("kind %d has no judge", body.Kind())
}

// refuse keeps the event out of everything but the record of refusals.
func (e *judged) refuse(code syncproto.Code) { e.row.Refused, e.row.Reason = code, code }

// wait keeps the event, with the reason why it does not count yet.
func (e *judged) wait(code syncproto.Code) { e.row.Reason = code }

func (e *judged) store() error {
	_, err := e.Tx.AddEvent(e.row)
	if errors.Is(err, store.ErrExists) {
		return nil // the same event on both branches of a fork
	}
	return err
}
