// Package project turns judged events into visits and deeds with their grades: it reads the feed, finds which meetings an event can change, loads
// everything that pairing them depends on and writes what [syncproto.Pair] says.
//
// It judges no event (package verify), counts no days (package duty) and decides nothing of its own: its rows can be thrown away and made again.
//
// Words: a meeting is what a visit or deed and its confirmation agree on (person, village, day); the closure of a meeting is the set of events on
// which its result depends; an event is frozen while its log has a fork that no officer has settled, and for ever when an old key signed it.
//
// Flow: [Projector.Run] takes a batch of the feed at a time, [Projector.Step] is one of them: events, visits and cursor in one transaction.
//
// Laws: whatever the order of arrival and the size of the batches, the rows are those of pairing all events at once. A crash repeats at most one
// batch, and a repeated batch writes the same rows.
package project

import (
	"context"
	"fmt"
	"log/slog"

	"zhucun/server/logged"
	"zhucun/server/store"
)

const (
	// stage is the name of the cursor over the feed.
	stage = "project"
	// standardBatch shares one fsync among enough events and keeps the writer for less than a tenth of a second.
	standardBatch = 256
)

// Projector keeps the visits of one county up to date. It must run once only; its methods are not safe for concurrent use.
type Projector struct {
	Store     store.Store
	Batch     int // events a step, 0: 256
	Log       *slog.Logger
	Projected func() // hint to later stages that visits have changed; nil: there are none. Must not block

	lastIncident string // newest one when all logs were last looked through for forks
}

// Run steps until nothing is left, then waits for the next wake, until ctx ends; it returns ctx's error. A step that fails is logged and tried again
// at the next wake: what stops it, such as a full disk, stops the commits before it too. Wakes may be lost or come for nothing.
func (p *Projector) Run(ctx context.Context, wake <-chan struct{}) error {
	for {
		advanced, err := p.Step(ctx)
		if ctx.Err() != nil {
			return ctx.Err()
		}
		if err != nil {
			p.Log.ErrorContext(ctx, "visits not projected", "error", logged.Class(err))
		}
		if advanced && err == nil {
			p.tell()
			continue
		}
		select {
		case <-wake:
		case <-ctx.Done():
			return ctx.Err()
		}
	}
}

func (p *Projector) tell() {
	if p.Projected != nil {
		p.Projected()
	}
}

// Step projects one batch of the feed. When the feed has nothing new it brings one log up to date whose fork was found or settled since.
// advanced tells whether there was anything to do. After an error everything is as before the step, or as after it.
func (p *Projector) Step(ctx context.Context) (advanced bool, err error) {
	advanced, err = p.readFeed(ctx)
	if err != nil {
		return false, fmt.Errorf("project the feed: %w", err)
	}
	if advanced {
		return true, nil
	}
	advanced, err = p.readForks(ctx)
	if err != nil {
		return false, fmt.Errorf("project forks: %w", err)
	}
	return advanced, nil
}

// Projected is the position up to which the feed is projected.
func Projected(tx store.Cursors) (uint64, error) { return tx.Cursor(stage) }

// Lag is how many events of the feed, at most limit, are not projected yet.
func Lag(tx store.Tx, limit int) (int, error) {
	position, err := Projected(tx)
	if err != nil {
		return 0, err
	}
	events, err := tx.EventsAfter(position, limit)
	return len(events), err
}

func (p *Projector) batch() int {
	if p.Batch == 0 {
		return standardBatch
	}
	return p.Batch
}

// readFeed looks first without the writer, which ingest needs.
func (p *Projector) readFeed(ctx context.Context) (advanced bool, err error) {
	err = p.Store.View(ctx, func(tx store.Tx) error {
		lag, err := Lag(tx, 1)
		advanced = lag > 0
		return err
	})
	if err != nil || !advanced {
		return false, err
	}
	return true, p.Store.Update(ctx, func(tx store.Tx) error { return newStep(tx).batch(p.batch()) })
}
