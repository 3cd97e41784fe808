package storetest

import (
	"slices"
	"testing"

	"zhucun/server/store"
	"zhucun/syncproto"
)

func eventsFound(t *testing.T, s store.Store) {
	met := store.Meeting{Person: 7, Village: 511921100200, Day: 20_000}
	otherDay, deed := met, met
	otherDay.Day++
	deed.Deed = true
	signin := eventID(1, 1)
	update(t, s, func(tx store.Tx) {
		for _, e := range []store.Event{
			{ID: signin, Leaf: leaf(1), Kind: syncproto.KindSignIn, Meeting: &met},
			{ID: eventID(2, 1), Leaf: leaf(2), Kind: syncproto.KindDeed, Meeting: &deed},
			{ID: eventID(1, 3), Leaf: leaf(3), Kind: syncproto.KindConfirmation, Meeting: &met, About: &signin, Attributes: syncproto.Attributes{Subject: leaf(1)}},
			{ID: eventID(1, 2), Leaf: leaf(4), Kind: syncproto.KindConfirmation, Meeting: &otherDay, About: &signin},
			{ID: eventID(2, 2), Leaf: leaf(1), Kind: syncproto.KindNote, About: &signin, Attributes: syncproto.Attributes{Subject: leaf(1)}},
			{ID: eventID(2, 3), Leaf: leaf(2), Kind: syncproto.KindSignIn, Meeting: &met},
		} {
			must(t, "add", addEvent(tx, e))
		}
	})
	view(t, s, func(tx store.Tx) {
		found := func(what string, events []store.Event, err error, want ...uint64) {
			t.Helper()
			lists(t, what, events, err, func(e store.Event) uint64 { return e.Position }, want...)
		}
		events, err := tx.EventsAtMeeting(met)
		found("at the meeting", events, err, 1, 3, 6)
		events, err = tx.EventsAtMeeting(deed)
		found("at the deed", events, err, 2)
		events, err = tx.EventsAbout(signin)
		found("about the signin", events, err, 3, 4, 5)
		events, err = tx.ConfirmationsOf(leaf(1))
		found("confirmations of the leaf", events, err, 3)
		events, err = tx.ConfirmationsOf(syncproto.Leaf{})
		found("confirmations of no leaf", events, err)
		events, err = tx.EventsOfLog(logID(1), 2, 9)
		found("of the log", events, err, 4, 3)
		events, err = tx.EventsAfter(2, 3)
		found("in the feed", events, err, 3, 4, 5)
		events, err = tx.EventsAfter(0, 0)
		found("none of the feed", events, err)
	})
}

func forkKept(t *testing.T, s store.Store) {
	update(t, s, func(tx store.Tx) {
		must(t, "add", addEvent(tx, eventAt(1, 1, 9)))
		must(t, "add the other branch's", addEvent(tx, eventAt(1, 1, 2)))
		wantErr(t, "add the same again", addEvent(tx, eventAt(1, 1, 9)), store.ErrExists)
		first, err := tx.Event(eventID(1, 1))
		must(t, "read", err)
		same(t, "first stored", first.Leaf, leaf(9))
		both, err := tx.EventsOfLog(logID(1), 1, 1)
		lists(t, "both", both, err, func(e store.Event) syncproto.Leaf { return e.Leaf }, leaf(9), leaf(2))
		must(t, "put", tx.PutVisit(store.Visit{ID: eventID(1, 1), Leaf: leaf(9), Grade: 1}))
		must(t, "put", tx.PutVisit(store.Visit{ID: eventID(1, 1), Leaf: leaf(2), Grade: 2}))
		must(t, "put again", tx.PutVisit(store.Visit{ID: eventID(1, 1), Leaf: leaf(9), Grade: 5}))
		visit, err := tx.Visit(eventID(1, 1))
		must(t, "visit", err)
		same(t, "first put, as it is now", visit, store.Visit{ID: eventID(1, 1), Leaf: leaf(9), Grade: 5})
	})
}

