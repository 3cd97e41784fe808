package clientsdk

import (
	"context"
	"errors"
	"fmt"

	"zhucun/clientsdk/journal"
	"zhucun/syncproto"
)

// ErrNotYours says that only who wrote an event may withdraw it, and that a withdrawal cannot be withdrawn.
var ErrNotYours = errors.New("only its writer may withdraw a record, once")

// Note is free text, never compulsory.
type Note struct {
	About   uint64            // event of this phone that it is about; 0: none
	Village syncproto.Village // 0: of the last sign-in
	Text    string
}

// Note keeps a note. Errors: ErrNoEvent, ErrIncomplete.
func (p *Phone) Note(ctx context.Context, by syncproto.Actor, n Note) (Written, error) {
	return p.record(ctx, by, func(w *journal.Writer, place journal.Place) (syncproto.Body, error) {
		note := syncproto.Note{Text: n.Text}
		if n.About != 0 {
			ref, _, err := refTo(ctx, w, place, n.About)
			if err != nil {
				return nil, err
			}
			note.About = &ref
		}
		var err error
		note.Village, err = village(ctx, w, by.Local(), n.Village)
		return note, err
	})
}

func village(ctx context.Context, w *journal.Writer, local syncproto.Local, said syncproto.Village) (syncproto.Village, error) {
	if said != 0 {
		return said, nil
	}
	last, err := lastSignIn(ctx, w, local)
	if err == nil && last.Village == 0 {
		err = fmt.Errorf("%w: village", ErrIncomplete)
	}
	return last.Village, err
}

// Correction withdraws an event of this phone; it stays visible as withdrawn.
type Correction struct {
	Event       uint64
	Replacement uint64 // event of this phone that stands for it; 0: none
	Reason      string
}

// Correct keeps a correction. Errors: ErrNoEvent, ErrNotYours.
func (p *Phone) Correct(ctx context.Context, by syncproto.Actor, c Correction) (Written, error) {
	return p.record(ctx, by, func(w *journal.Writer, place journal.Place) (syncproto.Body, error) {
		withdrawn, event, err := refTo(ctx, w, place, c.Event)
		if err != nil {
			return nil, err
		}
		if event.Local != by.Local() || event.Kind == syncproto.KindCorrection {
			return nil, ErrNotYours
		}
		correction := syncproto.Correction{Withdrawn: withdrawn, Reason: c.Reason}
		if c.Replacement != 0 {
			replacement, _, err := refTo(ctx, w, place, c.Replacement)
			if err != nil {
				return nil, err
			}
			correction.Replacement = &replacement
		}
		return correction, nil
	})
}
