package main

import (
	"context"
	"errors"

	"zhucun/clientsdk"
	"zhucun/cmd/internal/terminal"
)

type correctCommand struct {
	Record      uint64 `arg:"" help:"field.help.correct_of"`
	Reason      string `help:"field.help.correct_reason" required:""`
	ReplaceWith uint64 `help:"field.help.correct_with" placeholder:"N"`
}

// Run withdraws a record of the chosen person; nothing is edited.
func (c *correctCommand) Run(ctx context.Context, t *terminal.Terminal, all *commands) error {
	return all.withPhone(ctx, func(phone *clientsdk.Phone) error {
		actor, err := all.actor(ctx, phone)
		if err != nil {
			return err
		}
		for _, number := range []uint64{c.Record, c.ReplaceWith} {
			if _, err := record(ctx, phone, number); err != nil && number != 0 {
				return err
			}
		}
		written, err := phone.Correct(ctx, actor, clientsdk.Correction{Event: c.Record, Replacement: c.ReplaceWith, Reason: c.Reason})
		if err != nil {
			return c.explain(err)
		}
		t.Say("field.correct.done", "number", c.Record)
		t.Say("field.record.number", "number", written.ID.Seq)
		return nil
	})
}

func (c *correctCommand) explain(err error) error {
	var withdrawn *clientsdk.Withdrawn
	switch {
	case errors.As(err, &withdrawn):
		return terminal.Explain(err, "errors.correct.twice", "number", withdrawn.Event, "by", withdrawn.By)
	case errors.Is(err, clientsdk.ErrSigned):
		return terminal.Explain(err, "errors.correct.signed", "number", c.Record)
	}
	return explainRecord(err, c.Record)
}
