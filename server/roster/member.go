package roster

import (
	"strconv"

	"zhucun/syncproto"
)

// Role of a member in the team (R6).
type Role string

// Roles.
const (
	Leader         Role = "leader"
	Cadre          Role = "cadre"
	FirstSecretary Role = "first_secretary"
)

// Side that sends a leader or cadre: each team has one of each (R43, R44).
type Side string

// Sides.
const (
	Township   Side = "township"
	Department Side = "department"
)

// Member is one posting: a person in a role in a village for a term. A person has as many as it had postings (R3).
type Member struct {
	Person      syncproto.Person
	Name        string
	SortKey     string // orders lists where the order of the characters is wrong for a name; may be empty
	Role        Role
	Side        Side // may be empty for a First Secretary
	SendingUnit string
	Village     syncproto.Village
	Term        Term
	Phone       string // may be empty
}

func readMember(r row) Member {
	m := Member{
		Person:      r.person("person"),
		Name:        r.name("name", MaxName),
		SortKey:     r.text("sort_key", MaxName),
		Role:        Role(r.choice("role", roles())),
		SendingUnit: r.name("sending_unit", MaxUnit),
		Village:     r.village("village"),
		Term:        r.term(),
		Phone:       r.phone("phone"),
	}
	if m.Role != FirstSecretary || r.cell("side") != "" {
		m.Side = Side(r.choice("side", sides()))
	}
	return m
}

func (d *draft) checkMembers() {
	for _, e := range d.members.rows {
		d.checkVillage(e.row, e.value.Village)
		d.checkSamePerson(e.row, e.value.Person, e.value.Name)
	}
	overlapping(d.members.rows, func(m Member) (postedTo, Term) { return postedTo{m.Person, m.Village}, m.Term },
		func(e, earlier entry[Member]) {
			e.row.fail("from", CodePostingOverlap, "person", number(e.value.Person), "row", strconv.Itoa(earlier.row.line))
		})
}

type postedTo struct {
	person  syncproto.Person
	village syncproto.Village
}

// warnPostings reports persons posted to two villages at a time: a day counts for one village (R21).
func (d *draft) warnPostings() {
	overlapping(d.members.rows, func(m Member) (syncproto.Person, Term) { return m.Person, m.Term },
		func(e, earlier entry[Member]) {
			e.row.fail("village", CodeTwoPostings, "person", number(e.value.Person), "row", strconv.Itoa(earlier.row.line))
		})
}

// checkSamePerson reports a number that stands for two names: numbers are never reused.
func (d *draft) checkSamePerson(r row, person syncproto.Person, name string) {
	if person == 0 || name == "" {
		return
	}
	first, ok := d.names[person]
	if !ok {
		d.names[person] = named{name, r}
	} else if first.name != name {
		r.fail("name", CodePersonDiffers, "person", number(person), "file", string(first.row.file), "row", strconv.Itoa(first.row.line))
	}
}

type named struct {
	name string
	row  row
}

func number(person syncproto.Person) string { return strconv.FormatUint(uint64(person), 10) }
