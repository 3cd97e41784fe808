package main

import (
	"context"
	"errors"

	"zhucun/clientsdk"
	"zhucun/cmd/internal/terminal"
)

type syncCommand struct {
	Attempts int `help:"field.help.sync_attempts" default:"5"`
}

// Run sends what the county does not have, shows how far it is, and then tells the truth about what has arrived, also when it was cut.
func (c *syncCommand) Run(ctx context.Context, t *terminal.Terminal, all *commands) error {
	all.attempts = c.Attempts
	return all.withPhone(ctx, func(phone *clientsdk.Phone) error {
		meter := newMeter(t)
		result, err := phone.Sync(ctx, meter.show)
		meter.end()
		if errors.Is(err, clientsdk.ErrNotEnrolled) {
			return err
		}
		if err == nil {
			t.Say("field.sync.done")
		}
		status, problem := phone.Status(context.WithoutCancel(ctx))
		if problem != nil {
			return errors.Join(err, problem)
		}
		printStatus(t, status)
		return explainSync(t, err, result)
	})
}

// explainSync says what became of what was to be sent.
func explainSync(t *terminal.Terminal, err error, result clientsdk.SyncResult) error {
	var refusal *clientsdk.Refusal
	switch {
	case errors.As(err, &refusal):
		return terminal.Explain(err, "errors.sync.refused", "reason", refusalText(t.Lang, refusal.Code))
	case errors.Is(err, clientsdk.ErrCut) && result.Failed == result.Requests+result.Pieces:
		return terminal.Explain(err, "errors.sync.unreachable")
	case errors.Is(err, clientsdk.ErrCut):
		return terminal.Explain(err, "errors.sync.cut")
	case errors.Is(err, clientsdk.ErrLater):
		return terminal.Explain(err, "errors.sync.later", "wait", int(result.Wait.Seconds()))
	case errors.Is(err, clientsdk.ErrWrongServer):
		return terminal.Explain(err, "errors.sync.wrong_server")
	case errors.Is(err, clientsdk.ErrOldServer):
		return terminal.Explain(err, "errors.sync.old_server")
	}
	return err
}
