package journal

import (
	"context"
	"errors"
	"fmt"

	"zhucun/syncproto"
)

// ErrNoEvent says that this phone wrote no such event.
var ErrNoEvent = errors.New("no such event on this phone")

// Event as it was kept.
type Event struct {
	Seq       uint64
	Local     syncproto.Local
	Kind      syncproto.Kind
	Bytes     []byte
	Leaf      syncproto.Leaf
	Clock     syncproto.Clock  // when it was written
	Delivered bool             // a checked receipt covers it
	Refused   []syncproto.Code // what the server said of it
}

// Decoded is what the event says.
func (e Event) Decoded() (syncproto.Event, error) {
	said, err := syncproto.DecodeEvent(e.Bytes)
	if err != nil {
		return said, fmt.Errorf("event %d of this phone: %w", e.Seq, err)
	}
	return said, nil
}

const eventColumns = `event.seq, event.kind, event.local, event.bytes, event.leaf, event.wall, event.boot, event.elapsed,
	segment.receipt IS NOT NULL AND segment.again = 0`

func scanEvent(row scanner) (Event, error) {
	var e Event
	var leaf []byte
	err := row.Scan(&e.Seq, &e.Kind, &e.Local, &e.Bytes, &leaf, &e.Clock.Wall, &e.Clock.Boot, &e.Clock.Elapsed, &e.Delivered)
	if err == nil {
		e.Leaf = syncproto.Leaf(leaf)
	}
	return e, err
}

// Event reads one; ErrNoEvent.
func (r reader) Event(ctx context.Context, seq uint64) (Event, error) {
	return r.event(ctx, "WHERE event.seq = ?", seq)
}

// LastSignIn is the newest sign-in that a person entered on this phone; ErrNoEvent. From all of them with local 0.
func (r reader) LastSignIn(ctx context.Context, local syncproto.Local) (Event, error) {
	return r.event(ctx, "WHERE event.kind = ? AND (? = 0 OR event.local = ?) ORDER BY event.seq DESC LIMIT 1", syncproto.KindSignIn, local, local)
}

func (r reader) event(ctx context.Context, where string, args ...any) (Event, error) {
	events, err := r.events(ctx, where, args...)
	if err == nil && len(events) == 0 {
		err = ErrNoEvent
	}
	if err != nil {
		return Event{}, err
	}
	return events[0], nil
}

// Events lists the newest events, newest first, at most limit, those before a seq (0: from the newest).
func (r reader) Events(ctx context.Context, before uint64, limit int) ([]Event, error) {
	events, err := r.events(ctx, "WHERE ? = 0 OR event.seq < ? ORDER BY event.seq DESC LIMIT ?", before, before, limit)
	if err != nil {
		return nil, err
	}
	refused, err := r.Refusals(ctx)
	for i := range events {
		events[i].Refused = refused[events[i].Seq]
	}
	return events, err
}

func (r reader) events(ctx context.Context, where string, args ...any) ([]Event, error) {
	var events []Event
	err := r.each(ctx, func(row scanner) error {
		e, err := scanEvent(row)
		events = append(events, e)
		return err
	}, "SELECT "+eventColumns+" FROM event JOIN segment ON segment.first = event.segment "+where, args...)
	return events, err
}

// Corrections are those that were written after an event, rising.
func (r reader) Corrections(ctx context.Context, after uint64) ([]Event, error) {
	return r.events(ctx, "WHERE event.seq > ? AND event.kind = ? ORDER BY event.seq", after, syncproto.KindCorrection)
}

// PersonKeys are the events that registered a person's keys, rising.
func (r reader) PersonKeys(ctx context.Context, local syncproto.Local) ([]Event, error) {
	return r.events(ctx, "WHERE event.kind = ? AND event.local = ? ORDER BY event.seq", syncproto.KindPersonKey, local)
}

// Refusals are all codes that the server gave for events, by seq.
func (r reader) Refusals(ctx context.Context) (map[uint64][]syncproto.Code, error) {
	refused := map[uint64][]syncproto.Code{}
	err := r.each(ctx, func(row scanner) error {
		var seq uint64
		var code syncproto.Code
		err := row.Scan(&seq, &code)
		refused[seq] = append(refused[seq], code)
		return err
	}, "SELECT seq, code FROM refusal ORDER BY seq, code")
	return refused, err
}
