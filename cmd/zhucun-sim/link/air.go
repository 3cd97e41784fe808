package link

import (
	"sync"
	"time"
)

// packetMost is the longest packet, its headers included, in bytes: that of Ethernet, which mobile networks keep to as well.
const packetMost = 1500

// air is what both drivers send through: the two ways, on the real clock. Safe for concurrent use.
type air struct {
	schedule schedule
	start    time.Time

	mu   sync.Mutex
	ways [2]*Way // mu
}

func newAir(p Profile, seed uint64) (*air, error) {
	up, down, err := NewWays(p, seed)
	if err != nil {
		return nil, err
	}
	return &air{schedule: up.schedule, start: time.Now(), ways: [2]*Way{up, down}}, nil
}

// now is the time since the link began.
func (a *air) now() time.Duration { return time.Since(a.start) }

// until is how long it is until a time of the link; not positive when that is over.
func (a *air) until(at time.Duration) time.Duration { return at - a.now() }

// send puts a packet on its way and returns when it arrives, and false when it does not. The clock is read under the lock: a way's time never runs back.
func (a *air) send(d Direction, size int) (time.Duration, bool) {
	a.mu.Lock()
	defer a.mu.Unlock()
	at, fate := a.ways[d].Send(a.now(), size)
	return at, fate == Passed
}

func (a *air) traffic(d Direction) Traffic {
	a.mu.Lock()
	defer a.mu.Unlock()
	return a.ways[d].Traffic()
}
