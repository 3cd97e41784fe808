package roster

import (
	"cmp"
	"io"
	"slices"
	"strconv"

	"zhucun/syncproto"
)

// Read turns five files into a Roster. With an error among the findings there is none, and nothing else has changed
// either. Warnings judge teams and supervisors as they are on one day. Memory is bounded by the limits of this package.
func Read(files Files, on syncproto.Day) (*Roster, Findings) {
	found := newCollector()
	d := readDraft(files, found)
	d.checkDivisions()
	d.checkTeams()
	d.checkMembers()
	d.checkHouseholds()
	d.checkSupervisors()
	if found.count[Error] > 0 {
		return nil, found.findings()
	}
	r := New(d.tables())
	d.warnTeams(r, on)
	d.warnPlaces(r, on)
	d.warnPostings()
	d.warnSupervisors(r, on)
	return r, found.findings()
}

// draft is what was read, each value beside its row, before it is known to be whole.
type draft struct {
	found       *collector
	divisions   listing[DivisionCode, Division]
	teams       listing[syncproto.Village, Team]
	members     listing[syncproto.Person, Member]
	households  listing[syncproto.Household, Household]
	supervisors listing[syncproto.Person, Supervisor]
	supervises  map[postedTo]bool          // who is a supervisor where, whenever; village 0 could not be read
	names       map[syncproto.Person]named // where a person was first named
}

func readDraft(files Files, found *collector) *draft {
	d := &draft{found: found, names: map[syncproto.Person]named{}, supervises: map[postedTo]bool{}}
	d.divisions = read(DivisionsFile, files.Divisions, found, readDivision,
		key[DivisionCode, Division]{func(d Division) DivisionCode { return d.Code }, "code", CodeDuplicateCode})
	d.teams = read(TeamsFile, files.Teams, found, readTeam,
		key[syncproto.Village, Team]{func(t Team) syncproto.Village { return t.Village }, "village", CodeDuplicateTeam})
	d.members = read(MembersFile, files.Members, found, readMember,
		key[syncproto.Person, Member]{of: func(m Member) syncproto.Person { return m.Person }})
	d.households = read(HouseholdsFile, files.Households, found, readHousehold,
		key[syncproto.Household, Household]{func(h Household) syncproto.Household { return h.Number }, "household", CodeDuplicateHousehold})
	d.supervisors = read(SupervisorsFile, files.Supervisors, found, readSupervisor,
		key[syncproto.Person, Supervisor]{of: func(s Supervisor) syncproto.Person { return s.Person }})
	for _, e := range d.supervisors.rows {
		d.supervises[postedTo{e.value.Person, e.value.Village}] = true
	}
	return d
}

func (d *draft) tables() Tables {
	return Tables{
		Divisions:   d.divisions.values(),
		Teams:       d.teams.values(),
		Members:     d.members.values(),
		Households:  d.households.values(),
		Supervisors: d.supervisors.values(),
	}
}

type entry[T any] struct {
	value T
	row   row
}

// listing is the rows of a file and its keys. Of a partial one it is not known what it lacks.
type listing[K comparable, T any] struct {
	rows    []entry[T]
	first   map[K]entry[T]
	partial bool
}

// key says what others refer to a row by. Without a code, several rows may have one key.
type key[K comparable, T any] struct {
	of     func(T) K
	column string
	twice  Code
}

func read[K comparable, T any](file File, source io.Reader, found *collector, parse func(row) T, by key[K, T]) listing[K, T] {
	l := listing[K, T]{first: map[K]entry[T]{}}
	nameless := false
	cut := readRows(file, source, found, func(r row) {
		e := entry[T]{parse(r), r}
		l.rows = append(l.rows, e)
		var none K
		k := by.of(e.value)
		if k == none {
			nameless = true
		} else if first, taken := l.first[k]; !taken {
			l.first[k] = e
		} else if by.twice != "" {
			r.fail(by.column, by.twice, "value", r.cell(by.column), "row", strconv.Itoa(first.row.line))
		}
	})
	l.partial = cut || nameless
	return l
}

// has tells whether a reference leads somewhere, as far as that can be known. The zero key was reported where it stands.
func (l listing[K, T]) has(k K) bool {
	var none K
	_, known := l.first[k]
	return known || l.partial || k == none
}

func (l listing[K, T]) values() []T {
	values := make([]T, len(l.rows))
	for i, e := range l.rows {
		values[i] = e.value
	}
	return values
}

// overlapping reports each entry that begins before an earlier one of the same key has ended.
func overlapping[K comparable, T any](entries []entry[T], of func(T) (K, Term), report func(e, earlier entry[T])) {
	from := func(e entry[T]) syncproto.Day { _, t := of(e.value); return t.From }
	sorted := slices.SortedStableFunc(slices.Values(entries), func(a, b entry[T]) int { return cmp.Compare(from(a), from(b)) })
	latest := map[K]entry[T]{}
	for _, e := range sorted {
		k, term := of(e.value)
		earlier, before := latest[k]
		_, last := of(earlier.value)
		var none K
		switch {
		case term == Term{} || k == none:
		case before && term.From <= last.To:
			report(e, earlier)
		}
		if !before || term.To > last.To {
			latest[k] = e
		}
	}
}
