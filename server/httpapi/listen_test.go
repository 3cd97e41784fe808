package httpapi

import (
	"errors"
	"io"
	"net"
	"sync"
	"testing"
	"testing/synctest"
	"time"
)

// clock is a machine's clock that a test moves.
type clock struct {
	mu  sync.Mutex
	now time.Time // mu
}

func (c *clock) read() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.now
}

func (c *clock) pass(d time.Duration) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.now = c.now.Add(d)
}

// held is a connection whose bytes are there at once, and whose deadlines are noted.
type held struct {
	net.Conn
	from     net.Addr
	deadline time.Time
	closed   bool
}

func (h *held) RemoteAddr() net.Addr { return h.from }

func (h *held) Read(p []byte) (int, error) { return len(p), nil }

func (h *held) Write(p []byte) (int, error) { return len(p), nil }

func (h *held) SetReadDeadline(t time.Time) error { h.deadline = t; return nil }

func (h *held) SetWriteDeadline(t time.Time) error { h.deadline = t; return nil }

func (h *held) Close() error { h.closed = true; return nil }

// queue accepts what it holds.
type queue struct {
	net.Listener
	conns []*held
}

func (q *queue) Accept() (net.Conn, error) {
	if len(q.conns) == 0 {
		return nil, io.EOF
	}
	next := q.conns[0]
	q.conns = q.conns[1:]
	return next, nil
}

func from(address string) *held {
	return &held{from: &net.TCPAddr{IP: net.ParseIP(address), Port: 40000}}
}

func TestWhoTricklesIsCutAndWhoIsSlowIsNot(t *testing.T) {
	for _, one := range []struct {
		name string
		rate int // bytes each 20 seconds
		cut  bool
	}{{"a byte now and then", 1, true}, {"the poorest link, used a tenth", 4000, false}} {
		t.Run(one.name, func(t *testing.T) {
			c := &clock{now: time.Unix(1_795_478_400, 0)}
			accepted, err := newBounded(&queue{conns: []*held{from("192.0.2.1")}}, c.read).Accept()
			if err != nil {
				t.Fatal(err)
			}
			var got error
			for range 30 {
				c.pass(20 * time.Second)
				if _, got = accepted.Read(make([]byte, one.rate)); got != nil {
					break
				}
			}
			if cut := errors.Is(got, errTrickle); cut != one.cut {
				t.Errorf("cut: %v (%v), want %v", cut, got, one.cut)
			}
		})
	}
}

func TestALongAnswerIsWrittenThoughNothingMovedWhileItWasMade(t *testing.T) {
	c := &clock{now: time.Unix(1_795_478_400, 0)}
	accepted, err := newBounded(&queue{conns: []*held{from("192.0.2.1")}}, c.read).Accept()
	if err != nil {
		t.Fatal(err)
	}
	c.pass(5 * time.Minute)
	if _, err := accepted.Write(make([]byte, 1)); err != nil {
		t.Error(err)
	}
}

func TestEveryReadAndWriteHasItsOwnTime(t *testing.T) {
	c := &clock{now: time.Unix(1_795_478_400, 0)}
	h := from("192.0.2.1")
	accepted, err := newBounded(&queue{conns: []*held{h}}, c.read).Accept()
	if err != nil {
		t.Fatal(err)
	}
	for name, move := range map[string]func([]byte) (int, error){"read": accepted.Read, "write": accepted.Write} {
		c.pass(10 * time.Second)
		if _, err := move(make([]byte, 1000)); err != nil || !h.deadline.Equal(c.read().Add(silence)) {
			t.Errorf("%s: deadline %s, %v", name, h.deadline, err)
		}
	}
}

func TestOneAddressLeavesSlotsToOthers(t *testing.T) {
	c := &clock{now: time.Unix(1_795_478_400, 0)}
	q := &queue{}
	for range maxPerAddress + 1 {
		q.conns = append(q.conns, from("192.0.2.1"))
	}
	refused := q.conns[maxPerAddress]
	q.conns = append(q.conns, from("192.0.2.2"))
	for range maxPerAddress {
		q.conns = append(q.conns, from("127.0.0.1"))
	}
	b := newBounded(q, c.read)
	var open []net.Conn
	for {
		accepted, err := b.Accept()
		if err != nil {
			break
		}
		open = append(open, accepted)
	}
	if want := 2*maxPerAddress + 1; len(open) != want || !refused.closed {
		t.Errorf("%d connections taken, want %d; the one over its address's share closed: %v", len(open), want, refused.closed)
	}
	for _, one := range open {
		_ = one.Close()
		_ = one.Close()
	}
	if len(b.slots) != 0 || len(b.open) != 0 || len(b.of) != 0 {
		t.Errorf("after all closed %d slots, %d open, %d addresses", len(b.slots), len(b.open), len(b.of))
	}
	q.conns = []*held{from("192.0.2.1")}
	if _, err := b.Accept(); err != nil {
		t.Errorf("a freed address is refused: %v", err)
	}
}

// The server takes so many connections and leaves the next in the system's queue until one ends.
func TestNoMoreConnectionsThanTheBound(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		q := &queue{}
		for range maxConnections + 1 {
			q.conns = append(q.conns, from("127.0.0.1"))
		}
		b := newBounded(q, time.Now)
		first, err := b.Accept()
		if err != nil {
			t.Fatal(err)
		}
		for range maxConnections - 1 {
			if _, err := b.Accept(); err != nil {
				t.Fatal(err)
			}
		}
		taken := false
		go func() {
			_, err := b.Accept()
			taken = err == nil
		}()
		synctest.Wait()
		if taken || len(q.conns) != 1 {
			t.Fatalf("%d connections are taken", maxConnections+1)
		}
		if err := first.Close(); err != nil {
			t.Fatal(err)
		}
		synctest.Wait()
		if !taken {
			t.Error("a freed slot is given to nobody")
		}
	})
}
