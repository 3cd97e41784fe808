package clientsdk

import (
	"context"
	"fmt"

	"zhucun/clientsdk/journal"
	"zhucun/syncproto"
)

// Facts are what a supervisor says of a visit that stands on another phone. Sheet is 0 for a deed.
type Facts struct {
	Cadre   syncproto.Person
	Village syncproto.Village
	Sheet   syncproto.Sheet
	Day     syncproto.Day
}

// Subject is what a supervisor confirms, made by [OnThisPhone], [FromQR], [ByVisitCode] or [ByWord]; each says less than the one before.
type Subject struct {
	seq   uint64 // on this phone
	form  syncproto.Subject
	facts Facts
	said  syncproto.Body // where it was scanned
}

// OnThisPhone is a sign-in or deed that was entered on this phone.
func OnThisPhone(seq uint64) Subject { return Subject{seq: seq} }

// ByVisitCode is a visit whose six digits were read aloud.
func ByVisitCode(code syncproto.VisitCode, facts Facts) Subject {
	return Subject{form: syncproto.Subject{Form: syncproto.ByVisitCode, Code: code}, facts: facts}
}

// ByWord is a visit that the supervisor only says took place.
func ByWord(facts Facts) Subject {
	return Subject{form: syncproto.Subject{Form: syncproto.ByWord}, facts: facts}
}

// Confirm is a supervisor's word. A Secret signs it with the personal key; without one it is kept and waits for an officer.
type Confirm struct {
	By           syncproto.Local // the supervisor, a person of this phone
	Of           Subject
	Verdict      syncproto.Verdict // 0: it was so
	Stay         *syncproto.Stay
	Satisfaction *syncproto.Satisfaction // only of a deed
	Reason       string                  // only of a deed
	Secret       Secret
	PaperCode    *syncproto.OneTimeCode // tear-off code, without a Secret
	Means        syncproto.Means        // MeansDrawn or MeansVoice, without Secret and PaperCode
	Strokes      *syncproto.Hash        // of drawn strokes or a voice note
}

// Confirm keeps a confirmation. Errors: ErrNoPerson, ErrNoKey, ErrWrongSecret (counted), ErrNoEvent, ErrNotThat.
func (p *Phone) Confirm(ctx context.Context, c Confirm) (Written, error) {
	if c.Secret.Means() == 0 {
		return p.record(ctx, syncproto.ActorOf(c.By, syncproto.UnlockNone), c.unsigned(ctx))
	}
	key, err := p.unwrap(ctx, c.By, c.Secret)
	if err != nil {
		return Written{}, err
	}
	defer key.Forget()
	var written Written
	err = p.write(ctx, func(in *install, w *journal.Writer) error {
		person, err := in.goodUse(ctx, w, c.By, key.id)
		if err != nil {
			return err
		}
		written, err = in.append(ctx, w, syncproto.ActorOf(c.By, c.Secret.Unlock()), c.signed(ctx, key, person.Key.Seq))
		return err
	})
	return written, err
}

func (c Confirm) signed(ctx context.Context, key syncproto.Signer, seq uint64) builder {
	return func(w *journal.Writer, place journal.Place) (syncproto.Body, error) {
		said, leaf, err := c.body(ctx, w, place)
		if err != nil {
			return nil, err
		}
		said.Means, said.Key = c.Secret.Means(), &seq
		return said, said.Prove(place.ID, key, leaf, place.Anchor)
	}
}

func (c Confirm) unsigned(ctx context.Context) builder {
	return func(w *journal.Writer, place journal.Place) (syncproto.Body, error) {
		said, leaf, err := c.body(ctx, w, place)
		if err != nil || c.PaperCode == nil {
			said.Means = c.Means
			return said, err
		}
		said.ProveByCode(place.ID, c.PaperCode.Key(), leaf, place.Anchor)
		return said, nil
	}
}

// body is all but means and proof, and the leaf of a subject on this phone.
func (c Confirm) body(ctx context.Context, w *journal.Writer, place journal.Place) (syncproto.Confirmation, syncproto.Leaf, error) {
	said := syncproto.Confirmation{Subject: c.Of.form, Verdict: c.Verdict, Stay: c.Stay, Satisfaction: c.Satisfaction, Strokes: c.Strokes}
	if said.Verdict == 0 {
		said.Verdict = syncproto.VerdictYes
	}
	if c.Reason != "" {
		said.Reason = &c.Reason
	}
	facts, leaf := c.Of.facts, syncproto.Leaf{}
	if c.Of.seq != 0 {
		event, err := w.Event(ctx, c.Of.seq)
		if err != nil {
			return said, leaf, err
		}
		if facts, err = factsOf(event); err != nil {
			return said, leaf, err
		}
		leaf = event.Leaf
		said.Subject = syncproto.Subject{Form: syncproto.BySamePhone, Back: place.ID.Seq - c.Of.seq}
	}
	said.Cadre, said.Village, said.Sheet, said.Day = facts.Cadre, facts.Village, facts.Sheet, facts.Day
	return said, leaf, nil
}

// factsOf is what a confirmation repeats of a sign-in or deed; ErrNotThat for others.
func factsOf(event journal.Event) (Facts, error) {
	said, err := event.Decoded()
	if err != nil {
		return Facts{}, err
	}
	return factsIn(said)
}

func factsIn(said syncproto.Event) (Facts, error) {
	switch body := said.Body.(type) {
	case syncproto.SignIn:
		return Facts{Cadre: body.Person, Village: body.Village, Sheet: body.Sheet, Day: body.Day}, nil
	case syncproto.Deed:
		return Facts{Cadre: body.Person, Village: body.Village, Day: body.Day}, nil
	}
	return Facts{}, fmt.Errorf("%w: only a sign-in or a deed is confirmed", ErrNotThat)
}
