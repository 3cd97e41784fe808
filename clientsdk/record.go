package clientsdk

import (
	"context"

	"zhucun/clientsdk/journal"
	"zhucun/syncproto"
)

// Written is where an event stands, durably. VisitCode is what the cadre reads aloud to a supervisor on another phone.
type Written struct {
	ID        syncproto.EventID
	Leaf      syncproto.Leaf
	VisitCode syncproto.VisitCode
}

// builder makes an event's body once its place is known.
type builder func(*journal.Writer, journal.Place) (syncproto.Body, error)

// record keeps one event of an actor; ErrNoPerson when the actor is nobody of this phone.
func (p *Phone) record(ctx context.Context, by syncproto.Actor, build builder) (Written, error) {
	return p.recordAnd(ctx, by, build, func(*journal.Writer, Written) error { return nil })
}

// recordAnd keeps beside the event, in the same transaction, what also writes.
func (p *Phone) recordAnd(ctx context.Context, by syncproto.Actor, build builder, also func(*journal.Writer, Written) error) (Written, error) {
	var written Written
	err := p.write(ctx, func(in *install, w *journal.Writer) error {
		if by.Local() != 0 {
			if _, err := w.Person(ctx, by.Local()); err != nil {
				return err
			}
		}
		var err error
		if written, err = in.append(ctx, w, by, build); err != nil {
			return err
		}
		return also(w, written)
	})
	return written, err
}

func (in *install) append(ctx context.Context, w *journal.Writer, by syncproto.Actor, build builder) (Written, error) {
	event, err := w.Append(ctx, by, func(place journal.Place) (syncproto.Body, error) { return build(w, place) })
	if err != nil {
		return Written{}, err
	}
	return Written{ID: syncproto.ID(in.log, event.Seq), Leaf: event.Leaf, VisitCode: syncproto.VisitCodeOf(event.Leaf)}, nil
}

// said is a builder of what is known beforehand.
func said(body syncproto.Body) builder {
	return func(*journal.Writer, journal.Place) (syncproto.Body, error) { return body, nil }
}

// refTo points at an event of this phone; ErrNoEvent.
func refTo(ctx context.Context, w *journal.Writer, place journal.Place, seq uint64) (syncproto.Ref, journal.Event, error) {
	event, err := w.Event(ctx, seq)
	return syncproto.RefTo(place.ID, syncproto.ID(place.ID.Log, seq)), event, err
}
