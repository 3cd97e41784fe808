package clientsdk

import (
	"context"
	"fmt"

	"zhucun/clientsdk/journal"
	"zhucun/syncproto"
)

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