// visitsPaged has the two visits of a fork lie on different days, with others between: no page may lose or repeat one.
func visitsPaged(t *testing.T, s store.Store) {
	at := func(log byte, seq uint64, l byte, village syncproto.Village, day syncproto.Day) store.Visit {
		return store.Visit{ID: eventID(log, seq), Leaf: leaf(l), Meeting: store.Meeting{Village: village, Day: day}}
	}
	want := []store.Visit{
		at(9, 1, 1, 511921100200, 5), at(1, 1, 4, 511921100201, 5), at(1, 1, 7, 511921100201, 5), at(1, 2, 1, 511921100201, 5),
		at(2, 1, 1, 511921100201, 5), at(3, 1, 1, 511921100200, 6), at(1, 1, 5, 511921100200, 7),
	}
	update(t, s, func(tx store.Tx) {
		for i := range want {
			must(t, "put", tx.PutVisit(want[(i*3+2)%len(want)]))
		}
	})
	view(t, s, func(tx store.Tx) {
		falling := slices.Clone(want)
		slices.Reverse(falling)
		for limit := 1; limit <= len(want)+1; limit++ {
			same(t, "pages", pages(t, tx, store.VisitQuery{Limit: limit}), want)
			same(t, "pages, the newest first", pages(t, tx, store.VisitQuery{Limit: limit, Newest: true}), falling)
		}
		for _, newest := range []bool{false, true} {
			query := store.VisitQuery{From: 6, To: 6, Newest: newest, After: want[0].Key()} // stands before the days that are asked for
			if newest {
				query.After = want[6].Key() // and this behind them
			}
			same(t, "a page from a row that does not fit", pages(t, tx, query), want[5:6])
		}
	})
}

// pages reads on until there is no more.
func pages(t *testing.T, tx store.Tx, query store.VisitQuery) (got []store.Visit) {
	for {
		page, err := tx.VisitsBy(query)
		must(t, "page", err)
		if len(page) == 0 {
			return got
		}
		got = append(got, page...)
		query.After = page[len(page)-1].Key()
	}
}

func visitsAsked(t *testing.T, s store.Store) {
	yes, no := true, false
	update(t, s, func(tx store.Tx) {
		for n := range byte(120) {
			m := store.Meeting{Deed: n%2 == 1, Person: syncproto.Person(n%3 + 1), Village: 511921100200 + syncproto.Village(n%4), Day: syncproto.Day(n) + 1}
			must(t, "put", tx.PutVisit(store.Visit{ID: eventID(n, 1), Meeting: m, Grade: syncproto.Grade(n%5 + 1)}))
		}
	})
	view(t, s, func(tx store.Tx) {
		for what, c := range map[string]struct {
			query store.VisitQuery
			want  int
		}{
			"all, a page": {store.VisitQuery{}, 100}, "all": {store.VisitQuery{Limit: 1000}, 120}, "village": {store.VisitQuery{Place: "511921100203"}, 30},
			"elsewhere": {store.VisitQuery{Place: "511922"}, 0}, "person": {store.VisitQuery{Person: 2}, 40}, "from": {store.VisitQuery{From: 111}, 10},
			"to": {store.VisitQuery{To: 10}, 10}, "grade": {store.VisitQuery{Grade: 5}, 24}, "deeds": {store.VisitQuery{Deeds: &yes}, 60},
			"visits": {store.VisitQuery{Deeds: &no}, 60}, "together": {store.VisitQuery{Person: 1, From: 4, To: 10, Deeds: &yes}, 2},
			"of a person in a village": {store.VisitQuery{Person: 1, Place: "511921100201"}, 10}, "of a grade in a village": {store.VisitQuery{Grade: 2, Place: "511921100201"}, 6},
			"of a grade in a township": {store.VisitQuery{Grade: 2, Place: "511921100", To: 20}, 4}, "of a grade of a person": {store.VisitQuery{Grade: 2, Person: 2}, 8},
		} {
			found, err := tx.VisitsBy(c.query)
			must(t, what, err)
			if len(found) != c.want {
				t.Errorf("%s: %d visits, want %d", what, len(found), c.want)
			}
			c.query.Newest, c.query.Limit = true, 1000
			falling, err := tx.VisitsBy(c.query)
			must(t, what, err)
			slices.Reverse(falling)
			same(t, what+", turned round", falling[:c.want], found)
		}
	})
}

func gradesCounted(t *testing.T, s store.Store) {
	update(t, s, func(tx store.Tx) {
		for n := range byte(10) {
			m := store.Meeting{Village: 511921100200 + syncproto.Village(n%2)*1_000_000}
			must(t, "put", tx.PutVisit(store.Visit{ID: eventID(n, 1), Meeting: m, Grade: syncproto.Grade(n%3 + 1)}))
		}
		must(t, "grade anew", tx.PutVisit(store.Visit{ID: eventID(0, 1), Meeting: store.Meeting{Village: 511921100200}, Grade: 6}))
	})
	view(t, s, func(tx store.Tx) {
		for place, want := range map[string]map[syncproto.Grade]int{
			"": {1: 3, 2: 3, 3: 3, 6: 1}, "511921": {1: 1, 2: 1, 3: 2, 6: 1}, "511923": nil, "abc": nil,
		} {
			counts, err := tx.CountGrades(place)
			must(t, "count", err)
			same(t, "grades in "+place, counts, want)
		}
	})
}
