package storetest

import (
	"testing"

	"zhucun/server/store"
	"zhucun/syncproto"
)

// kind is a kind of row: how one is added and read, and whether a second one under the same key is ErrExists.
type kind struct {
	name string
	// comesBack adds a row that make has made, and compares it with what is read
	comesBack func(t *testing.T, tx store.Tx, f *filler)
	// addTwice gives the error of the second of two additions
	addTwice func(tx store.Tx) error
}

// rowKind ties the methods of a role together. prepare makes a filled row one that can be there; it may be nil.
func rowKind[T any](name string, prepare func(*T), add func(store.Tx, T) error, read func(store.Tx, T) (T, error)) kind {
	made := func(f *filler) T {
		row := fill[T](f)
		if prepare != nil {
			prepare(&row)
		}
		return row
	}
	return kind{
		name: name,
		comesBack: func(t *testing.T, tx store.Tx, f *filler) {
			for what, row := range map[string]T{"filled": made(f), "with zero in every field": zeroOf(prepare)} {
				must(t, "add a row "+what, add(tx, row))
				got, err := read(tx, row)
				must(t, "read a row "+what, err)
				same(t, "row "+what, got, row)
			}
		},
		addTwice: func(tx store.Tx) error {
			row := made(&filler{})
			if err := add(tx, row); err != nil {
				return err
			}
			return add(tx, row)
		},
	}
}

func zeroOf[T any](prepare func(*T)) (row T) {
	if prepare != nil {
		prepare(&row)
	}
	return row
}

// kinds is every row that is added. Those that are put, or set, or are nil when they are there, are in puts.
func kinds() []kind {
	return []kind{
		rowKind("log", nil, store.Tx.AddLog, func(tx store.Tx, r store.Log) (store.Log, error) { return tx.Log(r.ID) }),
		rowKind("log key", nil, store.Tx.AddLogKey, func(tx store.Tx, r store.LogKey) (store.LogKey, error) {
			key, err := tx.LogKeyAfter(r.Log, r.After)
			return store.LogKey{Log: r.Log, After: r.After, Key: key}, err
		}),
		rowKind("code", nil, store.Tx.AddCode, func(tx store.Tx, r store.Code) (store.Code, error) { return tx.Code(r.ID) }),
		rowKind("segment", func(r *store.Segment) { r.Count = max(1, r.Count) }, store.Tx.AddSegment,
			func(tx store.Tx, r store.Segment) (store.Segment, error) { return tx.Segment(r.Head) }),
		rowKind("waiting", nil, store.Tx.AddWaiting, func(tx store.Tx, r store.Waiting) (store.Waiting, error) {
			return theOne(tx.WaitingOf(r.Log))
		}),
		rowKind("event", nil, addEvent, func(tx store.Tx, r store.Event) (store.Event, error) {
			event, err := tx.Event(r.ID)
			event.Position = 0 // set by the store
			return event, err
		}),
		rowKind("member", nil, store.Tx.AddMember, func(tx store.Tx, r store.Member) (store.Member, error) { return tx.MemberOf(r.Log, r.Local) }),
		rowKind("person key", nil, store.Tx.AddPersonKey,
			func(tx store.Tx, r store.PersonKey) (store.PersonKey, error) { return tx.PersonKeyAt(r.Log, r.Seq) }),
		rowKind("photo", nil, store.Tx.AddPhoto, func(tx store.Tx, r store.Photo) (store.Photo, error) { return theOne(tx.PhotosOf(r.Shows)) }),
		rowKind("ledger entry", nil, store.Tx.AddEntry, func(tx store.Tx, r store.LedgerEntry) (store.LedgerEntry, error) { return tx.Entry(r.Index) }),
		rowKind("phone session", nil, store.Tx.AddPhoneSession,
			func(tx store.Tx, r store.PhoneSession) (store.PhoneSession, error) { return tx.PhoneSession(r.Hash) }),
		rowKind("incident", nil, store.Tx.AddIncident, func(tx store.Tx, r store.Incident) (store.Incident, error) { return incidentOf(tx, r.ID) }),
	}
}

// puts is every row that may be written again.
func puts() []kind {
	return []kind{
		rowKind("visit", nil, store.Tx.PutVisit, func(tx store.Tx, r store.Visit) (store.Visit, error) { return tx.Visit(r.ID) }),
		rowKind("named blob", nil, store.Tx.NameBlob, func(tx store.Tx, r store.NamedBlob) (store.NamedBlob, error) { return tx.NamedBlob(r.Log, r.Hash) }),
		rowKind("derivative", nil, store.Tx.PutDerivative,
			func(tx store.Tx, r store.Derivative) (store.Derivative, error) { return tx.Derivative(r.Manifest) }),
		rowKind("checkpoint", nil, store.Tx.AddCheckpoint,
			func(tx store.Tx, r store.Checkpoint) (store.Checkpoint, error) { return tx.CheckpointOf(r.Anchor) }),
		rowKind("roster version", nil, func(tx store.Tx, r store.RosterVersion) error {
			_, err := tx.AddRoster(r.Document, r.At)
			return err
		}, func(tx store.Tx, r store.RosterVersion) (store.RosterVersion, error) {
			version, err := tx.LastRoster()
			version.Version, version.Position = r.Version, r.Position // set by the store
			return version, err
		}),
	}
}

func addEvent(tx store.Tx, event store.Event) error {
	_, err := tx.AddEvent(event)
	return err
}

