package clientsdk

import (
	"context"
	"errors"

	"zhucun/clientsdk/journal"
	"zhucun/clientsdk/signer"
	"zhucun/syncproto"
)

// ErrHasKey says that this person has a key here: only an officer's code that was not used here before puts another in its place.
var ErrHasKey = errors.New("this person has a key on this phone already")

// Secret is a card or a PIN at the moment of its use; make it with [CardSecret] or [PINSecret].
type Secret = signer.Secret

// CardSecret is the secret of a household's card.
func CardSecret(card syncproto.Card) Secret { return signer.CardSecret(card) }

// PINSecret is the secret of a PIN as typed, 4 to 12 digits; ErrWeakPIN.
func PINSecret(digits string) (Secret, error) { return signer.PINSecret(digits) }

// AddPerson says who is to use this phone.
type AddPerson struct {
	Person      syncproto.Person // number in the county's roster
	Name        string           // shown on this phone, never sent
	Secret      Secret           // wraps a new personal key; the zero value: no key, enough for a cadre
	Custody     syncproto.Custody
	Appointment *syncproto.OneTimeCode // of the supervisor's appointment slip, by which the county vouches for the key
}

// Person of this phone.
type Person struct {
	Local  syncproto.Local
	Person syncproto.Person
	Name   string
	Means  syncproto.Means // what unlocks the personal key; 0: none
	Failed uint32          // wrong tries since the last good one
}

// AddPerson keeps a person, and their key where a secret is given. A person who is here already keeps the local number and gets the key; one who
// has a key gets another only with an appointment whose code this phone has not spent for them yet (ErrHasKey): the county takes a code once, and
// would not vouch for the second key.
func (p *Phone) AddPerson(ctx context.Context, a AddPerson) (syncproto.Local, error) {
	var local syncproto.Local
	err := p.write(ctx, func(in *install, w *journal.Writer) error {
		person, err := in.person(ctx, w, a)
		if err != nil || a.Secret.Means() == 0 {
			local = person.Local
			return err
		}
		if err := mayHaveKey(ctx, w, person, a.Appointment); err != nil {
			return err
		}
		local = person.Local
		return p.newKey(ctx, in, w, person, a)
	})
	return local, err
}

// person finds the person, or adds them under the next local number.
func (in *install) person(ctx context.Context, w *journal.Writer, a AddPerson) (journal.Person, error) {
	person, err := w.PersonOf(ctx, a.Person)
	if !errors.Is(err, ErrNoPerson) {
		return person, err
	}
	people, err := w.People(ctx)
	if err != nil {
		return person, err
	}
	person = journal.Person{Local: syncproto.Local(len(people) + 1), Person: a.Person, Name: a.Name}
	if _, err := in.append(ctx, w, syncproto.ActorOf(0, syncproto.UnlockNone), said(syncproto.PersonAdded{Local: person.Local, Person: a.Person})); err != nil {
		return person, err
	}
	return person, w.AddPerson(ctx, person.Local, person.Person, person.Name)
}

// mayHaveKey refuses a person with a key another one for which no new code vouches; ErrHasKey.
func mayHaveKey(ctx context.Context, w *journal.Writer, person journal.Person, appointment *syncproto.OneTimeCode) error {
	if person.Key == nil {
		return nil
	}
	if appointment == nil {
		return ErrHasKey
	}
	keys, err := w.PersonKeys(ctx, person.Local)
	if err != nil {
		return err
	}
	code := appointment.Key().ID()
	for _, event := range keys {
		said, err := event.Decoded()
		if err != nil {
			return err
		}
		if key, ok := said.Body.(syncproto.PersonKey); ok && key.Appointment != nil && key.Appointment.Code == code {
			return ErrHasKey
		}
	}
	return nil
}

// newKey draws a personal key, registers it, and keeps it wrapped.
func (p *Phone) newKey(ctx context.Context, in *install, w *journal.Writer, person journal.Person, a AddPerson) error {
	personal, err := signer.NewPersonal(p.config.Random)
	if err != nil {
		return err
	}
	defer personal.Forget()
	wrapped, err := personal.Wrap(p.config.Random, in.device, a.Secret, in.log, person.Local)
	if err != nil {
		return err
	}
	var code *syncproto.CodeKey
	if a.Appointment != nil {
		key := a.Appointment.Key()
		code = &key
	}
	written, err := in.append(ctx, w, syncproto.ActorOf(person.Local, a.Secret.Unlock()), func(_ *journal.Writer, place journal.Place) (syncproto.Body, error) {
		return syncproto.NewPersonKey(place.ID, person.Local, person.Person, personal, a.Custody, a.Secret.Means(), code)
	})
	if err != nil {
		return err
	}
	return w.SetKey(ctx, person.Local, journal.PersonalKey{ID: personal.Public().ID(), Seq: written.ID.Seq, Means: a.Secret.Means(), Wrapped: wrapped})
}

// People lists who uses this phone, by local number.
func (p *Phone) People(ctx context.Context) ([]Person, error) {
	kept, err := p.journal.People(ctx)
	var people []Person
	for _, k := range kept {
		person := Person{Local: k.Local, Person: k.Person, Name: k.Name, Failed: k.Failed}
		if k.Key != nil {
			person.Means = k.Key.Means
		}
		people = append(people, person)
	}
	return people, err
}
