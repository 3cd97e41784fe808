package clientsdk

import (
	"context"
	"errors"

	"zhucun/clientsdk/journal"
	"zhucun/clientsdk/signer"
	"zhucun/syncproto"
)

// ErrNoKey says that this person has no personal key on this phone.
var ErrNoKey = errors.New("this person has no key on this phone")

// Unlock proves who holds the phone. The actor it gives says so in the events of this moment; later in the same sitting use
// ActorOf(local, UnlockSession). Errors: ErrNoPerson, ErrNoKey, ErrWrongSecret; a wrong try is counted, durably, and the next good one tells of
// it in an event before it takes effect.
func (p *Phone) Unlock(ctx context.Context, local syncproto.Local, secret Secret) (syncproto.Actor, error) {
	key, err := p.unwrap(ctx, local, secret)
	if err != nil {
		return 0, err
	}
	key.Forget()
	return syncproto.ActorOf(local, secret.Unlock()), p.write(ctx, func(in *install, w *journal.Writer) error {
		_, err := in.goodUse(ctx, w, local, key.id)
		return err
	})
}

// unwrapped is a personal key in use, with the name under which the journal held it.
type unwrapped struct {
	*signer.Personal
	id syncproto.KeyID
}

func (p *Phone) unwrap(ctx context.Context, local syncproto.Local, secret Secret) (unwrapped, error) {
	in, err := p.enrolled(ctx)
	if err != nil {
		return unwrapped{}, err
	}
	person, err := p.journal.Person(ctx, local)
	if err != nil {
		return unwrapped{}, err
	}
	if person.Key == nil {
		return unwrapped{}, ErrNoKey
	}
	binding := signer.Binding{Log: in.log, Local: local, Key: person.Key.ID}
	key, err := signer.Unwrap(person.Key.Wrapped, in.device, secret, binding)
	if errors.Is(err, ErrWrongSecret) {
		return unwrapped{}, errors.Join(err, p.journal.CountFailed(ctx, local))
	}
	return unwrapped{key, person.Key.ID}, err
}

// goodUse tells of the wrong tries before it, and that the key is still the person's: it may have been replaced since it was unwrapped.
func (in *install) goodUse(ctx context.Context, w *journal.Writer, local syncproto.Local, id syncproto.KeyID) (journal.Person, error) {
	person, err := w.Person(ctx, local)
	if err != nil {
		return person, err
	}
	if person.Key == nil || person.Key.ID != id {
		return person, ErrWrongSecret
	}
	if person.Failed == 0 {
		return person, nil
	}
	told := syncproto.AttemptsFailed{Local: local, Number: person.Failed}
	if _, err := in.append(ctx, w, syncproto.ActorOf(0, syncproto.UnlockNone), said(told)); err != nil {
		return person, err
	}
	return person, w.ClearFailed(ctx, local)
}

// ChangeSecret wraps a person's key anew: another PIN, another card, or one for the other. Errors as Unlock.
func (p *Phone) ChangeSecret(ctx context.Context, local syncproto.Local, old, next Secret) error {
	if next.Means() == 0 {
		return ErrWeakPIN
	}
	key, err := p.unwrap(ctx, local, old)
	if err != nil {
		return err
	}
	defer key.Forget()
	return p.write(ctx, func(in *install, w *journal.Writer) error {
		person, err := in.goodUse(ctx, w, local, key.id)
		if err != nil {
			return err
		}
		wrapped, err := key.Wrap(p.config.Random, in.device, next, in.log, local)
		if err != nil {
			return err
		}
		changed := syncproto.SecretChanged{Local: local, Means: next.Means()}
		if _, err := in.append(ctx, w, syncproto.ActorOf(local, old.Unlock()), said(changed)); err != nil {
			return err
		}
		return w.SetKey(ctx, local, journal.PersonalKey{ID: key.id, Seq: person.Key.Seq, Means: next.Means(), Wrapped: wrapped})
	})
}
