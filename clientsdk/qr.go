package clientsdk

import (
	"context"
	"errors"
	"fmt"

	"zhucun/syncproto"
)

// ErrNotAVisit says that a text is not what a cadre's screen shows for confirming.
var ErrNotAVisit = errors.New("not the code of a visit")

// QR is the text for the cadre's screen that [FromQR] reads on the supervisor's phone. Errors: ErrNoEvent, ErrNotThat.
func (p *Phone) QR(ctx context.Context, seq uint64) (string, error) {
	event, err := p.journal.Event(ctx, seq)
	if err != nil {
		return "", err
	}
	if _, err := factsOf(event); err != nil {
		return "", err
	}
	shown, err := p.journal.Shown(ctx, seq)
	return shown.Text(), err
}

// FromQR is a sign-in or deed on another phone, read from its screen; ErrNotAVisit. The leaf is computed here, from the event that the screen shows: show
// the supervisor all that Said tells before they confirm, for all of it is what their signature stands for.
func FromQR(text string) (Subject, error) {
	shown, event, err := syncproto.ParseShown(text)
	if err != nil {
		return Subject{}, fmt.Errorf("%w: %w", ErrNotAVisit, err)
	}
	facts, err := factsIn(event)
	if err != nil {
		return Subject{}, err
	}
	return Subject{form: syncproto.Subject{Form: syncproto.ByQR, Event: shown.ID(), Leaf: shown.Leaf()}, facts: facts, said: event.Body}, nil
}

// Said is the sign-in or deed that was scanned, every word of it; nil for other subjects.
func (s Subject) Said() syncproto.Body { return s.said }
