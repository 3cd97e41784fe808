package link

import (
	"context"
	"errors"
	"fmt"
	"net"
	"strconv"
	"time"
)

// The drivers that a link can have.
const (
	TUN    = "tun"
	Shaped = "shaped"
)

// driver makes connections whose packets go through the air. Safe for concurrent use.
type driver interface {
	// dial connects the phone's end to a port of the county's. It returns [syscall.ECONNREFUSED] in its chain when nothing listens there.
	dial(ctx context.Context, port uint16) (net.Conn, error)
	// listen waits at a port of the county's end; 0 picks one that is free.
	listen(ctx context.Context, port uint16) (net.Listener, error)
	// close lets nothing pass any more, and returns when nothing of the driver runs.
	close() error
}

// Link is a weak link between a phone's end and the county's. Safe for concurrent use.
type Link struct {
	Driver  string  // TUN or Shaped
	Missing error   // why it has no TUN devices; nil where it has them
	Profile Profile // which it keeps

	air    *air
	driver driver
}

// Open makes a link of TUN devices where that is permitted, else a shaped one. The seed decides losses and the phase of the outages. Close it.
func Open(p Profile, seed uint64) (*Link, error) {
	a, err := newAir(p, seed)
	if err != nil {
		return nil, err
	}
	d, err := openTUN(a, p.NewAddress)
	if err != nil {
		return &Link{Driver: Shaped, Missing: err, Profile: p, air: a, driver: openShaped(a, p.NewAddress)}, nil
	}
	return &Link{Driver: TUN, Profile: p, air: a, driver: d}, nil
}

// ErrNotAsked is a shaped link's reason when it was asked for.
var ErrNotAsked = errors.New("TUN devices were not asked for")

// OpenShaped makes a shaped link, whatever is permitted.
func OpenShaped(p Profile, seed uint64) (*Link, error) {
	a, err := newAir(p, seed)
	if err != nil {
		return nil, err
	}
	return &Link{Driver: Shaped, Missing: ErrNotAsked, Profile: p, air: a, driver: openShaped(a, p.NewAddress)}, nil
}

// DialContext makes a connection at the phone's end, as [net.Dialer.DialContext] does. There is one machine at the other end, so only the port of the
// address is looked at. network is tcp or tcp4.
func (l *Link) DialContext(ctx context.Context, network, address string) (net.Conn, error) {
	if network != "tcp" && network != "tcp4" {
		return nil, &net.OpError{Op: "dial", Net: network, Err: net.UnknownNetworkError(network)}
	}
	_, text, err := net.SplitHostPort(address)
	if err != nil {
		return nil, err
	}
	port, err := strconv.ParseUint(text, 10, 16)
	if err != nil {
		return nil, fmt.Errorf("port of %s: %w", address, err)
	}
	return l.driver.dial(ctx, uint16(port))
}

// Listen waits for the phone at a port of the county's end; 0 picks one. The addresses are those of the link and mean nothing outside of it.
//
// On a link with a portal nothing is ever accepted, because the portal answers in the listener's place; on one with a cutting proxy what was accepted
// is reset at the age of [Profile.CutAfter].
func (l *Link) Listen(port uint16) (net.Listener, error) {
	listener, err := l.driver.listen(context.Background(), port)
	if err != nil {
		return nil, err
	}
	if l.Profile.Portal {
		return newPortal(listener), nil
	}
	if l.Profile.CutAfter > 0 {
		return cutting{listener, l.Profile.CutAfter}, nil
	}
	return listener, nil
}

// Traffic is what was sent so far in each direction.
func (l *Link) Traffic() (up, down Traffic) { return l.air.traffic(Up), l.air.traffic(Down) }

// UntilUp is how long the outage of now still lasts; 0 while the link is up. A phone shows its bars: a measurement may wait for them.
func (l *Link) UntilUp() time.Duration {
	now := l.air.now()
	if m := l.air.schedule.at(now); !m.up {
		return m.until - now
	}
	return 0
}

// Close ends the link: nothing passes any more, and nothing of it runs. Connections and listeners are closed by those who have them.
func (l *Link) Close() error { return l.driver.close() }
