package httpapi

import (
	"net"
	"sync"
	"time"
)

const (
	// silence is how long a connection may move no byte: long enough for a phone in a valley, short for one that is gone.
	silence = 30 * time.Second
	// maxConnections bounds memory: a county has some two thousand phones.
	maxConnections = 4096
)

// bounded is a listener with a deadline for each read and write and a bounded number of connections; further ones wait to be accepted.
type bounded struct {
	net.Listener
	now   func() time.Time
	slots chan struct{}

	mu   sync.Mutex
	open map[*conn]bool // mu
}

func newBounded(listener net.Listener, now func() time.Time) *bounded {
	return &bounded{Listener: listener, now: now, slots: make(chan struct{}, maxConnections), open: map[*conn]bool{}}
}

// Accept waits for a slot first, so that a full server leaves connections in the system's queue.
func (b *bounded) Accept() (net.Conn, error) {
	b.slots <- struct{}{}
	accepted, err := b.Listener.Accept()
	if err != nil {
		<-b.slots
		return nil, err
	}
	c := &conn{Conn: accepted, of: b}
	b.mu.Lock()
	defer b.mu.Unlock()
	b.open[c] = true
	return c, nil
}

// closeAll ends every connection.
func (b *bounded) closeAll() {
	b.mu.Lock()
	var open []*conn
	for c := range b.open {
		open = append(open, c)
	}
	b.mu.Unlock()
	for _, c := range open {
		_ = c.Close() // its reader meets the end
	}
}

type conn struct {
	net.Conn
	of   *bounded
	once sync.Once
}

// Read gives each read its own time: a live slow upload is never cut, a silent connection always is.
func (c *conn) Read(p []byte) (int, error) {
	if err := c.SetReadDeadline(c.of.now().Add(silence)); err != nil {
		return 0, err
	}
	return c.Conn.Read(p)
}

// Write gives each write its own time.
func (c *conn) Write(p []byte) (int, error) {
	if err := c.SetWriteDeadline(c.of.now().Add(silence)); err != nil {
		return 0, err
	}
	return c.Conn.Write(p)
}

// Close frees the slot, once.
func (c *conn) Close() error {
	c.once.Do(func() {
		c.of.mu.Lock()
		delete(c.of.open, c)
		c.of.mu.Unlock()
		<-c.of.slots
	})
	return c.Conn.Close()
}
