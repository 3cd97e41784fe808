package clientsdk

import (
	"context"
	"errors"
	"fmt"

	"zhucun/clientsdk/journal"
	"zhucun/syncproto"
)

// ErrIncomplete says that something was left out which no earlier sign-in on this phone tells.
var ErrIncomplete = errors.New("this must be said")

// SignIn is a person's arrival in a village. What is left at its zero value is taken from the clock (Day), the actor (Person) and the last sign-in
// that the actor, or else anybody, entered on this phone (Village, Sheet, Supervisor).
type SignIn struct {
	Person     syncproto.Person
	Village    syncproto.Village
	Sheet      syncproto.Sheet
	Supervisor syncproto.Person
	Day        syncproto.Day
	Where      syncproto.Where
	Claimed    *uint16 // minutes after midnight, when entered later
	Activity   syncproto.Activity
	Paper      *uint32
	Place      *syncproto.Place
}

// SignIn keeps a sign-in. ErrIncomplete when village, sheet or supervisor was never said on this phone; no clock makes it fail.
func (p *Phone) SignIn(ctx context.Context, by syncproto.Actor, s SignIn) (Written, error) {
	if s.Day == 0 {
		s.Day = p.today()
	}
	return p.record(ctx, by, func(w *journal.Writer, _ journal.Place) (syncproto.Body, error) {
		if err := s.complete(ctx, w, by.Local()); err != nil {
			return nil, err
		}
		return syncproto.SignIn{Person: s.Person, Village: s.Village, Sheet: s.Sheet, Supervisor: s.Supervisor, Day: s.Day, Where: s.Where,
			Claimed: s.Claimed, Activity: s.Activity, Paper: s.Paper, Place: s.Place}, nil
	})
}

func (s *SignIn) complete(ctx context.Context, w *journal.Writer, local syncproto.Local) error {
	if s.Person == 0 {
		person, err := personOf(ctx, w, local)
		if err != nil {
			return err
		}
		s.Person = person
	}
	if s.Village != 0 && s.Sheet != 0 && s.Supervisor != 0 {
		return nil
	}
	last, err := lastSignIn(ctx, w, local)
	if err != nil {
		return err
	}
	if s.Village == 0 {
		s.Village = last.Village
	}
	if s.Village == last.Village && s.Sheet == 0 {
		s.Sheet = last.Sheet
	}
	if s.Sheet == last.Sheet && s.Village == last.Village && s.Supervisor == 0 {
		s.Supervisor = last.Supervisor
	}
	if s.Village == 0 || s.Sheet == 0 || s.Supervisor == 0 {
		return fmt.Errorf("%w: village, sheet and supervisor", ErrIncomplete)
	}
	return nil
}

func personOf(ctx context.Context, w *journal.Writer, local syncproto.Local) (syncproto.Person, error) {
	if local == 0 {
		return 0, fmt.Errorf("%w: whose record it is", ErrIncomplete)
	}
	person, err := w.Person(ctx, local)
	return person.Person, err
}

// lastSignIn is the actor's last sign-in, else anybody's on this phone, else an empty one.
func lastSignIn(ctx context.Context, w *journal.Writer, local syncproto.Local) (syncproto.SignIn, error) {
	event, err := w.LastSignIn(ctx, local)
	if errors.Is(err, ErrNoEvent) {
		event, err = w.LastSignIn(ctx, 0)
	}
	if errors.Is(err, ErrNoEvent) {
		return syncproto.SignIn{}, nil
	}
	if err != nil {
		return syncproto.SignIn{}, err
	}
	said, err := event.Decoded()
	if err != nil {
		return syncproto.SignIn{}, err
	}
	return said.Body.(syncproto.SignIn), nil
}

// ErrNotThat says that an event is of another kind than the one that is asked for.
var ErrNotThat = errors.New("the event is of another kind")

// SignOut keeps that the person of a sign-in on this phone left; claimed is minutes after midnight of its day when entered later, else nil.
// Errors: ErrNoEvent, ErrNotThat.
func (p *Phone) SignOut(ctx context.Context, by syncproto.Actor, signIn uint64, claimed *uint16) (Written, error) {
	return p.record(ctx, by, func(w *journal.Writer, place journal.Place) (syncproto.Body, error) {
		ref, event, err := refTo(ctx, w, place, signIn)
		if err == nil && event.Kind != syncproto.KindSignIn {
			err = fmt.Errorf("%w: a sign-out needs a sign-in", ErrNotThat)
		}
		return syncproto.SignOut{SignIn: ref, Claimed: claimed}, err
	})
}
