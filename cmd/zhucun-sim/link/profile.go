package link

import (
	"errors"
	"fmt"
	"strings"
	"time"
)

// Profile is a kind of weak link. Its two ways differ in their rate only.
type Profile struct {
	Name       string
	Up, Down   int           // bits a second from the phone, and to it
	RTT        time.Duration // there and back, of an empty link; half of it is each way's delay
	Loss       float64       // share of the packets that are lost by chance
	Queue      int           // bytes that wait for each way before the tail is dropped
	Outages    Outages
	NewAddress bool          // an outage gives the phone another address: connections from before it never hear again
	Portal     bool          // a captive portal answers in the county's place: 200, with a page
	CutAfter   time.Duration // a proxy on the way resets each connection at this age; 0: there is none
}

// Profiles are the links that zhucun is measured on. Rates and round trips are those of a phone at the edge of its cell; queues are as deep as such
// modems have them.
func Profiles() []Profile {
	edge := Profile{Name: "EDGE", Up: 48_000, Down: 120_000, RTT: 700 * time.Millisecond, Queue: 32 << 10}
	as := func(name string, change func(*Profile)) Profile {
		p := edge
		p.Name = name
		change(&p)
		return p
	}
	return []Profile{
		{Name: "GPRS", Up: 16_000, Down: 32_000, RTT: 900 * time.Millisecond, Queue: 16 << 10},
		edge,
		{Name: "EDGE-2", Up: 128_000, Down: 256_000, RTT: 400 * time.Millisecond, Loss: 0.02, Queue: 64 << 10},
		as("drops-12-8", func(p *Profile) { p.Outages = Outages{Up: 12 * time.Second, Down: 8 * time.Second} }),
		as("drops-25-8", func(p *Profile) { p.Outages = Outages{Up: 25 * time.Second, Down: 8 * time.Second} }),
		as("portal", func(p *Profile) { p.Portal = true }),
		as("cut-10", func(p *Profile) { p.CutAfter = 10 * time.Second }),
	}
}

// ErrUnknownProfile is returned by [Find].
var ErrUnknownProfile = errors.New("no link profile has this name")

// Find returns the profile of a name, in capitals or not.
func Find(name string) (Profile, error) {
	for _, p := range Profiles() {
		if strings.EqualFold(p.Name, name) {
			return p, nil
		}
	}
	return Profile{}, fmt.Errorf("%w: %s", ErrUnknownProfile, name)
}

// ErrImpossible is returned for a profile that no link can have.
var ErrImpossible = errors.New("no link is like this")

func (p Profile) check() error {
	switch {
	case p.Up <= 0 || p.Down <= 0:
		return fmt.Errorf("%w: rates %d and %d bit/s", ErrImpossible, p.Up, p.Down)
	case p.Queue < packetMost:
		return fmt.Errorf("%w: a queue of %d bytes, which takes no packet of %d", ErrImpossible, p.Queue, packetMost)
	case p.RTT < 0 || p.CutAfter < 0 || p.Outages.Up < 0 || p.Outages.Down < 0 || p.Outages.Down > 0 && p.Outages.Up == 0:
		return fmt.Errorf("%w: times %v, %v, %+v", ErrImpossible, p.RTT, p.CutAfter, p.Outages)
	case !(p.Loss >= 0 && p.Loss < 1):
		return fmt.Errorf("%w: a loss of %v", ErrImpossible, p.Loss)
	}
	return nil
}
