package link

import (
	"math/rand/v2"
	"time"
)

// Direction is one of the two.
type Direction int

// The directions.
const (
	Up   Direction = iota // from the phone to the county
	Down                  // from the county to the phone
)

// Fate is what becomes of a packet.
type Fate int

// The fates.
const (
	Passed  Fate = iota // it arrives
	Dropped             // the queue was full
	Lost                // by chance, after it took its time on the way
	CutOff              // an outage had begun, or began before it arrived
)

// Traffic counts one direction's packets by their fate.
type Traffic struct {
	Packets, Bytes             int64 // that were sent into it, headers and all, whatever became of them
	PassedPackets, PassedBytes int64
	Dropped, Lost, CutOff      int64 // packets
}

func (t *Traffic) count(size int, fate Fate) {
	t.Packets++
	t.Bytes += int64(size)
	switch fate {
	case Passed:
		t.PassedPackets++
		t.PassedBytes += int64(size)
	case Dropped:
		t.Dropped++
	case Lost:
		t.Lost++
	case CutOff:
		t.CutOff++
	}
}

// Way is one direction of a link: a queue of bytes that drops its tail, a transmitter of a fixed rate, a fixed delay, chance, and outages. It asks no
// clock and starts nothing. Not for concurrent use.
//
// What is in the queue, in the transmitter or in the air when an outage begins is gone: nothing that was sent before it arrives after it.
type Way struct {
	schedule schedule
	rate     int64
	delay    time.Duration
	loss     float64
	queue    int64
	random   *rand.Rand

	round   int64         // of the last packet
	free    time.Duration // when the transmitter has sent what it was given in this round
	traffic Traffic
}

func newWay(p Profile, rate int, s schedule, random *rand.Rand) *Way {
	return &Way{schedule: s, rate: int64(rate), delay: p.RTT / 2, loss: p.Loss, queue: int64(p.Queue), random: random}
}

// NewWays returns the two directions of a link. The seed decides losses, and the phase of the outages, which both directions share.
func NewWays(p Profile, seed uint64) (up, down *Way, err error) {
	if err := p.check(); err != nil {
		return nil, nil, err
	}
	stream := func(number uint64) *rand.Rand { return rand.New(rand.NewPCG(seed, number)) }
	s := newSchedule(p.Outages, stream(0))
	return newWay(p, p.Up, s, stream(1)), newWay(p, p.Down, s, stream(2)), nil
}

// Send puts a packet of so many bytes on the way. now is the time since the link began, never less than at the call before. A packet that passes is at
// the other end at the time returned.
func (w *Way) Send(now time.Duration, size int) (time.Duration, Fate) {
	at, fate := w.send(now, size)
	w.traffic.count(size, fate)
	return at, fate
}

func (w *Way) send(now time.Duration, size int) (time.Duration, Fate) {
	m := w.schedule.at(now)
	if !m.up {
		return 0, CutOff
	}
	if m.round != w.round {
		w.round, w.free = m.round, now
	}
	begin := max(now, w.free)
	if w.waiting(begin-now)+int64(size) > w.queue {
		return 0, Dropped
	}
	w.free = begin + w.sending(size)
	at := w.free + w.delay
	chance := w.random.Float64() // drawn for each, so that one loss more or less moves no other
	switch {
	case at >= m.until:
		return 0, CutOff
	case chance < w.loss:
		return 0, Lost
	}
	return at, Passed
}

// bitTime is a second, of which each byte takes eight parts of the rate.
const bitTime = int64(time.Second)

// sending is how long the transmitter is busy with so many bytes, never less than the rate allows.
func (w *Way) sending(size int) time.Duration {
	return time.Duration((int64(size)*8*bitTime + w.rate - 1) / w.rate)
}

// waiting is how many bytes the transmitter sends in that time.
func (w *Way) waiting(busy time.Duration) int64 { return int64(busy) * w.rate / (8 * bitTime) }

// Traffic is what was sent so far.
func (w *Way) Traffic() Traffic { return w.traffic }
