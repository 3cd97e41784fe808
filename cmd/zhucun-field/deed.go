package main

import (
	"context"

	"zhucun/clientsdk"
	"zhucun/cmd/internal/terminal"
	"zhucun/syncproto"
)

type deedCommand struct {
	Title      string   `arg:"" help:"field.help.deed_title"`
	Category   string   `help:"field.help.deed_category" default:"other"`
	Households []uint32 `help:"field.help.deed_households" placeholder:"N,..."`
	Origin     string   `help:"field.help.deed_origin" default:"villager"`
	Cost       string   `help:"field.help.deed_cost" placeholder:"YUAN"`
	Task       string   `help:"field.help.deed_task" placeholder:"ID"`
	Village    uint64   `help:"field.help.village" placeholder:"511921105201"`
	Day        string   `help:"field.help.day" placeholder:"DATE"`
}

// Run records a deed of the chosen person.
func (c *deedCommand) Run(ctx context.Context, t *terminal.Terminal, all *commands) error {
	said, err := c.said(t)
	if err != nil {
		return err
	}
	return all.withPhone(ctx, func(phone *clientsdk.Phone) error {
		actor, err := all.actor(ctx, phone)
		if err != nil {
			return err
		}
		written, err := phone.Deed(ctx, actor, said)
		if err != nil {
			return explainVillage(err)
		}
		t.Say("field.deed.done", "title", c.Title)
		t.Say("field.record.number", "number", written.ID.Seq)
		return nil
	})
}

// said is what the command line says of the deed.
func (c *deedCommand) said(t *terminal.Terminal) (clientsdk.Deed, error) {
	village, err := villageOf(c.Village)
	if err != nil {
		return clientsdk.Deed{}, err
	}
	said := clientsdk.Deed{Title: c.Title, Village: village}
	category, err := categories.number(t, c.Category)
	if err != nil {
		return said, err
	}
	origin, err := origins.number(t, c.Origin)
	if err != nil {
		return said, err
	}
	said.Category, said.Origin = syncproto.Category(category), syncproto.Origin(origin)
	for _, household := range c.Households {
		said.Households = append(said.Households, syncproto.Household(household))
	}
	if said.Day, err = dayOf(c.Day); err != nil {
		return said, err
	}
	if said.Cost, err = fenOf(c.Cost); err != nil {
		return said, err
	}
	said.Task, err = taskOf(c.Task)
	return said, err
}
