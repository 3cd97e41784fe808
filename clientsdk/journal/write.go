package journal

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"io"

	"zhucun/syncproto"
)

// Writer is one transaction. All it did is durable when [Journal.Write] returns nil, and otherwise none of it counts.
type Writer struct {
	reader
	tx     *sql.Tx
	clock  syncproto.Clock
	signer syncproto.Signer
	random io.Reader
	open   *openSegment // as this transaction leaves it; nil when it must be read
}

// Hand is what writing needs and the journal has not: the clocks now, the key that seals, and a source of salts.
type Hand struct {
	Clock  syncproto.Clock
	Signer syncproto.Signer
	Random io.Reader
}

// most is the largest number of seconds that a header may hold; a clock beyond it is a hint that says nothing.
const most = 1 << 40

// Write runs a function in one transaction.
func (j *Journal) Write(ctx context.Context, hand Hand, do func(*Writer) error) error {
	hand.Clock.Wall, hand.Clock.Elapsed = min(hand.Clock.Wall, most), min(hand.Clock.Elapsed, most)
	j.mu.Lock()
	defer j.mu.Unlock()
	w := &Writer{clock: hand.Clock, signer: hand.Signer, random: hand.Random, open: j.open}
	j.open = nil // not known again before the commit
	err := j.update(ctx, func(tx *sql.Tx) error {
		w.reader, w.tx = reader{tx}, tx
		return do(w)
	})
	if err == nil {
		j.open = w.open
	}
	return err
}

// Place is where an event will stand: its name, and the anchor of its segment's header.
type Place struct {
	ID     syncproto.EventID
	Anchor *syncproto.Anchor
}

// Append gives the next event its place and keeps it. It first seals the open segment where the protocol asks for that. build makes the body for
// the place; it may be called twice, when the event turns out not to fit.
func (w *Writer) Append(ctx context.Context, actor syncproto.Actor, build func(Place) (syncproto.Body, error)) (Event, error) {
	open, err := w.opened(ctx)
	w.open = nil // not known again before the event is in
	if err != nil {
		return Event{}, err
	}
	event, err := w.put(ctx, open, actor, build)
	if errors.Is(err, syncproto.ErrFull) {
		if open, err = w.reopen(ctx, open); err != nil {
			return Event{}, err
		}
		event, err = w.put(ctx, open, actor, build)
	}
	if err == nil {
		w.open = open
	}
	return event, err
}

// opened is a segment that may take an event now.
func (w *Writer) opened(ctx context.Context) (*openSegment, error) {
	open := w.open
	if open == nil {
		var err error
		if open, err = w.openSegment(ctx); err != nil {
			return nil, err
		}
	}
	if open != nil && !open.closes(w.clock) {
		return open, nil
	}
	return w.reopen(ctx, open)
}

// reopen seals what is open and begins the next segment, which has a row only with its first event.
func (w *Writer) reopen(ctx context.Context, open *openSegment) (*openSegment, error) {
	if open != nil {
		if err := w.seal(ctx, open); err != nil {
			return nil, err
		}
	}
	return w.begin(ctx)
}

func (w *Writer) put(ctx context.Context, open *openSegment, actor syncproto.Actor, build func(Place) (syncproto.Body, error)) (Event, error) {
	self := syncproto.ID(open.log, open.next())
	body, err := build(Place{ID: self, Anchor: open.anchor})
	if err != nil {
		return Event{}, err
	}
	bytes, err := syncproto.EncodeEvent(syncproto.Event{Gap: open.gap(w.clock), Actor: actor, Body: body})
	if err != nil {
		return Event{}, err
	}
	leaf, err := open.Append(bytes)
	if err != nil {
		return Event{}, err
	}
	if open.Count() == 1 {
		if err := w.insert(ctx, open); err != nil {
			return Event{}, err
		}
	}
	open.last = w.clock.Elapsed
	event := Event{Seq: self.Seq, Local: actor.Local(), Kind: body.Kind(), Bytes: bytes, Leaf: leaf, Clock: w.clock}
	_, err = exec(ctx, w.tx, "INSERT INTO event (seq, segment, kind, local, bytes, leaf, wall, boot, elapsed) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
		event.Seq, open.first, event.Kind, event.Local, bytes, leaf[:], w.clock.Wall, w.clock.Boot, w.clock.Elapsed)
	return event, err
}

// Seal seals the open segment, if there is one: nothing of it will ever change again.
func (w *Writer) Seal(ctx context.Context) error {
	w.open = nil
	open, err := w.openSegment(ctx)
	if err != nil || open == nil {
		return err
	}
	return w.seal(ctx, open)
}

func (w *Writer) seal(ctx context.Context, open *openSegment) error {
	payload, head, err := open.Seal(w.signer)
	if err != nil {
		return fmt.Errorf("seal the records from %d on: %w", open.first, err)
	}
	_, err = exec(ctx, w.tx, "UPDATE segment SET count = ?, head = ?, payload = ? WHERE first = ? AND payload IS NULL",
		open.Count(), head[:], payload, open.first)
	return err
}
