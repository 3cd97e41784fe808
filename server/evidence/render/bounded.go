package render

import (
	"context"
	"fmt"
	"io"
)

// Bounded renders at most a fixed number of photos at once, so that memory
// stays below that number times what one photo may take, and turns a panic of
// a decoder into a refusal of the photo that caused it. It may be used
// concurrently.
type Bounded struct {
	limits Limits
	slots  chan struct{}
}

// New returns a Bounded that renders at most atOnce photos at a time, each
// within limits.
func New(atOnce int, limits Limits) *Bounded {
	return &Bounded{limits: limits, slots: make(chan struct{}, atOnce)}
}

// Render is the package's Render behind the bound. It waits for its turn, or
// for ctx; the context also ends a decoding under way.
func (b *Bounded) Render(ctx context.Context, src io.ReadSeeker) (Result, error) {
	select {
	case b.slots <- struct{}{}:
	case <-ctx.Done():
		return Result{}, ctx.Err()
	}
	defer func() { <-b.slots }()
	return shielded(func() (Result, error) { return Render(ctx, src, b.limits) })
}

// shielded runs render on this goroutine, where a recover can reach it. The
// decoders and the averaging run nowhere else; imaging starts goroutines, and
// is only given pictures that have been checked (see colouredWithin).
func shielded(render func() (Result, error)) (result Result, err error) {
	defer func() {
		if cause := recover(); cause != nil {
			result, err = Result{}, fmt.Errorf("%w: the decoder gave up on it: %v", ErrDamaged, cause)
		}
	}()
	return render()
}
