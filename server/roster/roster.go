package roster

import (
	"cmp"
	"slices"

	"zhucun/syncproto"
)

// Tables are the rows of a county, as a store keeps them.
type Tables struct {
	Divisions   []Division
	Teams       []Team
	Members     []Member
	Households  []Household
	Supervisors []Supervisor
}

// Roster answers questions about a county. It never changes and may be used concurrently; a new import is a new Roster.
type Roster struct {
	tables       Tables
	divisions    map[DivisionCode]Division
	teams        map[syncproto.Village]Team
	households   map[syncproto.Household]Household
	postings     map[syncproto.Person][]Member
	appointments map[syncproto.Person][]Supervisor
	members      map[syncproto.Village][]Member
	supervisors  map[syncproto.Village][]Supervisor
	kin          map[[2]syncproto.Person]bool
}

// New makes a Roster of rows that a Read once returned. It takes them over and checks nothing.
func New(t Tables) *Roster {
	r := &Roster{
		tables:       t,
		divisions:    by(t.Divisions, func(d Division) DivisionCode { return d.Code }),
		teams:        by(t.Teams, func(t Team) syncproto.Village { return t.Village }),
		households:   by(t.Households, func(h Household) syncproto.Household { return h.Number }),
		postings:     group(t.Members, func(m Member) syncproto.Person { return m.Person }, postedFrom),
		members:      group(t.Members, func(m Member) syncproto.Village { return m.Village }, postedFrom),
		appointments: group(t.Supervisors, func(s Supervisor) syncproto.Person { return s.Person }, appointedFrom),
		supervisors:  group(t.Supervisors, func(s Supervisor) syncproto.Village { return s.Village }, appointedFrom),
		kin:          map[[2]syncproto.Person]bool{},
	}
	for _, s := range t.Supervisors {
		for _, member := range s.KinOf {
			r.kin[[2]syncproto.Person{s.Person, member}] = true
			r.kin[[2]syncproto.Person{member, s.Person}] = true
		}
	}
	return r
}

func postedFrom(m Member) syncproto.Day        { return m.Term.From }
func appointedFrom(s Supervisor) syncproto.Day { return s.Term.From }

func by[K comparable, T any](rows []T, key func(T) K) map[K]T {
	m := make(map[K]T, len(rows))
	for _, row := range rows {
		m[key(row)] = row
	}
	return m
}

func group[K comparable, T any](rows []T, key func(T) K, from func(T) syncproto.Day) map[K][]T {
	m := map[K][]T{}
	for _, row := range rows {
		m[key(row)] = append(m[key(row)], row)
	}
	for _, list := range m {
		slices.SortStableFunc(list, func(a, b T) int { return cmp.Compare(from(a), from(b)) })
	}
	return m
}

// Tables are the rows the Roster was made of, for a store to keep. They belong to the Roster: read them only.
func (r *Roster) Tables() Tables { return r.tables }

// County is the division of the county itself.
func (r *Roster) County() Division {
	i := slices.IndexFunc(r.tables.Divisions, func(d Division) bool { return d.Level() == LevelCounty })
	if i < 0 {
		return Division{}
	}
	return r.tables.Divisions[i]
}

// Division with a code of any level.
func (r *Roster) Division(code DivisionCode) (Division, bool) {
	d, ok := r.divisions[code]
	return d, ok
}

// Village or residents' committee with a code.
func (r *Roster) Village(v syncproto.Village) (Division, bool) { return r.Division(VillageCode(v)) }

// Team of a village.
func (r *Roster) Team(v syncproto.Village) (Team, bool) {
	t, ok := r.teams[v]
	return t, ok
}

// Household with a number.
func (r *Roster) Household(n syncproto.Household) (Household, bool) {
	h, ok := r.households[n]
	return h, ok
}

// Name of a person, whether member or supervisor; ok tells whether the roster knows the number at all.
func (r *Roster) Name(person syncproto.Person) (name string, ok bool) {
	if p := r.postings[person]; len(p) > 0 {
		return p[0].Name, true
	}
	if a := r.appointments[person]; len(a) > 0 {
		return a[0].Name, true
	}
	return "", false
}

// Postings of a person, the earliest first.
func (r *Roster) Postings(person syncproto.Person) []Member { return slices.Clone(r.postings[person]) }

// PostedOn tells whether a person was posted to a village on a day.
func (r *Roster) PostedOn(person syncproto.Person, village syncproto.Village, day syncproto.Day) bool {
	return slices.ContainsFunc(r.postings[person], func(m Member) bool { return m.Village == village && m.Term.Covers(day) })
}

func (r *Roster) posted(person syncproto.Person, village syncproto.Village) bool {
	return slices.ContainsFunc(r.postings[person], func(m Member) bool { return m.Village == village })
}

// Appointments of a supervisor, the earliest first.
func (r *Roster) Appointments(person syncproto.Person) []Supervisor {
	return slices.Clone(r.appointments[person])
}

// Supervisor is the appointment a person held in a village on a day. There is at most one.
func (r *Roster) Supervisor(person syncproto.Person, village syncproto.Village, day syncproto.Day) (Supervisor, bool) {
	for _, s := range r.appointments[person] {
		if s.Village == village && s.Term.Covers(day) {
			return s, true
		}
	}
	return Supervisor{}, false
}

// HouseholdOf is the household for which a person supervises in a village on a day; false when the person does not.
func (r *Roster) HouseholdOf(person syncproto.Person, village syncproto.Village, day syncproto.Day) (syncproto.Household, bool) {
	supervisor, ok := r.Supervisor(person, village, day)
	return supervisor.Household, ok
}

// AppointedOn tells whether a person supervised, as supervisor or deputy, in a village on a day (R37).
func (r *Roster) AppointedOn(person syncproto.Person, village syncproto.Village, day syncproto.Day) bool {
	_, ok := r.Supervisor(person, village, day)
	return ok
}

// Kin tells whether two persons are declared kin, whichever of them is the supervisor. Kinship has no term: it was so
// before it was declared and does not end with an appointment.
func (r *Roster) Kin(person, other syncproto.Person) bool {
	return r.kin[[2]syncproto.Person{person, other}]
}

// MembersOn are the members of a village's team on a day, the longest posted first.
func (r *Roster) MembersOn(village syncproto.Village, day syncproto.Day) []Member {
	return slices.DeleteFunc(slices.Clone(r.members[village]), func(m Member) bool { return !m.Term.Covers(day) })
}

// SupervisorsOn are the supervisors of a village on a day, deputies among them, the longest appointed first.
func (r *Roster) SupervisorsOn(village syncproto.Village, day syncproto.Day) []Supervisor {
	return slices.DeleteFunc(slices.Clone(r.supervisors[village]), func(s Supervisor) bool { return !s.Term.Covers(day) })
}
