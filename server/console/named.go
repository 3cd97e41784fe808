package console

import (
	"strconv"

	"zhucun/server/evidence"
	"zhucun/server/roster"
	"zhucun/server/store"
	"zhucun/syncproto"
)

// Rosters gives the newest roster in a transaction; it may answer from memory while the version is the same.
type Rosters interface {
	Load(tx store.Rosters) (*roster.Roster, error)
}

// Named is an evidence record with the roster that names its persons and places.
type Named struct {
	evidence.Record
	Roster *roster.Roster
}

// Load reads the record of a visit or deed with its names; offset is the county's civil time in minutes from UTC. store.ErrNotFound.
func Load(tx store.Tx, rosters Rosters, offset int, id syncproto.EventID) (Named, error) {
	current, err := rosters.Load(tx)
	if err != nil {
		return Named{}, err
	}
	record, err := evidence.Load(tx, current, offset, id)
	return Named{record, current}, err
}

// person is the name, or the number of somebody whom the roster does not know.
func (n Named) person(number uint32) string {
	if name, ok := n.Roster.Name(syncproto.Person(number)); ok {
		return isolated(name)
	}
	return strconv.FormatUint(uint64(number), 10)
}

// village is the names of the village and the township it lies in.
func (n Named) village() (village, township string) { return placeNames(n.Roster, n.Village) }

func placeNames(r *roster.Roster, code string) (village, township string) {
	v, ok := r.Division(roster.DivisionCode(code))
	if !ok {
		return code, ""
	}
	t, _ := r.Division(v.Parent)
	return isolated(v.Name), isolated(t.Name)
}

func (n Named) household(number uint32) string {
	if h, ok := n.Roster.Household(syncproto.Household(number)); ok {
		return isolated(h.Head)
	}
	return strconv.FormatUint(uint64(number), 10)
}

// confirmation that made the grade; nil without.
func (n Named) confirmation() *evidence.Confirmation {
	for i, c := range n.Confirmations {
		if n.By != "" && c.ID == n.By {
			return &n.Confirmations[i]
		}
	}
	return nil
}

// statement of the record's own event.
func (n Named) statement() evidence.Statement {
	if n.Deed != nil {
		return n.Deed.Statement
	}
	if n.SignIn != nil {
		return n.SignIn.Statement
	}
	return evidence.Statement{}
}

// segment that holds the record's own event.
func (n Named) segment() evidence.Segment {
	head := n.statement().Head
	for _, s := range n.Segments {
		if s.Head == head {
			return s
		}
	}
	return evidence.Segment{}
}
