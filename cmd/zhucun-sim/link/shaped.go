package link

import (
	"context"
	"net"
	"sync"
	"syscall"
)

// shaped is the driver without the kernel: both ends of each connection are in this process, and their segments go through the air.
type shaped struct {
	air   *air
	moves bool // an outage gives the phone a new address
	done  chan struct{}

	running sync.WaitGroup

	mu        sync.Mutex // everything below, and all of its connections and listeners
	agenda    *agenda
	listeners map[uint16]*listener
	phonePort uint16 // the last that was used
}

func openShaped(a *air, moves bool) driver {
	s := &shaped{air: a, moves: moves, done: make(chan struct{}), listeners: map[uint16]*listener{}, phonePort: firstPort}
	s.agenda = newAgenda(a, &s.mu)
	s.running.Go(func() { s.agenda.run(s.done) })
	return s
}

// lease is the phone's address of now.
func (s *shaped) lease() int64 {
	if !s.moves {
		return 0
	}
	return s.air.schedule.lease(s.air.now())
}

// firstPort is before those that are picked.
const firstPort = 40_000

func (s *shaped) dial(ctx context.Context, port uint16) (net.Conn, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.phonePort = max(s.phonePort+1, firstPort)
	lease := s.lease()
	phone, county := tcpAddr(phoneAddress(lease), s.phonePort), tcpAddr(countyAddress(), port)
	near, far := newConn(s, Up, lease, phone, county), newConn(s, Down, lease, county, phone)
	near.peer, far.peer = far, near
	near.port, far.port = port, port
	return near.connect(ctx)
}

func (s *shaped) listen(_ context.Context, port uint16) (net.Listener, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for picked := uint16(firstPort); port == 0; picked++ {
		if s.listeners[picked] == nil {
			port = picked
		}
	}
	if s.listeners[port] != nil {
		return nil, &net.OpError{Op: "listen", Net: "tcp", Addr: tcpAddr(countyAddress(), port), Err: syscall.EADDRINUSE}
	}
	l := newListener(s, port)
	s.listeners[port] = l
	return l, nil
}

// carry sends so many bytes of a connection, and has them taken by its peer if they arrive. The lock is held, then as now. Bytes of an address that the
// phone no longer has go to nobody: its own are not even sent, the county's are on the link in vain.
func (s *shaped) carry(c *conn, bytes int, take func(peer *conn)) {
	stale := c.lease != s.lease()
	if stale && c.direction == Up {
		return
	}
	if at, passes := s.air.send(c.direction, bytes); passes && !stale {
		s.agenda.add(at, func() { take(c.peer) })
	}
}

func (s *shaped) close() error {
	close(s.done)
	s.running.Wait()
	return nil
}
