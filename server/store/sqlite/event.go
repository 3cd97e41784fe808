package sqlite

import (
	"database/sql"

	"zhucun/server/store"
	"zhucun/syncproto"
)

const eventColumns = `
	log,
	seq,
	leaf,
	head,
	kind,
	bytes,
	person,
	about_log,
	about_seq,
	meeting_deed,
	meeting_person,
	meeting_village,
	meeting_day,
	boot,
	elapsed,
	reason,
	lo,
	hi,
	best,
	refused,
	standing,
	old_key,
	subject`

func scanEvent(row scanner) (event store.Event, err error) {
	var about reference
	var met meeting
	if err := row.Scan(
		&event.Position,
		fixed(event.ID.Log[:]),
		&event.ID.Seq,
		fixed(event.Leaf[:]),
		fixed(event.Head[:]),
		&event.Kind,
		&event.Bytes,
		&event.Person,
		&about.log,
		&about.seq,
		&met.deed,
		&met.person,
		&met.village,
		&met.day,
		&event.Boot,
		&event.Elapsed,
		&event.Reason,
		&event.Lo,
		&event.Hi,
		&event.Best,
		&event.Refused,
		&event.Standing,
		&event.OldKey,
		fixed(event.Subject[:]),
	); err != nil {
		return event, err
	}
	event.Meeting = met.row()
	event.About, err = about.id()
	return event, err
}

// meeting scans the four columns that are null together.
type meeting struct {
	deed    sql.Null[bool]
	person  sql.Null[syncproto.Person]
	village sql.Null[syncproto.Village]
	day     sql.Null[syncproto.Day]
}

func (m meeting) row() *store.Meeting {
	if !m.person.Valid {
		return nil
	}
	return &store.Meeting{Deed: m.deed.V, Person: m.person.V, Village: m.village.V, Day: m.day.V}
}

func meetingColumns(m *store.Meeting) (deed, person, village, day any) {
	if m == nil {
		return nil, nil, nil, nil
	}
	return m.Deed, int64(m.Person), int64(m.Village), int64(m.Day)
}

// AddEvent is store.Events'. It is most of the work of taking in, so numbers go in as the type that the driver takes without reflection.
func (t *tx) AddEvent(event store.Event) (position uint64, err error) {
	aboutLog, aboutSeq := referenceTo(event.About)
	deed, person, village, day := meetingColumns(event.Meeting)
	var subject any
	if event.Subject != (syncproto.Leaf{}) {
		subject = event.Subject[:]
	}
	result, err := t.exec(`INSERT INTO event (`+eventColumns+`) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
		event.ID.Log[:],
		int64(event.ID.Seq),
		event.Leaf[:],
		event.Head[:],
		int64(event.Kind),
		blob(event.Bytes),
		int64(event.Person),
		aboutLog,
		aboutSeq,
		deed,
		person,
		village,
		day,
		int64(event.Boot),
		int64(event.Elapsed),
		int64(event.Reason),
		event.Lo,
		event.Hi,
		event.Best,
		int64(event.Refused),
		int64(event.Standing),
		event.OldKey,
		subject,
	)
	if err != nil {
		return 0, err
	}
	id, err := result.LastInsertId()
	return uint64(id), err
}

// Event is store.Events'.
func (t *tx) Event(id syncproto.EventID) (store.Event, error) {
	return one(t, scanEvent, `SELECT position,`+eventColumns+` FROM event WHERE log = ? AND seq = ? ORDER BY position LIMIT 1`, id.Log[:], id.Seq)
}

// EventsAfter is store.Events'.
func (t *tx) EventsAfter(position uint64, limit int) ([]store.Event, error) {
	return all(t, scanEvent, `SELECT position,`+eventColumns+` FROM event WHERE position > ? ORDER BY position LIMIT ?`, position, max(0, limit))
}

// EventsAbout is store.Events'.
func (t *tx) EventsAbout(id syncproto.EventID) ([]store.Event, error) {
	return all(t, scanEvent, `SELECT position,`+eventColumns+` FROM event WHERE about_log = ? AND about_seq = ? ORDER BY position`, id.Log[:], id.Seq)
}

// EventsOfLog is store.Events'.
func (t *tx) EventsOfLog(log syncproto.LogID, from, to uint64) ([]store.Event, error) {
	return all(t, scanEvent, `SELECT position,`+eventColumns+` FROM event WHERE log = ? AND seq BETWEEN ? AND ? ORDER BY seq, position`, log[:], from, to)
}
