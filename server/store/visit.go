package store

import "zhucun/syncproto"

// Visit is a signin or deed with its grade: what the projection says of it now. It is derived, and can be made again from the events.
type Visit struct {
	ID            syncproto.EventID
	Leaf          syncproto.Leaf
	Meeting       Meeting
	Sheet         syncproto.Sheet // 0 for a deed
	Where         syncproto.Where
	Grade         syncproto.Grade
	By            *syncproto.EventID // the confirmation that made the grade
	Custody       syncproto.Custody  // of the confirming key; 0 without one
	Means         syncproto.Means    // by which it was confirmed; 0 without
	Stay          *syncproto.Stay
	Lo, Hi, Best  int64
	LeftAfter     *uint64 // seconds from signin to signout by the phone's own elapsed time; nil without signout or after a restart between
	Confirmations []syncproto.EventID
	Reasons       []syncproto.Code
}

// Key tells apart the visits of a fork, which share an id. It names no person and may stand in an address.
func (v Visit) Key() string { return v.ID.String() + "-" + v.Leaf.String() }

// VisitQuery picks visits. Zero fields do not restrict.
type VisitQuery struct {
	Place    string // prefix of village codes
	Person   syncproto.Person
	From, To syncproto.Day // To inclusive; 0: open
	Grade    syncproto.Grade
	Deeds    *bool
	After    string // page: Key of the last row of the page before, which need not fit the query
	Newest   bool   // falling instead of rising
	Limit    int    // 0: 100
}

// Visits are the projected visits and deeds.
type Visits interface {
	// PutVisit writes one, over what stood under its id and leaf.
	PutVisit(visit Visit) error
	// Visit finds one, of a fork's the one put first; ErrNotFound.
	Visit(id syncproto.EventID) (Visit, error)
	// VisitsBy lists by query, rising by (day, village, id, leaf), or falling with Newest. ErrNotFound when After names no visit.
	VisitsBy(query VisitQuery) ([]Visit, error)
	// CountGrades counts visits and deeds of a place by grade.
	CountGrades(place string) (map[syncproto.Grade]int, error)
}

// Cursors are how far each stage has read the feed.
type Cursors interface {
	// Cursor is 0 for a stage that has not begun.
	Cursor(stage string) (uint64, error)
	// SetCursor is written in the same transaction as what the stage made.
	SetCursor(stage string, position uint64) error
}

// Incident is something that an officer should look at. It decides nothing.
type Incident struct {
	ID     string // uuid v7
	Kind   string // stable word, also the key of its text
	Log    *syncproto.LogID
	Seq    uint64
	Place  string // division code by which it is shown
	At     int64
	Detail map[string]string // numbers and ids for the text; no personal data
}

// Incidents are listed newest first.
type Incidents interface {
	// AddIncident adds one; ErrExists when one of the same kind, log and seq, or with its ID, is there. Without a log only ID counts.
	AddIncident(incident Incident) error
	// IncidentsIn lists those of a place ("" for all), by At, then the one added last, newest first, at most limit.
	IncidentsIn(place string, limit int) ([]Incident, error)
}
