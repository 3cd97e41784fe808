package clientsdk

import (
	"context"

	"zhucun/clientsdk/journal"
	"zhucun/syncproto"
)

// Event is one record of this phone.
type Event struct {
	Written
	By        syncproto.Local
	At        syncproto.Clock // the phone's own clocks when it was written
	Said      syncproto.Event
	Delivered bool             // a checked receipt covers it
	Withdrawn uint64           // the correction that withdraws it; 0: none
	Refused   []syncproto.Code // what the server said of it
}

// List gives the newest events, newest first, at most limit, those before a seq (0: from the newest).
func (p *Phone) List(ctx context.Context, before uint64, limit int) ([]Event, error) {
	in, err := p.enrolled(ctx)
	if err != nil {
		return nil, err
	}
	kept, err := p.journal.Events(ctx, before, limit)
	if err != nil {
		return nil, err
	}
	withdrawn, err := p.withdrawn(ctx, in.log, kept)
	if err != nil {
		return nil, err
	}
	events := make([]Event, 0, len(kept))
	for _, k := range kept {
		said, err := k.Decoded()
		if err != nil {
			return nil, err
		}
		written := Written{ID: syncproto.ID(in.log, k.Seq), Leaf: k.Leaf, VisitCode: syncproto.VisitCodeOf(k.Leaf)}
		event := Event{Written: written, By: k.Local, At: k.Clock, Said: said, Delivered: k.Delivered, Refused: k.Refused}
		if !stands(said.Body) {
			event.Withdrawn = withdrawn[k.Seq]
		}
		events = append(events, event)
	}
	return events, nil
}

// withdrawn tells which of some events, newest first, were withdrawn by which later one.
func (p *Phone) withdrawn(ctx context.Context, log syncproto.LogID, events []journal.Event) (map[uint64]uint64, error) {
	if len(events) == 0 {
		return nil, nil
	}
	later, err := p.journal.Corrections(ctx, events[len(events)-1].Seq)
	if err != nil {
		return nil, err
	}
	return withdrawals(log, later)
}
