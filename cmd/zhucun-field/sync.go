package main

import (
	"context"
	"errors"
	"fmt"

	"zhucun/clientsdk"
	"zhucun/cmd/internal/terminal"
)

type syncCommand struct {
	Originals bool `help:"field.help.sync_originals"`
	Attempts  int  `help:"field.help.sync_attempts" default:"5"`
}

// Run sends what the county does not have, shows how far it is, and then tells the truth about what has arrived, also when it was cut.
func (c *syncCommand) Run(ctx context.Context, t *terminal.Terminal, all *commands) error {
	all.attempts = c.Attempts
	return all.withPhone(ctx, func(phone *clientsdk.Phone) error {
		before, err := phone.Status(ctx)
		if err != nil {
			return err
		}
		if !before.Enrolled {
			return clientsdk.ErrNotEnrolled
		}
		meter, send := newMeter(t), phone.Sync
		if c.Originals {
			send = phone.SyncAll
		}
		result, err := send(ctx, meter.show)
		meter.end()
		after, problem := phone.Status(context.WithoutCancel(ctx))
		if problem != nil {
			return errors.Join(err, problem)
		}
		if err == nil {
			t.Say(outcome(after))
		}
		printStatus(t, after)
		return explainSync(t, err, result, before, after)
	})
}

// outcome of a sync that was not cut short.
func outcome(s clientsdk.Status) string {
	switch {
	case s.Delivered < s.Events:
		return "field.sync.untaken"
	case len(s.Refused) > 0 || s.Damaged > 0:
		return "field.sync.done_refused"
	}
	return "field.sync.done"
}

// explainSync says why not everything is there, what the county has acknowledged, and what is left.
func explainSync(t *terminal.Terminal, err error, result clientsdk.SyncResult, before, after clientsdk.Status) error {
	var refusal *clientsdk.Refusal
	delivered, left := after.Delivered-before.Delivered, leftText(t.Lang, after.ToSend)
	switch {
	case errors.As(err, &refusal):
		t.Warn("errors.sync.refused", "reason", refusalText(t.Lang, refusal.Code), "left", left)
		return fmt.Errorf("%w: %w", terminal.ErrRefused, err)
	case errors.Is(err, clientsdk.ErrWrongServer): // before ErrCut: a pinned key that differs ends the connection too
		return terminal.Explain(err, "errors.sync.wrong_server")
	case errors.Is(err, clientsdk.ErrUnreachable):
		return terminal.Explain(err, "errors.sync.unreachable", "left", left)
	case errors.Is(err, clientsdk.ErrCut):
		return terminal.Explain(err, "errors.sync.cut", "delivered", delivered, "left", left)
	case errors.Is(err, clientsdk.ErrLater):
		return terminal.Explain(err, "errors.sync.later", "wait", int(result.Wait.Seconds()))
	case errors.Is(err, clientsdk.ErrOldServer):
		return terminal.Explain(err, "errors.sync.old_server")
	case errors.Is(err, context.Canceled):
		return terminal.Explain(err, "field.sync.interrupted", "delivered", delivered, "left", left)
	}
	return err
}
