package project

import (
	"bytes"
	"cmp"
	"fmt"

	"zhucun/server/store"
	"zhucun/syncproto"
)

// leftAfter is the seconds from a sign-in to its sign-out by the phone's own elapsed clock: of the first sign-out on the same log that was not
// withdrawn; of the two of a fork, that of the lower leaf. Nil without one, and nil when the machine was started again in between, because no clock spans
// that.
func leftAfter(tx store.Events, signin store.Event) (*uint64, error) {
	about, err := tx.EventsAbout(signin.ID)
	if err != nil {
		return nil, err
	}
	var first *store.Event
	for _, e := range about {
		if e.Kind != syncproto.KindSignOut || e.Refused != 0 || e.ID.Log != signin.ID.Log || e.OldKey != signin.OldKey || first != nil && !before(e, *first) {
			continue
		}
		gone, err := Withdrawn(tx, e)
		if err != nil {
			return nil, err
		}
		if !gone {
			first = &e
		}
	}
	if first == nil || first.Boot != signin.Boot || first.Elapsed < signin.Elapsed {
		return nil, nil
	}
	seconds := first.Elapsed - signin.Elapsed
	return &seconds, nil
}

// before does not ask which came first.
func before(a, b store.Event) bool {
	return cmp.Or(cmp.Compare(a.ID.Seq, b.ID.Seq), bytes.Compare(a.Leaf[:], b.Leaf[:])) < 0
}

// Withdrawn is rule 2 of SPEC.md section 11 for an event that pairing does not look at: taken back by the same local number of the same log.
func Withdrawn(tx store.Events, row store.Event) (bool, error) {
	corrections, err := correctionsOf(tx, row.ID)
	if err != nil || len(corrections) == 0 {
		return false, err
	}
	event, err := syncproto.DecodeEvent(row.Bytes)
	if err != nil {
		return false, fmt.Errorf("stored event %s: %w", row.ID, err)
	}
	for _, row := range corrections {
		if row.Refused != 0 {
			continue
		}
		correction, err := syncproto.DecodeEvent(row.Bytes)
		if err != nil {
			return false, fmt.Errorf("stored event %s: %w", row.ID, err)
		}
		if correction.Actor.Local() == event.Actor.Local() && correctsOwnLog(row) {
			return true, nil
		}
	}
	return false, nil
}

func correctsOwnLog(correction store.Event) bool { return correction.About.Log == correction.ID.Log }
