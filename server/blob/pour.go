package blob

import (
	"context"
	"errors"
	"fmt"
	"io"
)

// pourStep is how many bytes are taken from a body before they are handed on:
// what a cut request loses in memory is at most this, and nothing that arrived.
const pourStep = 32 << 10

// Pour is the reading half of Staging.Append, the same for every backend: it
// takes r in steps and hands each to keep with the position of its first byte.
// keep returns how many bytes are then held; it is called with no more than
// limit bytes in all, at least once, and never waits for r.
func Pour(ctx context.Context, offset int64, r io.Reader, limit int64, keep func(at int64, p []byte) (held int64, err error)) (int64, error) {
	if offset < 0 {
		return 0, fmt.Errorf("%w: negative offset", ErrGap)
	}
	held, err := keep(offset, nil)
	buf := make([]byte, pourStep)
	for at := offset; err == nil; {
		if err = ctx.Err(); err != nil {
			break
		}
		n, readErr := r.Read(buf)
		take := min(int64(n), max(0, limit-at))
		if take > 0 {
			held, err = keep(at, buf[:take])
		}
		at += int64(n)
		switch {
		case err != nil:
		case take < int64(n):
			err = ErrTooLong
		case errors.Is(readErr, io.EOF):
			return held, nil
		case readErr != nil:
			err = fmt.Errorf("blob: reading the upload's body: %w", readErr)
		}
	}
	return held, err
}
