package memory

import (
	"bytes"
	"cmp"
	"slices"
	"strings"

	"zhucun/server/store"
	"zhucun/syncproto"
)

const visitsPerPage = 100

// PutVisit is store.Visits'.
func (t *tx) PutVisit(visit store.Visit) error {
	key := leafAt{visit.ID, visit.Leaf}
	if _, err := t.visits.get(key); err != nil {
		return t.visits.add(key, copyVisit(visit))
	}
	return t.visits.change(key, func(row *store.Visit) { *row = copyVisit(visit) })
}

// Visit is store.Visits'.
func (t *tx) Visit(id syncproto.EventID) (store.Visit, error) {
	visit, err := first(t.visits.where(func(v *store.Visit) bool { return v.ID == id }))
	return out(visit, err, copyVisit)
}

// VisitsBy is store.Visits'.
func (t *tx) VisitsBy(query store.VisitQuery) ([]store.Visit, error) {
	found, order := t.visits.where(func(v *store.Visit) bool { return asked(query, v) }), compareVisits
	if query.Newest {
		order = func(a, b *store.Visit) int { return compareVisits(b, a) }
	}
	slices.SortFunc(found, order)
	if query.After != "" {
		last, err := first(t.visits.where(func(v *store.Visit) bool { return v.Key() == query.After }))
		if err != nil {
			return nil, err
		}
		found = slices.DeleteFunc(found, func(v *store.Visit) bool { return order(v, last) <= 0 })
	}
	limit := query.Limit
	if limit <= 0 {
		limit = visitsPerPage
	}
	return list(atMost(found, limit), copyVisit), nil
}

func asked(query store.VisitQuery, v *store.Visit) bool {
	m := v.Meeting
	return strings.HasPrefix(m.Village.String(), query.Place) &&
		(query.Person == 0 || m.Person == query.Person) &&
		(query.From == 0 || m.Day >= query.From) &&
		(query.To == 0 || m.Day <= query.To) &&
		(query.Grade == 0 || v.Grade == query.Grade) &&
		(query.Deeds == nil || m.Deed == *query.Deeds)
}

func compareVisits(a, b *store.Visit) int {
	return cmp.Or(
		cmp.Compare(a.Meeting.Day, b.Meeting.Day),
		cmp.Compare(a.Meeting.Village, b.Meeting.Village),
		compareIDs(a.ID, b.ID),
		bytes.Compare(a.Leaf[:], b.Leaf[:]),
	)
}

func compareIDs(a, b syncproto.EventID) int {
	return cmp.Or(bytes.Compare(a.Log[:], b.Log[:]), cmp.Compare(a.Seq, b.Seq))
}

// CountGrades is store.Visits'.
func (t *tx) CountGrades(place string) (map[syncproto.Grade]int, error) {
	grades := map[syncproto.Grade]int{}
	for _, v := range t.visits.rows {
		if strings.HasPrefix(v.Meeting.Village.String(), place) {
			grades[v.Grade]++
		}
	}
	return grades, nil
}

// Cursor is store.Cursors'.
func (t *tx) Cursor(stage string) (uint64, error) {
	if position, err := t.cursors.get(stage); err == nil {
		return *position, nil
	}
	return 0, nil
}

// SetCursor is store.Cursors'.
func (t *tx) SetCursor(stage string, position uint64) error {
	if _, err := t.cursors.get(stage); err != nil {
		return t.cursors.add(stage, position)
	}
	return t.cursors.change(stage, func(row *uint64) { *row = position })
}

// AddIncident is store.Incidents'.
func (t *tx) AddIncident(incident store.Incident) error {
	alike := func(i *store.Incident) bool {
		return i.Log != nil && incident.Log != nil && *i.Log == *incident.Log && i.Kind == incident.Kind && i.Seq == incident.Seq
	}
	if len(t.incidents.where(alike)) > 0 {
		return store.ErrExists
	}
	return t.incidents.add(incident.ID, copyIncident(incident))
}

// IncidentsIn is store.Incidents'.
func (t *tx) IncidentsIn(place string, limit int) ([]store.Incident, error) {
	found := t.incidents.where(func(i *store.Incident) bool { return strings.HasPrefix(i.Place, place) })
	slices.Reverse(found)
	slices.SortStableFunc(found, func(a, b *store.Incident) int { return cmp.Compare(b.At, a.At) })
	return list(atMost(found, limit), copyIncident), nil
}
