package project

import (
	"context"
	"crypto/sha256"
	"encoding/binary"
	"fmt"
	"log/slog"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"zhucun/server/store"
	"zhucun/server/store/memory"
	"zhucun/syncproto"
)

// TestRowsAreThoseOfPairingEverything is the package's law: events in any order, in batches of any size, with forks found and settled in between.
func TestRowsAreThoseOfPairingEverything(t *testing.T) {
	leaves := newLeaves()
	rapid.Check(t, func(rt *rapid.T) {
		set := drawSet(rt, leaves)
		county := newCounty(rt)
		p := &Projector{Store: county.store, Batch: rapid.IntRange(1, 9).Draw(rt, "batch"), Log: slog.New(slog.DiscardHandler)}
		order := rapid.Permutation(set.events).Draw(rt, "order")
		for len(order) > 0 {
			n := rapid.IntRange(1, min(3, len(order))).Draw(rt, "arrive")
			county.arrive(order[:n])
			order = order[n:]
			for range rapid.IntRange(0, 4).Draw(rt, "steps") {
				county.step(p)
			}
		}
		if rapid.Bool().Draw(rt, "settle") {
			county.settle(rapid.IntRange(0, logs-1).Draw(rt, "settled log"))
		}
		for county.step(p) {
		}
		got, want := county.visits(), county.pairEverything()
		if !slices.Equal(got, want) {
			rt.Fatalf("projected\n%s\nwant\n%s", strings.Join(got, "\n"), strings.Join(want, "\n"))
		}
	})
}

// visits are the projected rows as text, rising.
func (c *county) visits() []string {
	var shown []string
	c.view(func(tx store.Tx) error {
		visits, err := tx.VisitsBy(store.VisitQuery{Limit: 10_000})
		for _, v := range visits {
			shown = append(shown, show(v))
		}
		return err
	})
	slices.Sort(shown)
	return shown
}

// pairEverything is the law's other side: one Pair over all rows, and nothing of the package's own code.
func (c *county) pairEverything() []string {
	var shown []string
	c.view(func(tx store.Tx) error {
		rows, err := tx.EventsAfter(0, 10_000)
		if err != nil {
			return err
		}
		byPlace := map[string]store.Event{}
		var all []syncproto.Attested
		for _, row := range rows {
			log, err := tx.Log(row.ID.Log)
			if err != nil {
				return err
			}
			event, err := syncproto.DecodeEvent(row.Bytes)
			if err != nil {
				return err
			}
			e := syncproto.Attested{ID: row.ID, Leaf: row.Leaf, Event: event, Attributes: row.Attributes}
			e.Frozen = row.OldKey || log.ForkedAt != 0 && row.ID.Seq >= log.ForkedAt
			all = append(all, e)
			byPlace[fmt.Sprint(row.ID, row.Leaf)] = row
		}
		for _, paired := range syncproto.Pair(all).Paired {
			shown = append(shown, show(expected(paired, byPlace[fmt.Sprint(paired.Subject.ID, paired.Subject.Leaf)], all, rows)))
		}
		return nil
	})
	slices.Sort(shown)
	return shown
}

func expected(p syncproto.Paired, row store.Event, all []syncproto.Attested, rows []store.Event) store.Visit {
	v := store.Visit{ID: row.ID, Leaf: row.Leaf, Meeting: *row.Meeting, Grade: p.Grade, Stay: p.Stay, Lo: row.Lo, Hi: row.Hi, Best: row.Best, Reasons: p.Reasons}
	for _, c := range p.Confirmations {
		if !slices.Contains(v.Confirmations, c.ID) {
			v.Confirmations = append(v.Confirmations, c.ID)
		}
	}
	if p.By != nil {
		v.By, v.Means, v.Custody = &p.By.ID, p.By.Body.(syncproto.Confirmation).Means, custodyOf(p.By.ID.Log)
	}
	if s, ok := p.Subject.Body.(syncproto.SignIn); ok {
		v.Sheet, v.Where = s.Sheet, s.Where
		v.LeftAfter = leftByHand(row, all, rows)
	}
	return v
}

// leftByHand goes through everything: the sign-out of lowest seq on the log, about this sign-in, not refused, not taken back by its author.
func leftByHand(signin store.Event, all []syncproto.Attested, rows []store.Event) *uint64 {
	var first *store.Event
	for i, row := range rows {
		body, ok := all[i].Body.(syncproto.SignOut)
		if !ok || row.Refused != 0 || row.ID.Log != signin.ID.Log || row.OldKey != signin.OldKey || takenBack(all[i], all) {
			continue
		}
		if target, ok := body.SignIn.Resolve(row.ID); !ok || target != signin.ID {
			continue
		}
		if first == nil || row.ID.Seq < first.ID.Seq || row.ID.Seq == first.ID.Seq && string(row.Leaf[:]) < string(first.Leaf[:]) {
			first = &rows[i]
		}
	}
	if first == nil || first.Boot != signin.Boot || first.Elapsed < signin.Elapsed {
		return nil
	}
	left := first.Elapsed - signin.Elapsed
	return &left
}

