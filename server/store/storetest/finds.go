package storetest

import (
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
		byLeaf, err := tx.EventByLeaf(leaf(2))
		found("first by leaf", []store.Event{byLeaf}, err, 2)
		_, err = tx.EventByLeaf(leaf(3))
		wantErr(t, "a confirmation by leaf", err, store.ErrNotFound)
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
		for limit := 1; limit <= len(want)+1; limit++ {
			var got []store.Visit
			query := store.VisitQuery{Limit: limit}
			for range len(want) + 1 {
				page, err := tx.VisitsBy(query)
				must(t, "page", err)
				if len(page) == 0 {
					break
				}
				got = append(got, page...)
				query.After = page[len(page)-1].Key()
			}
			same(t, "pages", got, want)
		}
	})
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
		} {
			found, err := tx.VisitsBy(c.query)
			must(t, what, err)
			if len(found) != c.want {
				t.Errorf("%s: %d visits, want %d", what, len(found), c.want)
			}
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

func blobsAsked(t *testing.T, s store.Store) {
	update(t, s, func(tx store.Tx) {
		for _, b := range []store.NamedBlob{
			{Log: logID(1), Hash: hash(4), Role: store.BlobOriginal, Manifest: hash(1), Length: 9},
			{Log: logID(1), Hash: hash(9), Role: store.BlobView, Manifest: hash(2)},
			{Log: logID(1), Hash: hash(3), Role: store.BlobView, Manifest: hash(1)},
			{Log: logID(1), Hash: hash(3), Role: store.BlobThumbnail, Manifest: hash(7)},
			{Log: logID(1), Hash: hash(3), Role: store.BlobThumbnail, Manifest: hash(5)},
			{Log: logID(1), Hash: hash(1), Role: store.BlobManifest, Manifest: hash(1)},
			{Log: logID(2), Hash: hash(3), Role: store.BlobView, Manifest: hash(1), Complete: 5},
			{Log: logID(1), Hash: hash(8), Role: store.BlobThumbnail, Manifest: hash(1)},
		} {
			must(t, "name", tx.NameBlob(b))
		}
		must(t, "name again", tx.NameBlob(store.NamedBlob{Log: logID(1), Hash: hash(4), Role: store.BlobOriginal, Manifest: hash(1), Length: 7}))
		must(t, "complete", tx.CompleteBlob(hash(8), 77))
	})
	view(t, s, func(tx store.Tx) {
		name := func(b store.NamedBlob) [3]byte { return [3]byte{b.Hash[0], byte(b.Role.Order()), b.Manifest[0]} }
		blobs, err := tx.IncompleteBlobs(logID(1), 10)
		lists(t, "incomplete", blobs, err, name, [3]byte{1, 1, 1}, [3]byte{3, 2, 5}, [3]byte{9, 3, 2})
		blobs, err = tx.IncompleteBlobs(logID(1), 1)
		lists(t, "at most one", blobs, err, name, [3]byte{1, 1, 1})
		blobs, err = tx.BlobsOf(hash(1))
		lists(t, "of the manifest", blobs, err, func(b store.NamedBlob) [3]int64 { return [3]int64{int64(b.Hash[0]), int64(b.Log[0]), b.Complete} },
			[3]int64{1, 1, 0}, [3]int64{8, 1, 77}, [3]int64{3, 2, 5}, [3]int64{4, 1, 0})
		same(t, "named first", blobs[3].Length, 9)
		blob, err := tx.NamedBlob(logID(1), hash(3))
		lists(t, "by hash", []store.NamedBlob{blob}, err, name, [3]byte{3, 2, 5})
	})
}

func originalsWanted(t *testing.T, s store.Store) {
	update(t, s, func(tx store.Tx) {
		for _, p := range []store.Photo{
			{ID: eventID(1, 300), Shows: eventID(1, 1), Manifest: hash(2)}, {ID: eventID(1, 5), Shows: eventID(1, 1), Manifest: hash(1)},
			{ID: eventID(2, 5), Shows: eventID(1, 1), Manifest: hash(1)}, {ID: eventID(1, 8), Shows: eventID(1, 2), Manifest: hash(1)},
		} {
			must(t, "add", tx.AddPhoto(p))
			original := store.NamedBlob{Log: p.ID.Log, Hash: hash(p.Manifest[0] + 10), Role: store.BlobOriginal, Manifest: p.Manifest}
			must(t, "name", tx.NameBlob(original))
		}
		must(t, "want", tx.WantOriginal(hash(1)))
	})
	asked := func(tx store.Tx, log byte, want ...byte) {
		t.Helper()
		wanted, err := tx.WantedOriginals(logID(log))
		lists(t, "wanted", wanted, err, func(h syncproto.Hash) byte { return h[0] }, want...)
		blobs, err := tx.IncompleteBlobs(logID(log), 10)
		lists(t, "incomplete", blobs, err, func(b store.NamedBlob) byte { return b.Manifest[0] }, want...)
	}
	update(t, s, func(tx store.Tx) {
		name := func(p store.Photo) uint64 { return p.ID.Seq }
		photos, err := tx.PhotosOf(eventID(1, 1))
		lists(t, "photos of the event", photos, err, name, 5, 300, 5)
		photos, err = tx.PhotosWith(hash(1))
		lists(t, "photos with the manifest", photos, err, name, 5, 8, 5)
		asked(tx, 1, 1)
		asked(tx, 2, 1)
		must(t, "want", tx.WantOriginal(hash(2)))
		asked(tx, 1, 1, 2)
		must(t, "complete", tx.CompleteBlob(hash(11), 5))
		asked(tx, 1, 2)
		asked(tx, 2)
	})
}
