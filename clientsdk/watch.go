package clientsdk

import (
	"context"
	"errors"
	"io"
	"time"
)

var errStalled = errors.New("no byte has moved for too long")

// watch ends an exchange over which nothing moves any more: a link that died does not say so.
type watch struct {
	ctx    context.Context
	cancel context.CancelCauseFunc
	timer  *time.Timer
	limit  time.Duration
}

func newWatch(ctx context.Context, limit time.Duration) *watch {
	w := &watch{limit: limit}
	w.ctx, w.cancel = context.WithCancelCause(ctx)
	w.timer = time.AfterFunc(limit, func() { w.cancel(errStalled) })
	return w
}

func (w *watch) end() {
	w.timer.Stop()
	w.cancel(nil)
}

// cause is why the exchange failed: that it stalled, if it did.
func (w *watch) cause(fault error) error {
	if errors.Is(context.Cause(w.ctx), errStalled) {
		return errStalled
	}
	return fault
}

// reader passes bytes on, and each of them counts as movement.
func (w *watch) reader(from io.Reader, moved func(int)) io.Reader { return watched{w, from, moved} }

type watched struct {
	watch *watch
	from  io.Reader
	moved func(int)
}

func (r watched) Read(into []byte) (int, error) {
	n, err := r.from.Read(into)
	if n > 0 {
		r.watch.timer.Reset(r.watch.limit)
		if r.moved != nil {
			r.moved(n)
		}
	}
	return n, err
}
