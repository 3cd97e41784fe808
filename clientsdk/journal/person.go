package journal

import (
	"context"
	"errors"

	"zhucun/syncproto"
)

// ErrNoPerson says that nobody on this phone has that number.
var ErrNoPerson = errors.New("nobody on this phone has that number")

// Person of this phone.
type Person struct {
	Local  syncproto.Local
	Person syncproto.Person
	Name   string // shown on this phone, never sent
	Key    *PersonalKey
	Failed uint32 // wrong tries that no event tells of yet
}

// PersonalKey is a person's wrapped key.
type PersonalKey struct {
	ID      syncproto.KeyID
	Seq     uint64 // of the person_key event that registered it
	Means   syncproto.Means
	Wrapped []byte
}

// People lists all, by local number.
func (r reader) People(ctx context.Context) ([]Person, error) { return r.people(ctx, "") }

// Person reads one; ErrNoPerson.
func (r reader) Person(ctx context.Context, local syncproto.Local) (Person, error) {
	return r.person(ctx, "WHERE local = ?", local)
}

// PersonOf reads one by the roster's number; ErrNoPerson.
func (r reader) PersonOf(ctx context.Context, person syncproto.Person) (Person, error) {
	return r.person(ctx, "WHERE person = ?", person)
}

func (r reader) person(ctx context.Context, where string, arg any) (Person, error) {
	people, err := r.people(ctx, where, arg)
	if err == nil && len(people) == 0 {
		err = ErrNoPerson
	}
	if err != nil {
		return Person{}, err
	}
	return people[0], nil
}

func (r reader) people(ctx context.Context, where string, args ...any) ([]Person, error) {
	var people []Person
	err := r.each(ctx, func(row scanner) error {
		var p Person
		var key PersonalKey
		var id []byte
		if err := row.Scan(&p.Local, &p.Person, &p.Name, &key.Means, &key.Seq, &id, &key.Wrapped, &p.Failed); err != nil {
			return err
		}
		if id != nil {
			key.ID = syncproto.KeyID(id)
			p.Key = &key
		}
		people = append(people, p)
		return nil
	}, "SELECT local, person, name, means, key_seq, key_id, wrapped, failed FROM person "+where+" ORDER BY local", args...)
	return people, err
}

// AddPerson keeps a person without a key.
func (w *Writer) AddPerson(ctx context.Context, local syncproto.Local, person syncproto.Person, name string) error {
	_, err := exec(ctx, w.tx, "INSERT INTO person (local, person, name) VALUES (?, ?, ?)", local, person, name)
	return err
}

// SetKey keeps a person's key, in place of an older one.
func (w *Writer) SetKey(ctx context.Context, local syncproto.Local, key PersonalKey) error {
	_, err := exec(ctx, w.tx, "UPDATE person SET means = ?, key_seq = ?, key_id = ?, wrapped = ? WHERE local = ?",
		key.Means, key.Seq, key.ID[:], key.Wrapped, local)
	return err
}

// ClearFailed begins the count of wrong tries anew; the event that tells of them is in the same transaction.
func (w *Writer) ClearFailed(ctx context.Context, local syncproto.Local) error {
	_, err := exec(ctx, w.tx, "UPDATE person SET failed = 0 WHERE local = ?", local)
	return err
}

// CountFailed counts one wrong try.
func (j *Journal) CountFailed(ctx context.Context, local syncproto.Local) error {
	_, err := exec(ctx, j.db, "UPDATE person SET failed = failed + 1 WHERE local = ?", local)
	return err
}