func takenBack(e syncproto.Attested, all []syncproto.Attested) bool {
	return slices.ContainsFunc(all, func(c syncproto.Attested) bool {
		body, ok := c.Body.(syncproto.Correction)
		if !ok || c.Refused != 0 || c.ID.Log != e.ID.Log || c.Actor.Local() != e.Actor.Local() {
			return false
		}
		target, ok := body.Withdrawn.Resolve(c.ID)
		return ok && target == e.ID
	})
}

func show(v store.Visit) string {
	stay, left, by := "-", "-", "-"
	if v.Stay != nil {
		stay = fmt.Sprint(*v.Stay)
	}
	if v.LeftAfter != nil {
		left = fmt.Sprint(*v.LeftAfter)
	}
	if v.By != nil {
		by = v.By.String()
	}
	return fmt.Sprintf("%s %s %v sheet %d where %d %s by %s custody %d means %d stay %s [%d %d %d] left %s %v %v", v.ID, v.Leaf.String()[:6], v.Meeting,
		v.Sheet, v.Where, v.Grade, by, v.Custody, v.Means, stay, v.Lo, v.Hi, v.Best, left, v.Confirmations, v.Reasons)
}

// newLeaves are distinct leaves, the first two of which have one visit code.
func newLeaves() []syncproto.Leaf {
	seen := map[syncproto.VisitCode]syncproto.Leaf{}
	var leaves []syncproto.Leaf
	for i := range uint64(1 << 16) {
		leaf := syncproto.Leaf(sha256.Sum256(binary.BigEndian.AppendUint64(nil, i)))
		if twin, ok := seen[syncproto.VisitCodeOf(leaf)]; ok {
			return append([]syncproto.Leaf{leaf, twin}, slices.DeleteFunc(leaves, func(l syncproto.Leaf) bool { return l == twin })...)
		}
		seen[syncproto.VisitCodeOf(leaf)] = leaf
		leaves = append(leaves, leaf)
	}
	panic("no two visit codes are equal")
}

// county is a store to which events come, with the phones' logs enrolled.
type county struct {
	t     rapid.TB
	store store.Store
}

func newCounty(t rapid.TB) *county {
	c := &county{t: t, store: memory.New()}
	c.update(func(tx store.Tx) error {
		for i := range logs {
			if err := tx.AddLog(store.Log{ID: logID(i), Ordinal: uint32(i + 1), Genesis: []byte{byte(i)}, Code: syncproto.CodeID{byte(i)}, Village: villageA}); err != nil {
				return err
			}
			key := store.PersonKey{Log: logID(i), Seq: keySeq, Local: 1, Person: 900, Key: someKey, Custody: custodyOf(logID(i)), Means: syncproto.MeansCard}
			if err := tx.AddPersonKey(key); err != nil {
				return err
			}
		}
		return nil
	})
	return c
}

// arrive adds events as ingest does: a log is frozen in the transaction that brings the second event for a seq.
func (c *county) arrive(events []store.Event) {
	c.update(func(tx store.Tx) error {
		for _, event := range events {
			rivals, err := tx.EventsOfLog(event.ID.Log, event.ID.Seq, event.ID.Seq)
			if err != nil {
				return err
			}
			if len(rivals) > 0 {
				if err := fork(tx, event.ID); err != nil {
					return err
				}
			}
			if _, err := tx.AddEvent(event); err != nil {
				return err
			}
		}
		return nil
	})
}

func fork(tx store.Tx, at syncproto.EventID) error {
	log, err := tx.Log(at.Log)
	if err != nil {
		return err
	}
	if log.ForkedAt == 0 || at.Seq < log.ForkedAt {
		log.ForkedAt = at.Seq
	}
	return tx.UpdateLog(log)
}

// settle is an officer's: the fork is gone, and an incident says that something changed.
func (c *county) settle(i int) {
	c.update(func(tx store.Tx) error {
		log, err := tx.Log(logID(i))
		if err != nil {
			return err
		}
		log.ForkedAt = 0
		if err := tx.UpdateLog(log); err != nil {
			return err
		}
		return tx.AddIncident(store.Incident{ID: fmt.Sprint("settled", i), Kind: "settled", Log: &log.ID, Place: villageA.String(), At: 1})
	})
}

func (c *county) step(p *Projector) bool {
	advanced, err := p.Step(context.Background())
	if err != nil {
		c.t.Fatalf("Step: %v", err)
	}
	return advanced
}

func (c *county) update(do func(tx store.Tx) error) {
	if err := c.store.Update(context.Background(), do); err != nil {
		c.t.Fatalf("Update: %v", err)
	}
}

func (c *county) view(do func(tx store.Tx) error) {
	if err := c.store.View(context.Background(), do); err != nil {
		c.t.Fatalf("View: %v", err)
	}
}