func theOne[T any](rows []T, err error) (T, error) {
	if err == nil && len(rows) != 1 {
		err = store.ErrNotFound
	}
	if err != nil {
		return *new(T), err
	}
	return rows[0], nil
}

func incidentOf(tx store.Tx, id string) (store.Incident, error) {
	incidents, err := tx.IncidentsIn("", 100)
	for _, incident := range incidents {
		if incident.ID == id {
			return incident, nil
		}
	}
	return theOne[store.Incident](nil, err)
}

func rowsComeBack(t *testing.T, s store.Store) {
	for _, k := range append(kinds(), puts()...) {
		for what, f := range map[string]*filler{"small": {}, "extreme": {extreme: true}} {
			t.Run(k.name+", "+what, func(t *testing.T) {
				rolledBack(t, s, func(tx store.Tx) { k.comesBack(t, tx, f) })
			})
		}
	}
	t.Run("time before 1970", func(t *testing.T) {
		code := store.Code{Issued: -1, ScanBy: -1 << 62}
		rolledBack(t, s, func(tx store.Tx) {
			must(t, "add", tx.AddCode(code))
			got, err := tx.Code(code.ID)
			must(t, "read", err)
			same(t, "code", got, code)
		})
	})
}

func rowsAddedOnce(t *testing.T, s store.Store) {
	for _, k := range kinds() {
		rolledBack(t, s, func(tx store.Tx) { wantErr(t, "the second "+k.name, k.addTwice(tx), store.ErrExists) })
	}
	for _, k := range puts() {
		rolledBack(t, s, func(tx store.Tx) { must(t, "the second "+k.name, k.addTwice(tx)) })
	}
	rolledBack(t, s, func(tx store.Tx) {
		must(t, "add", tx.AddLog(store.Log{ID: logID(1), Ordinal: 7}))
		wantErr(t, "another log with the ordinal", tx.AddLog(store.Log{ID: logID(2), Ordinal: 7}), store.ErrExists)
		must(t, "the transaction goes on", tx.AddLog(store.Log{ID: logID(2), Ordinal: 8}))
	})
}

func nothingFound(t *testing.T, s store.Store) {
	view(t, s, func(tx store.Tx) {
		for name, read := range map[string]func() error{
			"log":          func() error { _, err := tx.Log(logID(1)); return err },
			"log key":      func() error { _, err := tx.LogKeyAfter(logID(1), head(1)); return err },
			"code":         func() error { _, err := tx.Code(syncproto.CodeID{}); return err },
			"segment":      func() error { _, err := tx.Segment(head(1)); return err },
			"event":        func() error { _, err := tx.Event(eventID(1, 1)); return err },
			"member":       func() error { _, err := tx.MemberOf(logID(1), 1); return err },
			"person key":   func() error { _, err := tx.PersonKeyAt(logID(1), 1); return err },
			"visit":        func() error { _, err := tx.Visit(eventID(1, 1)); return err },
			"page":         func() error { _, err := tx.VisitsBy(store.VisitQuery{After: store.Visit{}.Key()}); return err },
			"no page":      func() error { _, err := tx.VisitsBy(store.VisitQuery{After: "1-x-2"}); return err },
			"blob":         func() error { _, err := tx.NamedBlob(logID(1), hash(1)); return err },
			"derivative":   func() error { _, err := tx.Derivative(hash(1)); return err },
			"entry":        func() error { _, err := tx.Entry(0); return err },
			"anchor":       func() error { _, err := tx.CheckpointOf([16]byte{}); return err },
			"checkpoint":   func() error { _, err := tx.LastCheckpoint(); return err },
			"session":      func() error { _, err := tx.PhoneSession(hash(1)); return err },
			"roster":       func() error { _, err := tx.RosterAt(1); return err },
			"last version": func() error { _, err := tx.LastRoster(); return err },
		} {
			wantErr(t, name, read(), store.ErrNotFound)
		}
	})
	rolledBack(t, s, func(tx store.Tx) {
		wantErr(t, "update a log", tx.UpdateLog(store.Log{}), store.ErrNotFound)
		wantErr(t, "spend a code", tx.SpendCode(syncproto.CodeID{}, "x"), store.ErrNotFound)
		wantErr(t, "revoke a code", tx.RevokeCode(syncproto.CodeID{}, 1), store.ErrNotFound)
		wantErr(t, "state of a segment", tx.JoinSegment(store.Segment{Head: head(1), State: store.SegmentGap, Verdict: 3}), store.ErrNotFound)
		must(t, "drop what is gone", tx.DropWaiting(hash(1)))
		must(t, "complete what nobody named", tx.CompleteBlob(hash(1), 1))
	})
}

func rowsNotShared(t *testing.T, s store.Store) {
	given := fill[store.Event](&filler{})
	want := fill[store.Event](&filler{})
	want.Position = 1
	rolledBack(t, s, func(tx store.Tx) {
		must(t, "add", addEvent(tx, given))
		given.Bytes[0]++
		given.About.Seq++
		given.Meeting.Day++
		got, err := tx.Event(want.ID)
		must(t, "read", err)
		same(t, "after the given row changed", got, want)
		got.Bytes[0]++
		got.About.Seq++
		got.Meeting.Day++
		again, err := tx.Event(want.ID)
		must(t, "read", err)
		same(t, "after the read row changed", again, want)
	})
}
