package storetest

import (
	"context"
	"fmt"

	"zhucun/server/store"
	"zhucun/syncproto"
)

// failer is a *testing.T or a *rapid.T.
type failer interface {
	Fatalf(format string, args ...any)
}

// dump is all of a store that can be listed without knowing a key. It is compared as a whole.
type dump struct {
	Logs      []store.Log
	Codes     []store.Code
	Segments  []store.Segment
	Waiting   []store.Waiting
	Events    []store.Event
	Keys      []store.PersonKey
	Visits    []store.Visit
	Photos    []store.Photo
	Blobs     []store.NamedBlob
	Due       []store.Derivative
	Incidents []store.Incident
	Rosters   []store.RosterVersion
	Hashes    []hashNode
	Cursors   []uint64
}

// dumpOf lists a store.
func dumpOf(t failer, s store.Store) (d dump) {
	if err := s.View(context.Background(), func(tx store.Tx) error { return d.read(tx) }); err != nil {
		t.Fatalf("dump: %v", err)
	}
	return d
}

// read stops at the first error.
func (d *dump) read(tx store.Tx) (err error) {
	keep := func(step func() error) {
		if err == nil {
			err = step()
		}
	}
	keep(func() (err error) { d.Logs, err = tx.LogsIn(""); return err })
	keep(func() (err error) { d.Codes, err = tx.CodesIn(""); return err })
	keep(func() (err error) { d.Events, err = tx.EventsAfter(0, 1<<20); return err })
	keep(func() (err error) { d.Visits, err = tx.VisitsBy(store.VisitQuery{Limit: 1 << 20}); return err })
	keep(func() (err error) { d.Due, err = tx.DueDerivatives(1 << 20); return err })
	keep(func() (err error) { d.Incidents, err = tx.IncidentsIn("", 1<<20); return err })
	keep(func() error { return d.readLogs(tx) })
	keep(func() error { return d.readManifests(tx) })
	keep(func() error { return d.readLedger(tx) })
	return err
}

// readLogs lists what belongs to the logs and persons that tests use.
func (d *dump) readLogs(tx store.Tx) error {
	for n := range byte(4) {
		segments, err := tx.SegmentsIn(logID(n), 0, 1<<62)
		if err != nil {
			return err
		}
		waiting, err := tx.WaitingOf(logID(n))
		if err != nil {
			return err
		}
		keys, err := tx.KeysOfPerson(syncproto.Person(n))
		if err != nil {
			return err
		}
		d.Segments, d.Waiting, d.Keys = append(d.Segments, segments...), append(d.Waiting, waiting...), append(d.Keys, keys...)
	}
	return nil
}

func (d *dump) readManifests(tx store.Tx) error {
	for n := range byte(4) {
		photos, err := tx.PhotosWith(hash(n))
		if err != nil {
			return err
		}
		blobs, err := tx.BlobsOf(hash(n))
		if err != nil {
			return err
		}
		d.Photos, d.Blobs = append(d.Photos, photos...), append(d.Blobs, blobs...)
	}
	return nil
}

func (d *dump) readLedger(tx store.Tx) error {
	count, err := tx.Count()
	if err != nil {
		return err
	}
	indexes := make([]int64, count)
	for i := range indexes {
		indexes[i] = int64(i)
	}
	if d.Hashes, err = tx.ReadHashes(indexes); err != nil {
		return err
	}
	for _, stage := range []string{"", "5", "511921", "x", "project"} {
		position, err := tx.Cursor(stage)
		if err != nil {
			return err
		}
		d.Cursors = append(d.Cursors, position)
	}
	last, err := tx.LastRoster()
	if err == nil {
		d.Rosters = append(d.Rosters, last)
	}
	return nil
}

// checkInvariants holds a state against the laws themselves, so that model and store cannot be wrong together.
func checkInvariants(t failer, d dump) {
	seen := map[string]bool{}
	once := func(format string, args ...any) {
		key := fmt.Sprintf(format, args...)
		if seen[key] {
			t.Fatalf("%s is there twice", key)
		}
		seen[key] = true
	}
	for i, e := range d.Events {
		if e.Position != uint64(i)+1 || e.Frozen {
			t.Fatalf("event %d of the feed has position %d, frozen %v", i+1, e.Position, e.Frozen)
		}
		once("event %v %v", e.ID, e.Leaf)
	}
	for i, l := range d.Logs {
		if i > 0 && l.Ordinal <= d.Logs[i-1].Ordinal {
			t.Fatalf("ordinal %d after %d", l.Ordinal, d.Logs[i-1].Ordinal)
		}
		once("log %v", l.ID)
	}
	for _, s := range d.Segments {
		once("segment %v", s.Head)
	}
	for _, v := range d.Visits {
		once("visit %s", v.Key())
	}
	for _, k := range d.Keys {
		once("key %v-%d", k.Log, k.Seq)
	}
}
