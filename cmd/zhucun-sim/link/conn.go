package link

import (
	"context"
	"net"
	"sync"
	"syscall"
	"time"
)

// conn is one end of a shaped connection. As any [net.Conn] it may be used concurrently.
type conn struct {
	link          *shaped
	direction     Direction // in which it sends
	lease         int64     // the phone's address when it was dialled
	port          uint16    // of the county's end
	local, remote net.Addr
	peer          *conn
	changed       *sync.Cond // on the link's lock

	in            *receiver // link.mu, as all below
	out           *sender
	alarm         time.Duration // when the agenda rings next; forever without
	failed        error         // nothing comes or goes any more
	closed        bool
	hard          bool // Close resets
	reads, writes deadline
}

func newConn(s *shaped, d Direction, lease int64, local, remote net.Addr) *conn {
	c := &conn{link: s, direction: d, lease: lease, local: local, remote: remote, changed: sync.NewCond(&s.mu), in: newReceiver(), alarm: forever}
	c.out = newSender(c.emit)
	return c
}

// connect begins, and waits for the peer to.
func (c *conn) connect(ctx context.Context) (net.Conn, error) {
	defer context.AfterFunc(ctx, c.notice)()
	c.pump()
	for c.in.next == beginPlace && c.failed == nil && ctx.Err() == nil {
		c.changed.Wait()
	}
	if c.failed == nil && ctx.Err() != nil {
		c.abort(ctx.Err())
	}
	if c.failed != nil {
		return nil, c.wrap("dial", c.failed)
	}
	return c, nil
}

// notice wakes who waits.
func (c *conn) notice() {
	c.link.mu.Lock()
	defer c.link.mu.Unlock()
	c.changed.Broadcast()
}

// pump sends what may be sent, and keeps a timer while something is under way.
func (c *conn) pump() {
	c.out.pump(c.link.air.now())
	c.watch()
}

func (c *conn) watch() {
	if due := c.out.due(); due < c.alarm && c.failed == nil {
		c.alarm = due
		c.link.agenda.add(due, c.ring)
	}
}

// ring is the timer. It may come too early: acknowledgements move the deadline and not the timer.
func (c *conn) ring() {
	now := c.link.air.now()
	if now >= c.alarm {
		c.alarm = forever
	}
	if c.failed == nil && c.out.due() <= now && !c.out.expire(now) {
		c.fail(syscall.ETIMEDOUT)
	}
	c.watch()
}

// emit puts a segment on the link.
func (c *conn) emit(s segment) {
	c.link.carry(c, s.bytes(), func(peer *conn) { peer.hear(s) })
}

// hear takes a segment and says what has come so far. One that is for nobody is answered by a reset.
func (c *conn) hear(s segment) {
	switch {
	case c.failed != nil:
		c.refuse()
		return
	case c.closed && len(s.data) > 0 && s.next() > c.in.next:
		c.abort(net.ErrClosed)
		return
	case c.direction == Down && s.begin && c.in.next == beginPlace && !c.offer():
		c.abort(syscall.ECONNREFUSED)
		return
	}
	c.in.take(s)
	have := c.in.next
	c.link.carry(c, headBytes, func(peer *conn) { peer.acknowledged(have) })
	c.pump()
	c.changed.Broadcast()
}

// offer gives the connection to whoever listens, and returns false when nobody does.
func (c *conn) offer() bool {
	listener := c.link.listeners[c.port]
	if listener != nil {
		listener.came(c)
	}
	return listener != nil
}

func (c *conn) acknowledged(place int64) {
	if c.failed != nil {
		return
	}
	c.out.acknowledged(c.link.air.now(), place)
	c.watch()
	c.changed.Broadcast()
}

// abort resets the connection. Nobody repeats a reset: a peer that it does not reach finds out when it sends.
func (c *conn) abort(reason error) {
	if c.failed == nil {
		c.fail(reason)
		c.refuse()
	}
}

func (c *conn) refuse() { c.link.carry(c, headBytes, (*conn).reset) }

func (c *conn) reset() {
	switch {
	case c.failed != nil:
	case c.in.next == beginPlace:
		c.fail(syscall.ECONNREFUSED)
	default:
		c.fail(syscall.ECONNRESET)
	}
}

func (c *conn) fail(reason error) {
	c.failed = reason
	c.changed.Broadcast()
}
