package main

import (
	"context"

	"zhucun/clientsdk"
	"zhucun/cmd/internal/terminal"
)

type noteCommand struct {
	Text    string `arg:"" help:"field.help.note_text"`
	About   uint64 `help:"field.help.note_about" placeholder:"N"`
	Village uint64 `help:"field.help.village" placeholder:"511921105201"`
}

// Run keeps a note of the chosen person.
func (c *noteCommand) Run(ctx context.Context, t *terminal.Terminal, all *commands) error {
	village, err := villageOf(c.Village)
	if err != nil {
		return err
	}
	return all.withPhone(ctx, func(phone *clientsdk.Phone) error {
		actor, err := all.actor(ctx, phone)
		if err != nil {
			return err
		}
		written, err := phone.Note(ctx, actor, clientsdk.Note{About: c.About, Village: village, Text: c.Text})
		if err != nil {
			return explainVillage(explainRecord(err, c.About))
		}
		t.Say("field.note.done")
		t.Say("field.record.number", "number", written.ID.Seq)
		return nil
	})
}
