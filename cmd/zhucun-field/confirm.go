package main

import (
	"context"
	"errors"
	"strings"

	"zhucun/clientsdk"
	"zhucun/cmd/internal/terminal"
	"zhucun/syncproto"
)

type confirmCommand struct {
	Verdict string `arg:"" help:"field.help.confirm_verdict"`
	By      string `help:"field.help.confirm_by" placeholder:"WHO"`
	Card    string `help:"field.help.confirm_card" placeholder:"FILE" type:"path"`

	subjectFlags

	Stay         string `help:"field.help.confirm_stay" placeholder:"WORD"`
	Satisfaction string `help:"field.help.confirm_satisfaction" placeholder:"WORD"`
	Reason       string `help:"field.help.confirm_reason" placeholder:"TEXT"`
}

// Run shows the supervisor what is confirmed, asks for their card or PIN, and keeps the confirmation.
func (c *confirmCommand) Run(ctx context.Context, t *terminal.Terminal, all *commands) error {
	answers, err := c.answers(t)
	if err != nil {
		return err
	}
	return all.withPhone(ctx, func(phone *clientsdk.Phone) error {
		what, err := c.subject(ctx, t, phone)
		if err != nil {
			return err
		}
		who, err := c.supervisor(ctx, phone, what.supervisor())
		if err != nil {
			return err
		}
		t.Say("field.confirm.asks", "name", who.Name, "what", strings.Join(what.lines(t.Lang), "\n  "))
		said := answers
		said.By, said.Of = who.Local, what.Subject
		if said.Secret, err = askSecret(t, who, c.Card); err != nil {
			return err
		}
		written, err := phone.Confirm(ctx, said)
		if err != nil {
			return explainSecret(ctx, phone, who, err)
		}
		t.Say("field.confirm.done", "verdict", verdicts.text(t.Lang, int(said.Verdict)))
		t.Say("field.record.number", "number", written.ID.Seq)
		return nil
	})
}

// answers are what the supervisor says, without who and of what.
func (c *confirmCommand) answers(t *terminal.Terminal) (clientsdk.Confirm, error) {
	said := clientsdk.Confirm{Reason: c.Reason}
	verdict, err := verdicts.number(t, c.Verdict)
	if err != nil {
		return said, err
	}
	said.Verdict = syncproto.Verdict(verdict)
	if c.Stay != "" {
		stay, err := stays.number(t, c.Stay)
		if err != nil {
			return said, err
		}
		value := syncproto.Stay(stay)
		said.Stay = &value
	}
	if c.Satisfaction != "" {
		satisfaction, err := satisfactions.number(t, c.Satisfaction)
		if err != nil {
			return said, err
		}
		value := syncproto.Satisfaction(satisfaction)
		said.Satisfaction = &value
	}
	return said, nil
}

var errWhoConfirms = errors.New("several people here have a key")

// supervisor is who confirms: the one who is named, or the one whom the sign-in names, or the only one here who can.
func (c *confirmCommand) supervisor(ctx context.Context, phone *clientsdk.Phone, named syncproto.Person) (clientsdk.Person, error) {
	if c.By != "" {
		return keyHolder(ctx, phone, c.By)
	}
	people, err := phone.People(ctx)
	if err != nil {
		return clientsdk.Person{}, err
	}
	var able []clientsdk.Person
	for _, p := range people {
		if p.Means == 0 {
			continue
		}
		if p.Person == named {
			return p, nil
		}
		able = append(able, p)
	}
	switch len(able) {
	case 0:
		return clientsdk.Person{}, terminal.Explain(clientsdk.ErrNoKey, "errors.confirm.nobody")
	case 1:
		return able[0], nil
	}
	return clientsdk.Person{}, terminal.Explain(errWhoConfirms, "errors.confirm.who")
}
