package demo

import (
	"context"
	"errors"
	"io"
	"math/rand/v2"
	"net"
	"sync"
	"sync/atomic"
)

// link is the way from the phones to the server: a TCP proxy that closes each connection after a random number of bytes, in either direction.
type link struct {
	listener net.Listener
	target   string
	cuts     atomic.Int64
	wait     sync.WaitGroup

	mu     sync.Mutex
	random *rand.Rand        // under mu
	whole  bool              // under mu: the link does not cut
	open   map[net.Conn]bool // under mu
}

// Bytes after which a connection is cut: sometimes before a request is over, sometimes after several photos.
const (
	cutLeast = 300
	cutMost  = 400_000
)

func newLink(target string, random *rand.Rand) (*link, error) {
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return nil, err
	}
	return &link{listener: listener, target: target, random: random, open: map[net.Conn]bool{}}, nil
}

func (l *link) address() string { return "http://" + l.listener.Addr().String() }

// run carries connections until ctx ends.
func (l *link) run(ctx context.Context) error {
	stop := context.AfterFunc(ctx, func() { _ = l.listener.Close() }) // ends Accept
	defer stop()
	defer l.wait.Wait()
	for {
		conn, err := l.listener.Accept()
		if errors.Is(err, net.ErrClosed) {
			return nil
		}
		if err != nil {
			return err
		}
		l.wait.Go(func() { l.carry(ctx, conn) })
	}
}

// mend makes the link whole, or bad again. Connections of the other kind end: a phone that was away has none.
func (l *link) mend(whole bool) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.whole = whole
	for conn := range l.open {
		conn.Close()
	}
}

// keep remembers a connection while it is carried.
func (l *link) keep(conn net.Conn) (forget func()) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.open[conn] = true
	return func() {
		l.mu.Lock()
		defer l.mu.Unlock()
		delete(l.open, conn)
	}
}

// budget is how many bytes the next connection carries; 0: no limit.
func (l *link) budget() int64 {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.whole {
		return 0
	}
	spread := l.random.Float64()
	return cutLeast + int64(spread*spread*(cutMost-cutLeast))
}

func (l *link) carry(ctx context.Context, phone net.Conn) {
	defer phone.Close()
	defer l.keep(phone)()
	server, err := net.Dial("tcp", l.target)
	if err != nil {
		return
	}
	defer server.Close()
	stop := context.AfterFunc(ctx, func() { phone.Close(); server.Close() })
	defer stop()
	left := &budget{}
	left.bytes.Store(l.budget())
	left.limited = left.bytes.Load() > 0
	var both sync.WaitGroup
	for _, way := range [][2]net.Conn{{server, phone}, {phone, server}} {
		both.Go(func() {
			if _, err := io.Copy(way[0], &metered{way[1], left}); errors.Is(err, errCut) && left.told.CompareAndSwap(false, true) {
				l.cuts.Add(1)
			}
			phone.Close()
			server.Close()
		})
	}
	both.Wait()
}

var errCut = errors.New("the link is cut")

// budget is shared by both directions of a connection.
type budget struct {
	bytes   atomic.Int64
	limited bool
	told    atomic.Bool
}

type metered struct {
	conn net.Conn
	left *budget
}

// Read gives what is left of the budget and then cuts.
func (m *metered) Read(p []byte) (int, error) {
	n, err := m.conn.Read(p)
	if !m.left.limited || err != nil {
		return n, err
	}
	if left := m.left.bytes.Add(-int64(n)); left < 0 {
		return max(0, n+int(left)), errCut
	}
	return n, nil
}
