package project

import (
	"context"
	"errors"
	"log/slog"
	"strings"
	"testing"
	"testing/synctest"

	"pgregory.net/rapid"

	"zhucun/server/store"
	"zhucun/syncproto"
)

// story is two sign-ins of one log, the second confirmed on the same phone, and a note after them.
func story(t rapid.TB) []store.Event {
	leaves := newLeaves()
	meeting := store.Meeting{Person: 1, Village: villageA, Day: 20_000}
	signin := syncproto.SignIn{Person: 1, Village: villageA, Sheet: 1, Supervisor: 900, Day: 20_000}
	key, proof := uint64(keySeq), make(syncproto.Proof, 64)
	confirmation := syncproto.Confirmation{Subject: syncproto.Subject{Form: syncproto.BySamePhone, Back: 1}, Cadre: 1, Village: villageA, Sheet: 1, Day: 20_000,
		Verdict: syncproto.VerdictYes, Means: syncproto.MeansCard, Key: &key, Proof: &proof}
	bodies := []syncproto.Body{signin, signin, confirmation, syncproto.Note{Village: villageA, Text: "下雨"}}
	var rows []store.Event
	for i, body := range bodies {
		data, err := syncproto.EncodeEvent(syncproto.Event{Actor: syncproto.ActorOf(1, syncproto.UnlockSession), Body: body})
		if err != nil {
			t.Fatal(err)
		}
		row := store.Event{ID: syncproto.ID(logID(0), uint64(i+1)), Leaf: leaves[i], Kind: body.Kind(), Bytes: data, Boot: 1}
		if row.Kind != syncproto.KindNote {
			row.Meeting = &meeting
		}
		rows = append(rows, row)
	}
	rows[2].About, rows[2].Subject = &rows[1].ID, rows[1].Leaf
	return rows
}

func grades(c *county) string {
	var shown []string
	c.view(func(tx store.Tx) error {
		visits, err := tx.VisitsBy(store.VisitQuery{})
		for _, v := range visits {
			shown = append(shown, v.Grade.String())
		}
		return err
	})
	return strings.Join(shown, " ")
}

func quiet() *slog.Logger { return slog.New(slog.DiscardHandler) }

func TestStepTakesOneBatchAndTellsWhenNothingIsLeft(t *testing.T) {
	c := newCounty(t)
	c.arrive(story(t))
	p := &Projector{Store: c.store, Batch: 3, Log: quiet()}
	for i, want := range []bool{true, true, false} {
		if got := c.step(p); got != want {
			t.Errorf("step %d advanced: %t; want %t", i+1, got, want)
		}
	}
	if got, want := grades(c), "waiting confirmed"; got != want {
		t.Errorf("grades %q; want %q", got, want)
	}
}

func TestConfirmedVisitSaysWhatItsKeyIsWorth(t *testing.T) {
	c := newCounty(t)
	c.arrive(story(t))
	c.step(&Projector{Store: c.store, Log: quiet()})
	c.view(func(tx store.Tx) error {
		v, err := tx.Visit(syncproto.ID(logID(0), 2))
		if v.Custody != custodyOf(logID(0)) || v.Means != syncproto.MeansCard || v.By == nil || v.By.Seq != 3 {
			t.Errorf("custody %d, means %d, by %v; want the key's custody %d, the card, event 3", v.Custody, v.Means, v.By, custodyOf(logID(0)))
		}
		return err
	})
}

// A copy of the phone seals fewer of the same events: a fork that brings no new event, only an incident.
func TestForkWithoutNewEventsDisputesWhatStandsAfterIt(t *testing.T) {
	c := newCounty(t)
	c.arrive(story(t))
	p := &Projector{Store: c.store, Log: quiet()}
	for c.step(p) {
	}
	c.update(func(tx store.Tx) error {
		if err := fork(tx, syncproto.ID(logID(0), 2)); err != nil {
			return err
		}
		return tx.AddIncident(store.Incident{ID: "1", Kind: "incident.fork", Place: villageA.String(), At: 1})
	})
	for c.step(p) {
	}
	if got, want := grades(c), "waiting disputed"; got != want {
		t.Errorf("grades %q; want %q: only what stands on or after the fork", got, want)
	}
	if c.step(p) {
		t.Error("a fork that was applied is applied again")
	}
}

// failing is a store whose next Update fails, before or after it has committed.
type failing struct {
	store.Store
	before, after bool
}

var errDisk = errors.New("disk")

func (f *failing) Update(ctx context.Context, do func(tx store.Tx) error) error {
	if f.before {
		f.before = false
		return f.Store.Update(ctx, func(tx store.Tx) error { return errors.Join(do(tx), errDisk) })
	}
	err := f.Store.Update(ctx, do)
	if f.after {
		f.after = false
		return errors.Join(err, errDisk)
	}
	return err
}

func TestStepThatFailsIsRepeated(t *testing.T) {
	for name, f := range map[string]*failing{"failed": {before: true}, "failed but done": {after: true}} {
		t.Run(name, func(t *testing.T) {
			c := newCounty(t)
			c.arrive(story(t))
			f.Store = c.store
			p := &Projector{Store: f, Log: quiet()}
			if _, err := p.Step(t.Context()); !errors.Is(err, errDisk) {
				t.Fatalf("Step: %v; want the disk's error", err)
			}
			for c.step(p) {
			}
			if got, want := grades(c), "waiting confirmed"; got != want {
				t.Errorf("grades %q; want %q", got, want)
			}
		})
	}
}

func TestRunProjectsWhatWakesItAndSurvivesAFailure(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		c := newCounty(t)
		ctx, cancel := context.WithCancel(t.Context())
		wake, ended := make(chan struct{}, 1), make(chan error, 1)
		f := &failing{Store: c.store, before: true}
		go func() { ended <- (&Projector{Store: f, Batch: 1, Log: quiet()}).Run(ctx, wake) }()
		synctest.Wait()
		c.arrive(story(t))
		for i, want := range []string{"", "waiting confirmed"} {
			wake <- struct{}{}
			synctest.Wait()
			if got := grades(c); got != want {
				t.Errorf("after wake %d: grades %q; want %q", i+1, got, want)
			}
		}
		cancel()
		if err := <-ended; !errors.Is(err, context.Canceled) {
			t.Errorf("Run ended with %v; want its context's error", err)
		}
	})
}

func TestLagCountsWhatIsNotProjected(t *testing.T) {
	c := newCounty(t)
	c.arrive(story(t))
	lag := func() (n int) {
		c.view(func(tx store.Tx) (err error) { n, err = Lag(tx, 100); return err })
		return n
	}
	if got := lag(); got != 4 {
		t.Errorf("lag %d before any step; want 4", got)
	}
	c.step(&Projector{Store: c.store, Batch: 3, Log: quiet()})
	if got := lag(); got != 1 {
		t.Errorf("lag %d after a batch of 3; want 1", got)
	}
}
