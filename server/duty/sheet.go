package duty

import (
	"cmp"
	"fmt"
	"maps"
	"slices"
	"strings"

	"zhucun/server/roster"
	"zhucun/server/store"
	"zhucun/syncproto"
)

// Asked says which figures a sheet is to have.
type Asked struct {
	Day    syncproto.Day // any of the month
	Place  string        // code of a village or wider division, within the county; "": all of it
	Person syncproto.Person
	Offset int // the county's civil time, minutes from UTC
}

// Figure is how many days of a month count for one person in one village, with the days behind it.
type Figure struct {
	Village syncproto.Village
	Person  syncproto.Person
	Role    roster.Role // of the posting there in that month; "" when there is none
	Days    []Presence  // in this village, counted or not
}

// Counted is the figure.
func (f Figure) Counted() int { return Count(f.Days) }

// Sheet gives a figure for everybody who was posted to a village of the place in the month, and for whoever else signed in there: by village, in it in the
// roster's order, then the others by number. Nothing is sorted by how many days count. What a person signed in outside the place decides with, and is not
// shown.
func (r Rule) Sheet(tx store.Visits, people *roster.Roster, asked Asked) ([]Figure, error) {
	s := &sheet{at: map[post]int{}}
	from, to := monthOf(asked.Day)
	for _, m := range people.Tables().Members {
		if m.Term.From <= to && from <= m.Term.To && asked.covers(m.Village, m.Person) {
			s.figure(m.Village, m.Person).Role = m.Role
		}
	}
	visits, err := signins(tx, store.VisitQuery{Place: asked.Place, Person: asked.Person, From: from, To: to})
	if err != nil {
		return nil, err
	}
	of := byPerson(visits)
	for _, person := range slices.Sorted(maps.Keys(of)) {
		days := r.Days(of[person], asked.Offset)
		if asked.Place != "" {
			if days, err = r.Month(tx, person, asked.Day, asked.Offset); err != nil {
				return nil, err
			}
		}
		for _, p := range days {
			if asked.covers(p.Village, person) {
				f := s.figure(p.Village, person)
				f.Days = append(f.Days, p)
			}
		}
	}
	slices.SortStableFunc(s.figures, func(a, b Figure) int { return cmp.Compare(a.Village, b.Village) })
	return s.figures, nil
}

func (a Asked) covers(village syncproto.Village, person syncproto.Person) bool {
	return strings.HasPrefix(village.String(), a.Place) && (a.Person == 0 || a.Person == person)
}

// post is a person's place on a sheet.
type post struct {
	village syncproto.Village
	person  syncproto.Person
}

type sheet struct {
	figures []Figure
	at      map[post]int
}

// figure finds one or puts an empty one at the end.
func (s *sheet) figure(village syncproto.Village, person syncproto.Person) *Figure {
	at, ok := s.at[post{village, person}]
	if !ok {
		at = len(s.figures)
		s.at[post{village, person}] = at
		s.figures = append(s.figures, Figure{Village: village, Person: person})
	}
	return &s.figures[at]
}

// Month reads a person's sign-ins of the calendar month that day lies in, wherever they were, and judges them. offset is as for [Rule.Days].
func (r Rule) Month(tx store.Visits, person syncproto.Person, day syncproto.Day, offset int) ([]Presence, error) {
	from, to := monthOf(day)
	visits, err := signins(tx, store.VisitQuery{Person: person, From: from, To: to})
	return r.Days(visits, offset), err
}

func monthOf(day syncproto.Day) (from, to syncproto.Day) {
	first, length := day.Month()
	return first, first + syncproto.Day(length) - 1
}

func byPerson(visits []store.Visit) map[syncproto.Person][]store.Visit {
	of := map[syncproto.Person][]store.Visit{}
	for _, v := range visits {
		of[v.Meeting.Person] = append(of[v.Meeting.Person], v)
	}
	return of
}

const pageSize = 500

// signins reads all of a query, deeds apart.
func signins(tx store.Visits, query store.VisitQuery) (visits []store.Visit, err error) {
	query.Deeds, query.Limit = new(bool), pageSize
	for {
		page, err := tx.VisitsBy(query)
		if err != nil {
			return nil, fmt.Errorf("read the visits of a month: %w", err)
		}
		visits = append(visits, page...)
		if len(page) < query.Limit {
			return visits, nil
		}
		query.After = page[len(page)-1].Key()
	}
}
