package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"

	"zhucun/clientsdk"
	"zhucun/cmd/internal/terminal"
	"zhucun/syncproto"
)

// chosenFile, beside the journal, holds the local number of who holds the phone. Losing it costs one person choose.
const chosenFile = "chosen"

var (
	errNobodyChosen = errors.New("nobody is chosen")
	errNoSuchPerson = errors.New("no such person on this phone")
	errNamesake     = errors.New("several people have that name")
)

// choose remembers who holds the phone from now on.
func (c *commands) choose(local syncproto.Local) error {
	if err := os.WriteFile(filepath.Join(c.Dir, chosenFile), fmt.Appendln(nil, local), 0o600); err != nil {
		return fmt.Errorf("remember who was chosen: %w", err)
	}
	return nil
}

// chosen is who holds the phone. Where nobody does, the error names the step that comes next: enrol, person add, or person choose.
func (c *commands) chosen(ctx context.Context, phone *clientsdk.Phone) (clientsdk.Person, error) {
	status, err := phone.Status(ctx)
	if err == nil && !status.Enrolled {
		err = clientsdk.ErrNotEnrolled
	}
	if err != nil {
		return clientsdk.Person{}, err
	}
	people, err := phone.People(ctx)
	if err != nil {
		return clientsdk.Person{}, err
	}
	if who, ok := c.chosenOf(people); ok {
		return who, nil
	}
	if len(people) == 0 {
		return clientsdk.Person{}, terminal.Explain(errNobodyChosen, "errors.person.nobody")
	}
	return clientsdk.Person{}, terminal.Explain(errNobodyChosen, "errors.person.choose")
}

// chosenOf is the one who was chosen, or the only one there is.
func (c *commands) chosenOf(people []clientsdk.Person) (clientsdk.Person, bool) {
	if len(people) == 1 {
		return people[0], true
	}
	local := c.chosenLocal()
	i := slices.IndexFunc(people, func(p clientsdk.Person) bool { return p.Local == local })
	if i < 0 {
		return clientsdk.Person{}, false
	}
	return people[i], true
}

// chosenLocal is 0 when nobody was chosen yet.
func (c *commands) chosenLocal() syncproto.Local {
	text, err := os.ReadFile(filepath.Join(c.Dir, chosenFile))
	if err != nil {
		return 0
	}
	local, err := strconv.ParseUint(strings.TrimSpace(string(text)), 10, 32)
	if err != nil {
		return 0
	}
	return syncproto.Local(local)
}

// keepChosen leaves the phone with whoever held it before somebody was added: one who is added holds it only when nobody did. It tells who holds it.
func (c *commands) keepChosen(ctx context.Context, phone *clientsdk.Phone, before []clientsdk.Person, added syncproto.Local) (clientsdk.Person, error) {
	holder := added
	if who, ok := c.chosenOf(before); ok {
		holder = who.Local
	}
	if err := c.choose(holder); err != nil {
		return clientsdk.Person{}, err
	}
	people, err := phone.People(ctx)
	if err != nil {
		return clientsdk.Person{}, err
	}
	who, _ := c.chosenOf(people)
	return who, nil
}

// actor is who holds the phone, as records name them: nothing unlocked them.
func (c *commands) actor(ctx context.Context, phone *clientsdk.Phone) (syncproto.Actor, error) {
	who, err := c.chosen(ctx, phone)
	return syncproto.ActorOf(who.Local, syncproto.UnlockNone), err
}

// personCalled finds a person of this phone by roster number or by a name that only they have.
func personCalled(ctx context.Context, phone *clientsdk.Phone, who string) (clientsdk.Person, error) {
	people, err := phone.People(ctx)
	if err != nil {
		return clientsdk.Person{}, err
	}
	var named []clientsdk.Person
	for _, p := range people {
		if number(p) == who {
			return p, nil
		}
		if p.Name == who {
			named = append(named, p)
		}
	}
	switch len(named) {
	case 0:
		return clientsdk.Person{}, terminal.Explain(errNoSuchPerson, "errors.person.unknown", "who", who)
	case 1:
		return named[0], nil
	}
	return clientsdk.Person{}, terminal.Explain(errNamesake, "errors.person.namesake", "who", who)
}

// number of a person in the roster.
func number(p clientsdk.Person) string { return strconv.FormatUint(uint64(p.Person), 10) }
