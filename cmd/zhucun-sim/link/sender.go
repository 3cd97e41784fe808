package link

import "time"

// Limits of a sender, those of the kernel where it has them.
const (
	sendBuffer   = 64 << 10 // bytes that wait to be sent or acknowledged
	firstWindow  = 10 * mostInOne
	smallWindow  = 2 * mostInOne // below which nothing halves it
	firstTimeout = time.Second
	leastTimeout = time.Second // RFC 6298; the kernel's 200 ms never matter on links this late
	mostTimeout  = 120 * time.Second
	mostRetries  = 15
)

// sender is the half of a connection that sends a stream: slow start, congestion avoidance, fast retransmit with partial acknowledgements, and a
// retransmission timeout that doubles. It asks no clock; times are those of the link.
type sender struct {
	emit func(segment)

	buffer    []byte // the bytes from max(acked, dataPlace) on
	written   int64  // the place after the last byte that was written
	finished  bool   // nothing more is written; the end follows
	acked     int64  // the first place that was not acknowledged
	next      int64  // the first that was not sent, or is to be sent again
	furthest  int64  // the first that was never sent
	window    int    // bytes that may be under way
	threshold int    // below it the window doubles, above it grows by a segment, in a round trip
	repeats   int    // of the last acknowledgement
	recovery  int64  // until this is acknowledged no more loss is concluded from repeats
	mending   bool   // recovery is by repeats, not by timeout

	retries  int           // timeouts since the last progress
	deadline time.Duration // of the timeout, while something is under way
	timed    int64         // the place whose acknowledgement gives a round trip; 0 for none
	timedAt  time.Duration
	smoothed time.Duration // round trip, 0 before the first
	varies   time.Duration
}

func newSender(emit func(segment)) *sender {
	return &sender{emit: emit, written: dataPlace, window: firstWindow, threshold: 1 << 30}
}

// write takes what the buffer has room for. The caller pumps.
func (s *sender) write(data []byte) int {
	n := min(len(data), sendBuffer-len(s.buffer))
	s.buffer = append(s.buffer, data[:n]...)
	s.written += int64(n)
	return n
}

// limit is the place after all that there is to send.
func (s *sender) limit() int64 {
	if s.finished {
		return s.written + 1
	}
	return s.written
}

func (s *sender) underWay() int { return int(s.next - s.acked) }

// pump sends what the window allows: before the begin is acknowledged, only that.
func (s *sender) pump(now time.Duration) {
	idle := s.underWay() == 0
	for s.next < s.limit() && (s.underWay() == 0 || s.acked > beginPlace && s.underWay()+mostInOne <= s.window) {
		s.send(now, s.next)
	}
	if idle {
		s.deadline = now + s.timeout()
	}
}

// send puts the segment at a place on the link, for the first time or again.
func (s *sender) send(now time.Duration, place int64) {
	part := s.segment(place)
	s.emit(part)
	s.next = max(s.next, part.next())
	switch {
	case part.next() <= s.furthest:
		s.timed = 0 // whose acknowledgement comes cannot be told (Karn)
	case s.timed == 0:
		s.timed, s.timedAt = part.next(), now
	}
	s.furthest = max(s.furthest, part.next())
}

func (s *sender) segment(place int64) segment {
	if place == beginPlace {
		return segment{at: place, begin: true}
	}
	if place == s.written {
		return segment{at: place, end: true}
	}
	rest := s.buffer[place-max(s.acked, dataPlace):]
	return segment{at: place, data: append([]byte(nil), rest[:min(len(rest), mostInOne)]...)}
}

// acknowledged takes the peer's word that it has everything before a place.
func (s *sender) acknowledged(now time.Duration, place int64) {
	switch {
	case place > s.acked && place <= s.furthest:
		s.advanced(now, place)
	case place == s.acked && s.underWay() > 0:
		s.repeated(now)
	}
	s.pump(now)
}

func (s *sender) advanced(now time.Duration, place int64) {
	fresh := int(place - s.acked)
	s.buffer = s.buffer[min(int64(len(s.buffer)), max(place, dataPlace)-max(s.acked, dataPlace)):]
	s.acked, s.next, s.repeats, s.retries = place, max(s.next, place), 0, 0
	if s.timed > 0 && place >= s.timed {
		s.measured(now - s.timedAt)
	}
	switch {
	case s.mending && place < s.recovery:
		s.window = max(mostInOne, s.window-fresh+mostInOne)
		s.send(now, place) // the next hole of the same loss
	case s.mending:
		s.mending, s.window = false, s.threshold
	case s.window < s.threshold:
		s.window += fresh
	default:
		s.window += max(1, mostInOne*mostInOne/s.window)
	}
	s.deadline = now + s.timeout()
}

// repeated concludes a loss from the third acknowledgement of the same place. Each one says that a segment has left the link.
func (s *sender) repeated(now time.Duration) {
	s.repeats++
	switch {
	case s.mending:
		s.window += mostInOne
	case s.repeats == 3 && s.acked >= s.recovery:
		s.threshold = max(s.underWay()/2, smallWindow)
		s.window = s.threshold + 3*mostInOne
		s.recovery, s.mending = s.furthest, true
		s.send(now, s.acked)
	}
}

// measured keeps the round trip as RFC 6298 has it.
func (s *sender) measured(trip time.Duration) {
	if s.smoothed == 0 {
		s.smoothed, s.varies = trip, trip/2
	} else {
		s.varies += ((s.smoothed - trip).Abs() - s.varies) / 4
		s.smoothed += (trip - s.smoothed) / 8
	}
	s.timed = 0
}

func (s *sender) timeout() time.Duration {
	once := firstTimeout
	if s.smoothed > 0 {
		once = max(leastTimeout, s.smoothed+4*s.varies)
	}
	return min(once<<s.retries, mostTimeout)
}

// due is when expire has something to do; forever when nothing is under way.
func (s *sender) due() time.Duration {
	if s.underWay() == 0 {
		return forever
	}
	return s.deadline
}

// expire begins again at the first place that was not acknowledged, in ever longer steps. It returns false when that was in vain too often.
func (s *sender) expire(now time.Duration) bool {
	if s.retries++; s.retries > mostRetries {
		return false
	}
	s.threshold = max(s.underWay()/2, smallWindow)
	s.window, s.mending, s.repeats, s.recovery = mostInOne, false, 0, s.furthest
	s.next, s.timed = s.acked, 0
	s.pump(now)
	return true
}
