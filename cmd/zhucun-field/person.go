package main

import (
	"context"
	"fmt"

	"zhucun/clientsdk"
	"zhucun/cmd/internal/terminal"
	"zhucun/syncproto"
)

type personCommands struct {
	Add    personAddCommand    `cmd:"" help:"field.help.person_add"`
	Choose personChooseCommand `cmd:"" help:"field.help.person_choose"`
	List   personListCommand   `cmd:"" help:"field.help.person_list"`
	Secret personSecretCommand `cmd:"" help:"field.help.person_secret"`
}

type personAddCommand struct {
	Number      uint32 `arg:"" help:"field.help.person_number"`
	Name        string `arg:"" help:"field.help.person_name"`
	Means       string `help:"field.help.person_means" default:"none"`
	Custody     string `help:"field.help.person_custody" default:"shared"`
	Card        string `help:"field.help.person_card" placeholder:"FILE" type:"path"`
	Appointment bool   `help:"field.help.person_appointment"`
}

// Run adds a person and, for one who confirms, a key under their card or PIN, and says who holds the phone. Whoever held it goes on holding it.
func (c *personAddCommand) Run(ctx context.Context, t *terminal.Terminal, all *commands) error {
	person, err := c.person(t)
	if err != nil {
		return err
	}
	return all.withPhone(ctx, func(phone *clientsdk.Phone) error {
		before, err := phone.People(ctx)
		if err != nil {
			return err
		}
		local, err := phone.AddPerson(ctx, person)
		if err != nil {
			return err
		}
		t.Say("field.person.added", "name", c.Name)
		holder, err := all.keepChosen(ctx, phone, before, local)
		if err != nil {
			return err
		}
		t.Say("field.person.holds", "name", holder.Name)
		return nil
	})
}

// person is what the command line says and the person enters.
func (c *personAddCommand) person(t *terminal.Terminal) (clientsdk.AddPerson, error) {
	person := clientsdk.AddPerson{Person: syncproto.Person(c.Number), Name: c.Name}
	means, err := meanses.number(t, c.Means)
	if err != nil {
		return person, err
	}
	custody, err := custodies.number(t, c.Custody)
	if err != nil {
		return person, err
	}
	person.Custody = syncproto.Custody(custody)
	if person.Secret, err = newSecret(t, syncproto.Means(means), c.Card); err != nil || !c.Appointment {
		return person, err
	}
	code, err := askCode(t, "field.ask.appointment")
	person.Appointment = &code
	return person, err
}

type personChooseCommand struct {
	Who string `arg:"" help:"field.help.person_who"`
}

// Run remembers who holds the phone.
func (c *personChooseCommand) Run(ctx context.Context, t *terminal.Terminal, all *commands) error {
	return all.withPhone(ctx, func(phone *clientsdk.Phone) error {
		who, err := personCalled(ctx, phone, c.Who)
		if err != nil {
			return err
		}
		if err := all.choose(who.Local); err != nil {
			return err
		}
		t.Say("field.person.chosen", "name", who.Name)
		return nil
	})
}

type personListCommand struct{}

// Run lists who uses the phone; a star marks who holds it.
func (*personListCommand) Run(ctx context.Context, t *terminal.Terminal, all *commands) error {
	return all.withPhone(ctx, func(phone *clientsdk.Phone) error {
		people, err := phone.People(ctx)
		if err != nil {
			return err
		}
		if len(people) == 0 {
			t.Say("field.person.none")
		}
		holder, _ := all.chosenOf(people)
		for _, p := range people {
			mark := " "
			if p.Local == holder.Local {
				mark = "*"
			}
			fmt.Fprintf(t.Out, "%s %9d  %s  %s\n", mark, p.Person, p.Name, meanses.text(t.Lang, int(p.Means)))
		}
		return nil
	})
}

type personSecretCommand struct {
	Who     string `arg:"" help:"field.help.person_who"`
	Means   string `help:"field.help.person_means" required:""`
	Card    string `help:"field.help.confirm_card" placeholder:"FILE" type:"path"`
	NewCard string `help:"field.help.person_new_card" placeholder:"FILE" type:"path"`
}

// Run wraps a person's key anew: the old card or PIN first, then the new one.
func (c *personSecretCommand) Run(ctx context.Context, t *terminal.Terminal, all *commands) error {
	means, err := meanses.number(t, c.Means)
	if err != nil {
		return err
	}
	return all.withPhone(ctx, func(phone *clientsdk.Phone) error {
		who, err := keyHolder(ctx, phone, c.Who)
		if err != nil {
			return err
		}
		old, err := askSecret(t, who, c.Card)
		if err != nil {
			return err
		}
		next, err := newSecret(t, syncproto.Means(means), c.NewCard)
		if err != nil {
			return err
		}
		if err := phone.ChangeSecret(ctx, who.Local, old, next); err != nil {
			return explainSecret(ctx, phone, who, err)
		}
		t.Say("field.person.secret_changed", "name", who.Name)
		return nil
	})
}

// keyHolder is a person of this phone who has a key here.
func keyHolder(ctx context.Context, phone *clientsdk.Phone, called string) (clientsdk.Person, error) {
	who, err := personCalled(ctx, phone, called)
	if err == nil && who.Means == 0 {
		err = terminal.Explain(clientsdk.ErrNoKey, "errors.person.no_key", "name", who.Name)
	}
	return who, err
}
