package clientsdk

import (
	"context"
	"errors"
	"fmt"
	"io"
	"sync"
	"time"
)

var errStalled = errors.New("no byte has moved for too long")

// watch ends an exchange over which nothing moves any more: a link that died does not say so. A transport may read a body on a goroutine of its
// own, and go on after it has answered: what moves then, moves under mu, and once the exchange has ended counts no more.
type watch struct {
	ctx    context.Context
	cancel context.CancelCauseFunc
	limit  time.Duration

	mu    sync.Mutex
	timer *time.Timer // under mu
	over  bool        // under mu
}

func newWatch(ctx context.Context, limit time.Duration) *watch {
	w := &watch{limit: limit}
	w.ctx, w.cancel = context.WithCancelCause(ctx)
	w.timer = time.AfterFunc(limit, func() { w.cancel(errStalled) })
	return w
}

// end waits for a movement that is being counted; none is afterwards.
func (w *watch) end() {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.over = true
	w.timer.Stop()
	w.cancel(nil)
}

// cause is why the exchange failed, and that it stalled, if it did.
func (w *watch) cause(fault error) error {
	if errors.Is(context.Cause(w.ctx), errStalled) {
		return fmt.Errorf("%w: %w", errStalled, fault)
	}
	return fault
}

// moved counts bytes as movement, and tells of them.
func (w *watch) moved(n int, tell func(int)) {
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.over {
		return
	}
	w.timer.Reset(w.limit)
	tell(n)
}

// reader passes bytes on, and tells of each piece, one at a time.
func (w *watch) reader(from io.Reader, tell func(int)) io.Reader { return watched{w, from, tell} }

type watched struct {
	watch *watch
	from  io.Reader
	tell  func(int)
}

func (r watched) Read(into []byte) (int, error) {
	n, err := r.from.Read(into)
	if n > 0 {
		r.watch.moved(n, r.tell)
	}
	return n, err
}
