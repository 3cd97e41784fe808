package link

import (
	"io"
	"net"
	"os"
	"syscall"
	"time"
)

// Read waits for bytes, the end, the deadline or a failure.
func (c *conn) Read(p []byte) (int, error) {
	c.link.mu.Lock()
	defer c.link.mu.Unlock()
	for {
		switch {
		case c.closed:
			return 0, c.wrap("read", net.ErrClosed)
		case c.reads.over():
			return 0, c.wrap("read", os.ErrDeadlineExceeded)
		case len(p) == 0 || len(c.in.unread) > 0:
			return c.in.read(p), nil
		case c.in.ended:
			return 0, io.EOF
		case c.failed != nil:
			return 0, c.wrap("read", c.failed)
		}
		c.changed.Wait()
	}
}

// Write returns when all was taken into the sender's buffer.
func (c *conn) Write(p []byte) (n int, err error) {
	c.link.mu.Lock()
	defer c.link.mu.Unlock()
	for {
		switch {
		case c.closed:
			return n, c.wrap("write", net.ErrClosed)
		case c.out.finished:
			return n, c.wrap("write", syscall.EPIPE)
		case c.failed != nil:
			return n, c.wrap("write", c.failed)
		case c.writes.over():
			return n, c.wrap("write", os.ErrDeadlineExceeded)
		}
		n += c.out.write(p[n:])
		c.pump()
		if n == len(p) {
			return n, nil
		}
		c.changed.Wait()
	}
}

// wrap says where it happened, as the net package does.
func (c *conn) wrap(op string, err error) error {
	return &net.OpError{Op: op, Net: "tcp", Source: c.local, Addr: c.remote, Err: err}
}

// CloseWrite ends the stream after what was written.
func (c *conn) CloseWrite() error {
	c.link.mu.Lock()
	defer c.link.mu.Unlock()
	if c.closed {
		return c.wrap("close", net.ErrClosed)
	}
	c.out.finished = true
	c.pump()
	return nil
}

// SetLinger makes Close a reset for 0; another number changes nothing, what was written is sent after Close.
func (c *conn) SetLinger(sec int) error {
	c.link.mu.Lock()
	defer c.link.mu.Unlock()
	c.hard = sec == 0
	return nil
}

// Close sends what was written and the end, or resets if something was not read, as the kernel does.
func (c *conn) Close() error {
	c.link.mu.Lock()
	defer c.link.mu.Unlock()
	if c.closed {
		return c.wrap("close", net.ErrClosed)
	}
	c.closed, c.out.finished = true, true
	if c.hard || len(c.in.unread) > 0 {
		c.abort(net.ErrClosed)
	}
	if c.failed == nil {
		c.pump()
	}
	c.changed.Broadcast()
	return nil
}

// LocalAddr is its own address on the link.
func (c *conn) LocalAddr() net.Addr { return c.local }

// RemoteAddr is its peer's.
func (c *conn) RemoteAddr() net.Addr { return c.remote }

// SetDeadline is for reads and writes.
func (c *conn) SetDeadline(t time.Time) error {
	return c.setDeadlines(t, &c.reads, &c.writes)
}

// SetReadDeadline is for reads, those that wait now too.
func (c *conn) SetReadDeadline(t time.Time) error { return c.setDeadlines(t, &c.reads) }

// SetWriteDeadline is for writes, those that wait now too.
func (c *conn) SetWriteDeadline(t time.Time) error { return c.setDeadlines(t, &c.writes) }

func (c *conn) setDeadlines(t time.Time, which ...*deadline) error {
	c.link.mu.Lock()
	defer c.link.mu.Unlock()
	if c.closed {
		return c.wrap("set", net.ErrClosed)
	}
	for _, d := range which {
		d.set(t, c.notice)
	}
	c.changed.Broadcast()
	return nil
}
