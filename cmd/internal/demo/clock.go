package demo

import (
	"sync/atomic"
	"time"

	"zhucun/syncproto"
)

// shifted is the server's clock: the machine's, set back while the demo enrols.
type shifted struct{ back atomic.Int64 }

func (s *shifted) Now() time.Time { return time.Now().Add(-time.Duration(s.back.Load())) }

// phoneClock is a phone's clock in the week that is lived. The true time is moved by the story; what the phone shows is wrong by skew.
type phoneClock struct {
	truth  time.Time
	skew   time.Duration
	booted time.Time
	boot   uint32
}

// Now is what the phone believes.
func (c *phoneClock) Now() syncproto.Clock {
	wall := max(c.truth.Add(c.skew).Unix(), 0)
	return syncproto.Clock{Wall: uint64(wall), Boot: c.boot, Elapsed: uint64(c.truth.Sub(c.booted) / time.Second)}
}

// restart is what a flat battery does.
func (c *phoneClock) restart() {
	c.boot, c.booted = c.boot*31+7, c.truth.Add(-20*time.Second)
}
