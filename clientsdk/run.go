package clientsdk

import (
	"bufio"
	"bytes"
	"context"
	"errors"
	"io"

	"zhucun/clientsdk/syncer"
	"zhucun/syncproto"
)

// run drives one run of the sync engine: it moves bytes and keeps what is learned, and decides nothing.
type run struct {
	phone  *Phone
	engine *syncer.Engine
	line   syncer.Transport
	meter  meter
}

// run ends when the engine has no action left, or with an error of the phone itself: its journal's or the context's.
func (r *run) run(ctx context.Context) error {
	for {
		action := r.engine.Next()
		r.meter.begin(r.engine.Progress(), action)
		if action.Over() {
			return nil
		}
		if action.Tries > 0 {
			if err := r.phone.config.Pause(ctx, action.Tries); err != nil {
				return err
			}
		}
		if err := r.keep(ctx, r.engine.Sending()); err != nil {
			return err
		}
		if err := r.exchange(ctx, action); err != nil {
			return err
		}
		if err := ctx.Err(); err != nil {
			return err
		}
	}
}

// exchange sends one action and hears its answer out.
func (r *run) exchange(ctx context.Context, action syncer.Action) error {
	watch := newWatch(ctx, r.phone.config.Stall)
	defer watch.end()
	if action.Push != nil {
		body := watch.reader(bytes.NewReader(action.Push), r.meter.moved)
		answer, err := r.line.Sync(watch.ctx, body, int64(len(action.Push)))
		return r.hear(ctx, watch, answer, err)
	}
	file, err := r.phone.journal.Blob(action.Patch.Hash)
	if err != nil {
		r.engine.Unreadable()
		return nil
	}
	defer file.Close()
	piece := io.NewSectionReader(file, int64(action.Patch.Offset), int64(action.Patch.Size))
	answer, err := r.line.Patch(watch.ctx, *action.Patch, watch.reader(piece, r.meter.moved))
	return r.hear(ctx, watch, answer, err)
}

// hear takes the answer frame by frame. What has arrived is kept before the phone waits for more, so that a cut, or the end of the process, costs
// only what was not there yet.
func (r *run) hear(ctx context.Context, watch *watch, answer syncer.Answer, fault error) error {
	if fault != nil {
		r.engine.Ended(0, watch.cause(fault))
		return nil
	}
	defer answer.Body.Close()
	frames := bufio.NewReader(watch.reader(answer.Body, func(int) {}))
	var learned []syncer.Change
	for {
		frame, err := syncproto.ReadFrame(frames)
		if err == nil {
			learned = append(learned, r.engine.Take(frame)...)
		}
		if err != nil || frames.Buffered() == 0 {
			if err := r.keep(ctx, learned); err != nil {
				return err
			}
			learned = nil
		}
		if errors.Is(err, io.EOF) {
			r.engine.Ended(answer.Status, nil)
			return nil
		}
		if err != nil {
			r.engine.Ended(answer.Status, watch.cause(err))
			return nil
		}
	}
}
