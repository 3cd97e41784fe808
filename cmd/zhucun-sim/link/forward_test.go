package link

import (
	"io"
	"slices"
	"testing"
	"testing/synctest"
	"time"
)

// packets is a device that gives these and then waits for its end.
type packets struct {
	list  [][]byte
	ended chan struct{}
}

func (p *packets) Read(b []byte) (int, error) {
	if len(p.list) == 0 {
		<-p.ended
		return 0, io.EOF
	}
	n := copy(b, p.list[0])
	p.list = p.list[1:]
	return n, nil
}

// arrivals is a device that remembers when each packet came, by its second byte.
type arrivals struct {
	begin time.Time
	names []byte
	after []time.Duration
}

func (a *arrivals) Write(b []byte) (int, error) {
	a.names, a.after = append(a.names, b[1]), append(a.after, time.Since(a.begin))
	return len(b), nil
}

func TestPacketsOfIPv4AreForwardedAtTheirTimes(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		weak, err := newAir(Profile{Up: 8_000, Down: 8_000, RTT: time.Second, Queue: 64 << 10}, 1)
		if err != nil {
			t.Fatal(err)
		}
		of := func(version, name byte) []byte { return append([]byte{version << 4, name}, make([]byte, 998)...) }
		from := &packets{[][]byte{of(4, 'a'), of(6, 'x'), {}, of(4, 'b'), of(4, 'c')}, make(chan struct{})}
		to := &arrivals{begin: weak.start}
		ended := make(chan struct{})
		go func() {
			defer close(ended)
			forward(weak, Up, from, to, make(chan struct{}))
		}()
		time.Sleep(10 * time.Second)
		close(from.ended)
		<-ended
		if want := []time.Duration{1500 * time.Millisecond, 2500 * time.Millisecond, 3500 * time.Millisecond}; string(to.names) != "abc" || !slices.Equal(to.after, want) {
			t.Errorf("%q came after %v; want abc after %v", to.names, to.after, want)
		}
		if up := weak.traffic(Up); up.Packets != 3 {
			t.Errorf("%d packets are counted; the link's are 3", up.Packets)
		}
	})
}

func TestAClosedLinkForwardsNothingMore(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		weak, err := newAir(Profile{Up: 8_000, Down: 8_000, RTT: time.Hour, Queue: 64 << 10}, 1)
		if err != nil {
			t.Fatal(err)
		}
		from := &packets{[][]byte{{4 << 4, 'a'}, {4 << 4, 'b'}}, make(chan struct{})}
		to := &arrivals{begin: weak.start}
		done := make(chan struct{})
		close(done)
		close(from.ended)
		forward(weak, Up, from, to, done)
		if len(to.names) != 0 || time.Since(weak.start) > time.Minute {
			t.Errorf("%q came after %v", to.names, to.after)
		}
	})
}
