package evidence

import (
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/binary"
	"fmt"
	"log/slog"
	"math"
	"time"

	"zhucun/server/logged"
	"zhucun/server/project"
	"zhucun/server/roster"
	"zhucun/server/store"
	"zhucun/syncproto"
)

const (
	// askStage is the name of the cursor over the feed.
	askStage = "originals"
	// oneIn is how many photos there are for one whose original is asked for without a reason.
	oneIn = 20
	// askBatch is how many events a step reads: it writes little.
	askBatch = 1024
)

// Rosters gives the newest roster in a transaction; it may answer from memory while the version is the same.
type Rosters interface {
	Load(tx store.Rosters) (*roster.Roster, error)
}

// Asker asks for originals: of one photo in twenty, drawn from what the phone has already signed by a secret that it does not have, and of every photo
// of a visit or deed whose record has a flag. The phone hears of it with its next sync. Whoever asks by hand sets the same mark.
//
// It follows the feed behind the projection, and looks again at all visits and deeds of a person's day when anything about one of them arrives: flags
// speak of the whole day. What it asks for stays asked for. It must run once only.
type Asker struct {
	Store   store.Store
	Rosters Rosters
	Secret  []byte // at least 16 bytes that no phone knows
	Offset  int    // minutes of the county's civil time from UTC
	Log     *slog.Logger
}

// Run steps until nothing is left, then waits for the next wake, until ctx ends; it returns ctx's error. Wakes should follow the projection's steps. What
// fails is logged by its class and tried again at the next wake or tick of retry.
func (a *Asker) Run(ctx context.Context, wake <-chan struct{}, retry <-chan time.Time) error {
	return run(ctx, wake, retry, a.Step, func(err error) { a.Log.ErrorContext(ctx, "originals not asked for", "error", logged.Class(err)) })
}

// Step reads one batch of the feed, as far as it is projected. advanced tells whether there was anything to do.
func (a *Asker) Step(ctx context.Context) (advanced bool, err error) {
	var asked asked
	err = a.Store.View(ctx, func(tx store.Tx) error { return a.read(tx, &asked) })
	if err != nil || asked.position == 0 {
		return false, err
	}
	err = a.Store.Update(ctx, func(tx store.Tx) error {
		for manifest := range asked.manifests {
			if err := tx.WantOriginal(manifest); err != nil {
				return err
			}
		}
		return tx.SetCursor(askStage, asked.position)
	})
	if err != nil {
		return false, fmt.Errorf("ask for originals: %w", err)
	}
	return true, nil
}

// asked is what a step found; position is 0 when there was nothing to read.
type asked struct {
	position  uint64
	manifests map[syncproto.Hash]bool
}

func (a *Asker) read(tx store.Tx, into *asked) error {
	events, err := unasked(tx)
	if err != nil || len(events) == 0 {
		return err
	}
	current, err := a.Rosters.Load(tx)
	if err != nil {
		return err
	}
	b := &batch{tx: tx, roster: current, offset: a.Offset, days: map[personDay]bool{}, forks: map[syncproto.LogID]bool{}, wanted: map[syncproto.Hash]bool{}}
	for _, event := range events {
		if manifest, ok := manifestOf(event); ok && a.drawn(manifest) {
			b.wanted[manifest] = true
		}
		if err := b.touch(event); err != nil {
			return fmt.Errorf("event %s: %w", event.ID, err)
		}
	}
	into.position, into.manifests = events[len(events)-1].Position, b.wanted
	return b.addFlagged()
}

// unasked is the next of the feed that is projected.
func unasked(tx store.Tx) ([]store.Event, error) {
	position, err := tx.Cursor(askStage)
	if err != nil {
		return nil, err
	}
	projected, err := project.Projected(tx)
	if err != nil || projected <= position {
		return nil, err
	}
	return tx.EventsAfter(position, int(min(askBatch, projected-position)))
}

// drawn is the same on every run, and to who lacks the secret it is chance.
func (a *Asker) drawn(manifest syncproto.Hash) bool {
	mac := hmac.New(sha256.New, a.Secret)
	mac.Write([]byte("zhucun original 1"))
	mac.Write(manifest[:])
	return binary.BigEndian.Uint64(mac.Sum(nil))%oneIn == 0
}

// manifestOf is that of a photo event; false for any other, and one that was refused.
func manifestOf(row store.Event) (syncproto.Hash, bool) {
	if row.Kind != syncproto.KindPhoto || row.Refused != 0 {
		return syncproto.Hash{}, false
	}
	event, err := syncproto.DecodeEvent(row.Bytes)
	body, ok := event.Body.(syncproto.Photo)
	return body.Manifest, ok && err == nil
}

// personDay is what flags look at together.
type personDay struct {
	person syncproto.Person
	day    syncproto.Day
}

// batch gathers what has to be looked at again.
type batch struct {
	tx     store.Tx
	roster Roster
	offset int
	days   map[personDay]bool
	forks  map[syncproto.LogID]bool // logs whose fork was looked at
	wanted map[syncproto.Hash]bool
}

// touch marks the days on which an event bears: its own, or that of what it is about; and where its log has forked, those of all from the fork on.
func (b *batch) touch(event store.Event) error {
	if err := b.mark(event); err != nil || b.forks[event.ID.Log] {
		return err
	}
	b.forks[event.ID.Log] = true
	log, err := b.tx.Log(event.ID.Log)
	if err != nil || log.ForkedAt == 0 {
		return err
	}
	events, err := b.tx.EventsOfLog(log.ID, log.ForkedAt, math.MaxInt64)
	for _, event := range events {
		if err := b.mark(event); err != nil {
			return err
		}
	}
	return err
}

func (b *batch) mark(event store.Event) error {
	if event.Meeting != nil {
		b.days[personDay{event.Meeting.Person, event.Meeting.Day}] = true
	}
	if event.About == nil {
		return nil
	}
	targets, err := b.tx.EventsOfLog(event.About.Log, event.About.Seq, event.About.Seq)
	for _, target := range targets {
		if target.Meeting != nil {
			b.days[personDay{target.Meeting.Person, target.Meeting.Day}] = true
		}
	}
	return err
}

// addFlagged wants the originals of all photos of flagged records.
func (b *batch) addFlagged() error {
	for at := range b.days {
		visits, err := b.tx.VisitsBy(store.VisitQuery{Person: at.person, From: at.day, To: at.day, Limit: dayLimit})
		if err != nil {
			return err
		}
		for _, v := range visits {
			if err := b.addOf(v.ID); err != nil {
				return err
			}
		}
	}
	return nil
}

// addOf reads a record only where it has a photo whose original is not asked for yet.
func (b *batch) addOf(id syncproto.EventID) error {
	photos, err := b.tx.PhotosOf(id)
	if err != nil {
		return err
	}
	open := false
	for _, photo := range photos {
		open = open || !photo.Wanted
	}
	if !open {
		return nil
	}
	record, err := Load(b.tx, b.roster, b.offset, id)
	if err != nil || len(record.Flags) == 0 {
		return err
	}
	for _, photo := range record.Photos {
		manifest, err := syncproto.ParseHash(photo.Manifest)
		if err != nil {
			return err
		}
		b.wanted[manifest] = true
	}
	return nil
}
