package httpapi

import (
	"errors"
	"net"
	"sync"
	"time"
)

const (
	// silence is how long a connection may move no byte: long enough for a phone in a valley, short for one that is gone.
	silence = 30 * time.Second
	// trickle is the least that a connection moves in a minute: who sends a byte now and then holds its slot no longer than that. The poorest link of
	// SPEC.md, 16 kbit/s, moves two hundred times as much.
	trickle = 512
	// maxConnections bounds memory: a county has some two thousand phones.
	maxConnections = 4096
	// maxPerAddress keeps slots for others. A mobile network puts many phones behind one address; a proxy on this machine puts all of them behind its own,
	// and bounds them itself.
	maxPerAddress = 1024
)

var errTrickle = errors.New("connection moved too few bytes in a minute")

// bounded is a listener with a deadline for each read and write, a least rate, and a bounded number of connections; further ones wait to be accepted,
// further ones of one address are closed.
type bounded struct {
	net.Listener
	now   func() time.Time
	slots chan struct{}

	mu   sync.Mutex
	open map[*conn]bool // mu
	of   map[string]int // mu; open ones of each address but this machine's
}

func newBounded(listener net.Listener, now func() time.Time) *bounded {
	return &bounded{Listener: listener, now: now, slots: make(chan struct{}, maxConnections), open: map[*conn]bool{}, of: map[string]int{}}
}

// Accept waits for a slot first, so that a full server leaves connections in the system's queue.
func (b *bounded) Accept() (net.Conn, error) {
	b.slots <- struct{}{}
	for {
		accepted, err := b.Listener.Accept()
		if err != nil {
			<-b.slots
			return nil, err
		}
		if c := b.admit(accepted); c != nil {
			return c, nil
		}
		_ = accepted.Close() // nothing was read or written
	}
}

// admit counts a connection in; nil when its address has its share.
func (b *bounded) admit(accepted net.Conn) *conn {
	c := &conn{Conn: accepted, in: b, address: addressOf(accepted), began: b.now()}
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.of[c.address] >= maxPerAddress {
		return nil
	}
	if c.address != "" {
		b.of[c.address]++
	}
	b.open[c] = true
	return c
}

// addressOf is the other end without its port, and empty for this machine.
func addressOf(c net.Conn) string {
	tcp, ok := c.RemoteAddr().(*net.TCPAddr)
	if !ok || tcp.IP.IsLoopback() {
		return ""
	}
	return tcp.IP.String()
}

func (b *bounded) release(c *conn) {
	b.mu.Lock()
	defer b.mu.Unlock()
	delete(b.open, c)
	if b.of[c.address]--; b.of[c.address] <= 0 {
		delete(b.of, c.address)
	}
	<-b.slots
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
	in      *bounded
	address string
	once    sync.Once

	mu    sync.Mutex
	began time.Time // mu; of the minute that is counted
	moved int       // mu; bytes in it, both ways
}

// Read gives each read its own time: a live slow upload is never cut, a silent connection always is, and one that trickles is.
func (c *conn) Read(p []byte) (int, error) {
	now := c.in.now()
	if c.trickles(now) {
		return 0, errTrickle
	}
	if err := c.SetReadDeadline(now.Add(silence)); err != nil {
		return 0, err
	}
	return c.count(c.Conn.Read(p))
}

// Write gives each write its own time.
func (c *conn) Write(p []byte) (int, error) {
	if err := c.SetWriteDeadline(c.in.now().Add(silence)); err != nil {
		return 0, err
	}
	return c.count(c.Conn.Write(p))
}

// trickles tells whether the minute that has just passed moved next to nothing, and begins the next.
func (c *conn) trickles(now time.Time) bool {
	c.mu.Lock()
	defer c.mu.Unlock()
	if now.Sub(c.began) < time.Minute {
		return false
	}
	moved := c.moved
	c.began, c.moved = now, 0
	return moved < trickle
}

func (c *conn) count(n int, err error) (int, error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.moved += n
	return n, err
}

// Close frees the slot, once.
func (c *conn) Close() error {
	c.once.Do(func() { c.in.release(c) })
	return c.Conn.Close()
}
