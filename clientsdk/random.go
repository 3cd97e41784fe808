package clientsdk

import (
	"io"
	"sync"
)

// oneAtATime lets several goroutines draw from a source that allows only one, such as one made from a seed.
type oneAtATime struct {
	mu     sync.Mutex
	source io.Reader
}

func (r *oneAtATime) Read(into []byte) (int, error) {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.source.Read(into)
}
