package clientsdk

import (
	"context"
	"time"

	"zhucun/syncproto"
)

// Clock tells what the machine's clocks say now. None of them has to be right: Wall may be years off, and Boot and Elapsed only have to
// order what happens between two starts of the machine. Now may be called concurrently.
type Clock interface {
	Now() syncproto.Clock
}

// civilOffset is the civil time of the whole country, in minutes from UTC.
const civilOffset = 480

// today is the civil date by the phone's own clock, kept within what a record can say.
func (p *Phone) today() syncproto.Day {
	wall := min(p.config.Clock.Now().Wall, 1<<40)
	return min(syncproto.DayOf(int64(wall)*1000, civilOffset), syncproto.MaxDay)
}

// clockOf is the machine's clock where boot and elapsed are known.
type clockOf struct {
	boot    uint32
	elapsed func() time.Duration
}

// Now asks the machine.
func (c clockOf) Now() syncproto.Clock {
	wall := max(time.Now().Unix(), 0)
	return syncproto.Clock{Wall: uint64(wall), Boot: c.boot, Elapsed: uint64(c.elapsed() / time.Second)}
}

// pause waits 1, 2, 4, 8, 16, 16 … seconds.
func pause(ctx context.Context, tries int) error {
	timer := time.NewTimer(time.Second << min(tries-1, 4))
	defer timer.Stop()
	select {
	case <-timer.C:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}
