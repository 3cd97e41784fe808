package link

import (
	"net"
	"sync"
)

// listener is the county's end of a shaped link.
type listener struct {
	link    *shaped
	port    uint16
	changed *sync.Cond // on the link's lock

	waiting []*conn // link.mu
	closed  bool    // link.mu
}

func newListener(s *shaped, port uint16) *listener {
	return &listener{link: s, port: port, changed: sync.NewCond(&s.mu)}
}

// came takes a connection whose begin has arrived.
func (l *listener) came(c *conn) {
	l.waiting = append(l.waiting, c)
	l.changed.Broadcast()
}

// Accept waits for the next connection.
func (l *listener) Accept() (net.Conn, error) {
	l.link.mu.Lock()
	defer l.link.mu.Unlock()
	for len(l.waiting) == 0 && !l.closed {
		l.changed.Wait()
	}
	if l.closed {
		return nil, &net.OpError{Op: "accept", Net: "tcp", Addr: l.Addr(), Err: net.ErrClosed}
	}
	c := l.waiting[0]
	l.waiting = l.waiting[1:]
	return c, nil
}

// Close frees the port and resets what was not accepted.
func (l *listener) Close() error {
	l.link.mu.Lock()
	defer l.link.mu.Unlock()
	if l.closed {
		return &net.OpError{Op: "close", Net: "tcp", Addr: l.Addr(), Err: net.ErrClosed}
	}
	l.closed = true
	delete(l.link.listeners, l.port)
	for _, c := range l.waiting {
		c.abort(net.ErrClosed)
	}
	l.changed.Broadcast()
	return nil
}

// Addr is the county's end.
func (l *listener) Addr() net.Addr { return tcpAddr(countyAddress(), l.port) }
