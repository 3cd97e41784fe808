package sqlite

import (
	"context"
	"strings"
	"testing"

	"zhucun/server/store"
	"zhucun/syncproto"
)

// Every list of visits is read from one index in the list's own order, either way: nothing is sorted, and a page costs what it holds.
func TestVisitsAreReadInTheOrderOfTheirList(t *testing.T) {
	s := openTest(t)
	row := store.Visit{ID: syncproto.ID(syncproto.LogID{1}, 1), Meeting: store.Meeting{Person: 1, Village: 511921100200, Day: 5}, Grade: syncproto.GradeConfirmed}
	if err := s.Update(t.Context(), func(tx store.Tx) error { return tx.PutVisit(row) }); err != nil {
		t.Fatal(err)
	}
	yes, seen := true, map[string]bool{}
	for _, shape := range []struct {
		query store.VisitQuery
		index string
	}{
		{store.VisitQuery{}, "visit_by_day"}, {store.VisitQuery{Place: "511921"}, "visit_by_day"}, {store.VisitQuery{Place: "511921100"}, "visit_by_day"},
		{store.VisitQuery{Deeds: &yes}, "visit_by_day"},
		{store.VisitQuery{Grade: 1}, "visit_by_grade"}, {store.VisitQuery{Grade: 1, Place: "511921100"}, "visit_by_grade"},
		{store.VisitQuery{Place: "511921100200"}, "visit_of_village"}, {store.VisitQuery{Place: "511921100200", Grade: 1}, "visit_of_village"},
		{store.VisitQuery{Person: 1}, "visit_of_person"}, {store.VisitQuery{Person: 1, Place: "511921100200", Grade: 1}, "visit_of_person"},
	} {
		for bounds := range 16 {
			query := shape.query
			query.Newest = bounds&1 != 0
			if bounds&2 != 0 {
				query.From = 1
			}
			if bounds&4 != 0 {
				query.To = 9
			}
			if bounds&8 != 0 {
				query.After = row.Key()
			}
			for _, step := range planOf(t, s, query, seen) {
				if strings.Contains(step, "TEMP B-TREE") || strings.Contains(step, " visit ") && !strings.Contains(step+" ", "USING INDEX "+shape.index+" ") {
					t.Errorf("%+v: %s; want %s", query, step, shape.index)
				}
				if query.From+query.To != 0 && !strings.Contains(step, "day") {
					t.Errorf("%+v: %s: the days asked for bound nothing", query, step)
				}
			}
		}
	}
	if len(seen) < 100 {
		t.Errorf("only %d statements were looked at", len(seen))
	}
}

// planOf is SQLite's plan for the list of a query; none when another query that was seen asks by the same statement.
func planOf(t *testing.T, s *Store, query store.VisitQuery, seen map[string]bool) (steps []string) {
	t.Helper()
	err := s.View(t.Context(), func(transaction store.Tx) error {
		if _, err := transaction.VisitsBy(query); err != nil {
			return err
		}
		c := transaction.(*tx).connection
		for text := range c.statements {
			if seen[text] || !strings.Contains(text, "ORDER BY day") {
				continue
			}
			seen[text] = true
			rows, err := c.conn.QueryContext(context.Background(), "EXPLAIN QUERY PLAN "+text, make([]any, strings.Count(text, "?"))...)
			if err != nil {
				return err
			}
			for rows.Next() {
				var id, parent, unused int
				var step string
				if err := rows.Scan(&id, &parent, &unused, &step); err != nil {
					return err
				}
				steps = append(steps, step)
			}
			if err := rows.Close(); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		t.Fatalf("%+v: %v", query, err)
	}
	return steps
}
