package link

import (
	"math"
	"math/rand/v2"
	"time"
)

// Outages is a link that is up, then down, in turn for ever. Without a Down it is always up.
type Outages struct{ Up, Down time.Duration }

// schedule is Outages with the moment of the first round at which the clock stands at zero.
type schedule struct {
	Outages
	phase time.Duration // in [0, Up+Down)
}

func newSchedule(o Outages, random *rand.Rand) schedule {
	if o.Down == 0 {
		return schedule{}
	}
	return schedule{o, time.Duration(random.Int64N(int64(o.Up + o.Down)))}
}

// forever is later than any moment of a link.
const forever = time.Duration(math.MaxInt64)

// moment is what a schedule says of a time: the number of the round, whether the link is up, and until when this stays so.
type moment struct {
	round int64
	up    bool
	until time.Duration
}

func (s schedule) at(now time.Duration) moment {
	if s.Down == 0 {
		return moment{up: true, until: forever}
	}
	whole := s.Up + s.Down
	round := (now + s.phase) / whole
	begin := round*whole - s.phase
	if now < begin+s.Up {
		return moment{int64(round), true, begin + s.Up}
	}
	return moment{int64(round), false, begin + whole}
}

// lease numbers the addresses that the phone has one after the other: it changes as an outage begins, so that the link never comes back with the old one.
func (s schedule) lease(now time.Duration) int64 {
	m := s.at(now)
	if m.up {
		return m.round
	}
	return m.round + 1
}
