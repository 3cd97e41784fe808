package httpapi

import (
	"context"
	"errors"
	"net/http"
	"slices"
	"testing"

	"pgregory.net/rapid"

	"zhucun/server/store"
	"zhucun/server/store/memory"
	"zhucun/syncproto"
)

// Whatever the records and the size of a page: the pages hold every record once, in the store's order turned round, and lead back the same way.
func TestPagesHoldEveryRecordOnce(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		db := memory.New()
		fill(rt, db)
		n := rapid.IntRange(1, 7).Draw(rt, "page")
		query := store.VisitQuery{Grade: syncproto.Grade(rapid.IntRange(0, 2).Draw(rt, "grade")),
			From: syncproto.Day(rapid.SampledFrom([]int{0, 3, 40}).Draw(rt, "from")), To: syncproto.Day(rapid.SampledFrom([]int{0, 45, 400}).Draw(rt, "to"))}
		err := db.View(context.Background(), func(tx store.Tx) error {
			want, err := tx.VisitsBy(all(query))
			if err != nil {
				return err
			}
			slices.Reverse(want)
			forth, last := walk(rt, tx, query, "", n, func(p shown) string { return p.older })
			if got, want := keys(forth), keys(want); !slices.Equal(got, want) {
				rt.Fatalf("got %v, want %v", got, want)
			}
			if last.newer == "" {
				return nil
			}
			back, first := walk(rt, tx, query, last.newer, n, func(p shown) string { return p.newer })
			if first.newer != "" || len(first.visits) != min(n, len(want)) || len(back) < len(want)-len(last.visits) || first.visits[0].Key() != want[0].Key() {
				rt.Fatalf("the way back ends with %v", keys(first.visits))
			}
			return nil
		})
		if err != nil {
			rt.Fatal(err)
		}
	})
}

func all(query store.VisitQuery) store.VisitQuery {
	query.Limit = 1000
	return query
}

// fill puts records on few days, months apart too, and on the first day there is.
func fill(rt *rapid.T, db store.Store) {
	days := rapid.SampledFrom([]int{0, 1, 3, 30, 31, 32, 45, 400, 401})
	err := db.Update(context.Background(), func(tx store.Tx) error {
		for i := range rapid.IntRange(0, 30).Draw(rt, "records") {
			v := store.Visit{ID: syncproto.ID(syncproto.LogID{1}, uint64(i+1)), Leaf: syncproto.Leaf{byte(i)}, Grade: syncproto.Grade(i%2 + 1),
				Meeting: store.Meeting{Village: syncproto.Village(511921100200 + i%3), Day: syncproto.Day(days.Draw(rt, "day"))}}
			if err := tx.PutVisit(v); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		rt.Fatal(err)
	}
}

func walk(rt *rapid.T, tx store.Visits, query store.VisitQuery, at string, n int, next func(shown) string) (rows []store.Visit, last shown) {
	for range 100 {
		page, err := listed(tx, query, at, n)
		if err != nil {
			rt.Fatal(err)
		}
		if len(page.visits) > n {
			rt.Fatalf("a page of %d holds %d", n, len(page.visits))
		}
		rows, last, at = append(rows, page.visits...), page, next(page)
		if at == "" {
			return rows, last
		}
	}
	rt.Fatal("the pages do not end")
	return nil, shown{}
}

func keys(visits []store.Visit) (list []string) {
	for _, v := range visits {
		list = append(list, v.Meeting.Day.String()+" "+v.Key())
	}
	return list
}

// The record at which a page ended may have changed its grade since: the next page begins beyond its place all the same.
func TestACursorHoldsWhenItsRowFitsNoMore(t *testing.T) {
	db := memory.New()
	visit := func(seq uint64, grade syncproto.Grade) store.Visit {
		return store.Visit{ID: syncproto.ID(syncproto.LogID{1}, seq), Grade: grade, Meeting: store.Meeting{Village: 511921100200, Day: 20_000}}
	}
	err := db.Update(context.Background(), func(tx store.Tx) error {
		for seq := range uint64(5) {
			if err := tx.PutVisit(visit(seq+1, syncproto.GradeWaiting)); err != nil {
				return err
			}
		}
		query := store.VisitQuery{Grade: syncproto.GradeWaiting}
		first, err := listed(tx, query, "", 2)
		if err != nil {
			return err
		}
		if err := tx.PutVisit(visit(4, syncproto.GradeConfirmed)); err != nil {
			return err
		}
		second, err := listed(tx, query, first.older, 2)
		if got, want := keys(second.visits), keys([]store.Visit{visit(3, 0), visit(2, 0)}); !slices.Equal(got, want) {
			t.Errorf("got %v, want %v", got, want)
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
}

func TestACursorThatIsNoneIsABadRequest(t *testing.T) {
	never := store.Visit{ID: syncproto.ID(syncproto.LogID{9}, 9)}
	err := memory.New().View(context.Background(), func(tx store.Tx) error {
		for _, text := range []string{"o", "n", "x1-1-1", "1-1-1", "o1-1-1", cursorAt(olderThan, never), cursorAt(newerThan, never)} {
			_, err := listed(tx, store.VisitQuery{}, text, 1)
			var f *fault
			if !errors.As(err, &f) || f.status != http.StatusBadRequest {
				t.Errorf("%q: %v", text, err)
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
}
