package journal

import (
	"context"
	"fmt"
	"io"
	"math"

	"zhucun/syncproto"
)

// openSegment is the segment being written, with what decides when it closes.
type openSegment struct {
	syncproto.Open
	log      syncproto.LogID
	first    uint64
	previous syncproto.Head
	salt     syncproto.Salt
	clock    syncproto.Clock // at its first event
	last     uint64          // elapsed seconds at its last event
	anchor   *syncproto.Anchor
	newest   *syncproto.Anchor // that is known, which a later header would hold
}

// longest a segment stays open, in seconds, so that a forgotten phone holds sealed records.
const longest = 24 * 3600

// closes tells whether the next event must begin another segment: the machine restarted or its clock ran back, a day has passed, or a newer
// anchor is known. That it is full shows when the event is added.
func (o *openSegment) closes(now syncproto.Clock) bool {
	switch {
	case now.Boot != o.clock.Boot, now.Elapsed < o.last, now.Elapsed-o.clock.Elapsed >= longest, now.Elapsed-o.last > math.MaxUint32:
		return true
	case o.newest == nil:
		return false
	}
	return o.anchor == nil || *o.anchor != *o.newest
}

func (o *openSegment) next() uint64 { return o.first + uint64(o.Count()) }

func (o *openSegment) gap(now syncproto.Clock) uint32 {
	if o.Count() == 0 {
		return 0
	}
	return uint32(now.Elapsed - o.last)
}

// openSegment reads the open segment; nil when all are sealed.
func (r reader) openSegment(ctx context.Context) (*openSegment, error) {
	o := new(openSegment)
	var log, previous, salt, anchor []byte
	found, err := r.one(ctx, `SELECT device.log, first, previous, salt, wall, boot, elapsed, anchor FROM segment, device WHERE payload IS NULL`, nil,
		&log, &o.first, &previous, &salt, &o.clock.Wall, &o.clock.Boot, &o.clock.Elapsed, &anchor)
	if err != nil || !found {
		return nil, err
	}
	o.log, o.previous, o.salt, o.anchor = syncproto.LogID(log), syncproto.Head(previous), syncproto.Salt(salt), anchorOf(anchor)
	if o.newest, err = r.Anchor(ctx); err != nil {
		return nil, err
	}
	o.start()
	err = r.each(ctx, func(row scanner) error {
		var event []byte
		if err := row.Scan(&event, &o.last); err != nil {
			return err
		}
		_, err := o.Append(event)
		return err
	}, "SELECT bytes, elapsed FROM event WHERE seq >= ? ORDER BY seq", o.first)
	return o, err
}

func (o *openSegment) start() {
	o.Open = syncproto.NewOpen(o.log, o.first, o.previous, o.clock, o.anchor, o.salt)
}

// begin starts the segment after the last sealed one, or the log's first.
func (w *Writer) begin(ctx context.Context) (*openSegment, error) {
	device, err := w.Device(ctx)
	if err != nil {
		return nil, err
	}
	o := &openSegment{log: device.Log, first: 1, previous: device.Enrolment.Root(), clock: w.clock, last: w.clock.Elapsed}
	if o.anchor, err = w.Anchor(ctx); err != nil {
		return nil, err
	}
	o.newest = o.anchor
	var head []byte
	found, err := w.one(ctx, "SELECT first + count, head FROM segment ORDER BY first DESC LIMIT 1", nil, &o.first, &head)
	if err != nil {
		return nil, err
	}
	if found {
		o.previous = syncproto.Head(head)
	}
	if _, err := io.ReadFull(w.random, o.salt[:]); err != nil {
		return nil, fmt.Errorf("draw a salt: %w", err)
	}
	o.start()
	return o, nil
}

func (w *Writer) insert(ctx context.Context, o *openSegment) error {
	var anchor any
	if o.anchor != nil {
		anchor = o.anchor[:]
	}
	_, err := exec(ctx, w.tx, "INSERT INTO segment (first, previous, salt, wall, boot, elapsed, anchor) VALUES (?, ?, ?, ?, ?, ?, ?)",
		o.first, o.previous[:], o.salt[:], o.clock.Wall, o.clock.Boot, o.clock.Elapsed, anchor)
	return err
}

// Anchor is the newest anchor heard of; nil before the first.
func (r reader) Anchor(ctx context.Context) (*syncproto.Anchor, error) {
	var anchor []byte
	_, err := r.one(ctx, "SELECT anchor FROM anchor", nil, &anchor)
	return anchorOf(anchor), err
}

func anchorOf(data []byte) *syncproto.Anchor {
	if data == nil {
		return nil
	}
	anchor := syncproto.Anchor(data)
	return &anchor
}
