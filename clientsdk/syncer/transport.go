package syncer

import (
	"context"
	"io"
)

// Answer of a server: HTTP's status, and the frames, which may be cut. Close the body.
type Answer struct {
	Status int
	Body   io.ReadCloser
}

// Transport carries exchanges. An error means that no answer came; what was sent may have arrived, unless it is ErrUnreachable: then no connection
// stood, and nothing left. Both calls end soon after their context does,
// may be called concurrently, and try once. A body may be read on another goroutine, and for a while after the call has returned.
type Transport interface {
	// Sync posts frames; size is their number of bytes.
	Sync(ctx context.Context, body io.Reader, size int64) (Answer, error)
	// Patch sends a piece of a blob, of patch.Size bytes.
	Patch(ctx context.Context, patch Patch, body io.Reader) (Answer, error)
}
