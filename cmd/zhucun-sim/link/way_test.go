package link

import (
	"errors"
	"fmt"
	"math/rand/v2"
	"reflect"
	"slices"
	"testing"
	"time"

	"pgregory.net/rapid"
)

// sent is a packet and what became of it.
type sent struct {
	now, at time.Duration
	size    int
	fate    Fate
}

func anyProfile(t *rapid.T) Profile {
	p := Profile{
		Up:    rapid.IntRange(1_000, 10_000_000).Draw(t, "up"),
		Down:  rapid.IntRange(1_000, 10_000_000).Draw(t, "down"),
		RTT:   time.Duration(rapid.Int64Range(0, 2e9).Draw(t, "rtt")),
		Loss:  rapid.Float64Range(0, 0.5).Draw(t, "loss"),
		Queue: rapid.IntRange(packetMost, 64<<10).Draw(t, "queue"),
	}
	if rapid.Bool().Draw(t, "outages") {
		p.Outages = Outages{Up: time.Duration(rapid.Int64Range(1, 30e9).Draw(t, "up for")), Down: time.Duration(rapid.Int64Range(1, 30e9).Draw(t, "down for"))}
	}
	return p
}

// anySends puts packets on the upward way of a link, in bursts and after pauses.
func anySends(t *rapid.T) (Profile, *Way, []sent) {
	p := anyProfile(t)
	way, _, err := NewWays(p, rapid.Uint64().Draw(t, "seed"))
	if err != nil {
		t.Fatal(err)
	}
	pause := rapid.OneOf(rapid.Just(int64(0)), rapid.Int64Range(0, 1e8), rapid.Int64Range(0, 20e9))
	var all []sent
	now := time.Duration(0)
	for range rapid.IntRange(1, 200).Draw(t, "packets") {
		now += time.Duration(pause.Draw(t, "pause"))
		s := sent{now: now, size: rapid.IntRange(1, packetMost).Draw(t, "size")}
		s.at, s.fate = way.Send(now, s.size)
		all = append(all, s)
	}
	return p, way, all
}

func passed(all []sent) []sent {
	return slices.DeleteFunc(slices.Clone(all), func(s sent) bool { return s.fate != Passed })
}

func TestNothingOvertakesAndNoMoreThanTheRatePasses(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		p, _, all := anySends(t)
		// Whole numbers: a time too short by one nanosecond is found.
		fits := func(took time.Duration, size int) bool {
			return int64(took)*int64(p.Up) >= int64(size)*8*int64(time.Second)
		}
		last := time.Duration(-1)
		for _, s := range passed(all) {
			if took := s.at - s.now - p.RTT/2; !fits(took, s.size) {
				t.Fatalf("%d bytes took %v on the way, at %d bit/s", s.size, took, p.Up)
			}
			if took := s.at - last; last >= 0 && !fits(took, s.size) {
				t.Fatalf("%d bytes arrived %v after the packet before, at %d bit/s", s.size, took, p.Up)
			}
			last = s.at
		}
	})
}

func TestNothingIsUnderWayDuringAnOutage(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		_, way, all := anySends(t)
		for _, s := range passed(all) {
			if from, to := way.schedule.at(s.now), way.schedule.at(s.at); from != to || !from.up {
				t.Fatalf("sent at %v, %+v; arrived at %v, %+v", s.now, from, s.at, to)
			}
		}
	})
}

func TestTheQueueHoldsNoMoreThanItsBytes(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		p, _, all := anySends(t)
		full := time.Duration(float64(p.Queue+1)*8/float64(p.Up)*1e9) + time.Duration(len(all)) // each is rounded up to a nanosecond
		for _, s := range passed(all) {
			if waited := s.at - s.now - p.RTT/2; waited > full {
				t.Fatalf("a packet waited %v, a queue of %d bytes is empty after %v", waited, p.Queue, full)
			}
		}
	})
}

func TestASeedRepeatsALink(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		p, seed := anyProfile(t), rapid.Uint64().Draw(t, "seed")
		fates := func() (all []sent) {
			_, way, err := NewWays(p, seed)
			if err != nil {
				t.Fatal(err)
			}
			for now := time.Duration(0); now < 60*time.Second; now += 700 * time.Millisecond {
				at, fate := way.Send(now, 1000)
				all = append(all, sent{now, at, 1000, fate})
			}
			return all
		}
		if a, b := fates(), fates(); !reflect.DeepEqual(a, b) {
			t.Fatalf("got %v, then %v", a, b)
		}
	})
}

func TestTrafficCountsEveryFate(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		_, way, all := anySends(t)
		var want Traffic
		for _, s := range all {
			want.Packets++
			want.Bytes += int64(s.size)
			*map[Fate]*int64{Passed: &want.PassedPackets, Dropped: &want.Dropped, Lost: &want.Lost, CutOff: &want.CutOff}[s.fate]++
			if s.fate == Passed {
				want.PassedBytes += int64(s.size)
			}
		}
		if got := way.Traffic(); got != want {
			t.Fatalf("got %+v, want %+v", got, want)
		}
	})
}

func TestLossesAreAsManyAsTheProfileSays(t *testing.T) {
	p, err := Find("edge-2")
	if err != nil {
		t.Fatal(err)
	}
	_, way, err := NewWays(p, 7)
	if err != nil {
		t.Fatal(err)
	}
	for i := range 20_000 {
		way.Send(time.Duration(i)*time.Second, 1500)
	}
	if lost := way.Traffic().Lost; lost < 300 || lost > 500 {
		t.Errorf("%d of 20,000 were lost, want about 400", lost)
	}
}

func TestAPacketTakesItsBitsAndHalfTheRoundTrip(t *testing.T) {
	p, err := Find("EDGE")
	if err != nil {
		t.Fatal(err)
	}
	up, down, err := NewWays(p, 1)
	if err != nil {
		t.Fatal(err)
	}
	for i, want := range []time.Duration{600 * time.Millisecond, 850 * time.Millisecond} {
		if at, fate := up.Send(0, 1500); at != want || fate != Passed {
			t.Errorf("packet %d up: got %v, fate %d; want %v", i, at, fate, want)
		}
	}
	if at, fate := down.Send(0, 1500); at != 450*time.Millisecond || fate != Passed {
		t.Errorf("down: got %v, fate %d; want 450ms", at, fate)
	}
}

func TestTheTailOfAFullQueueIsDropped(t *testing.T) {
	up, _, err := NewWays(Profile{Up: 8_000, Down: 8_000, Queue: 4500}, 1)
	if err != nil {
		t.Fatal(err)
	}
	var fates []Fate
	for _, now := range []time.Duration{0, 0, 0, 0, 1499 * time.Millisecond, 1500 * time.Millisecond} {
		_, fate := up.Send(now, 1500)
		fates = append(fates, fate)
	}
	if want := []Fate{Passed, Passed, Passed, Dropped, Dropped, Passed}; !slices.Equal(fates, want) {
		t.Errorf("got %v, want %v: a fourth has no room until the first is sent", fates, want)
	}
}

func TestAnOutageEmptiesTheQueue(t *testing.T) {
	p := Profile{Up: 8_000, Down: 8_000, Queue: 64 << 10, Outages: Outages{Up: 3 * time.Second, Down: 2 * time.Second}}
	way := newWay(p, p.Up, schedule{Outages: p.Outages}, rand.New(rand.NewPCG(1, 1)))
	tests := []struct{ now, at time.Duration }{{0, time.Second}, {0, 2 * time.Second}, {0, 0}, {0, 0}, {0, 0}, {0, 0}, {0, 0}, {4 * time.Second, 0}, {5 * time.Second, 6 * time.Second}}
	for i, test := range tests {
		if at, fate := way.Send(test.now, 1000); at != test.at || (fate == CutOff) != (test.at == 0) {
			t.Errorf("packet %d: got %v, fate %d; want %v", i, at, fate, test.at)
		}
	}
}

func TestEachOutageGivesOneNewLease(t *testing.T) {
	s := schedule{Outages{12 * time.Second, 8 * time.Second}, 5 * time.Second}
	var got []int64
	for now := time.Duration(0); now < 60*time.Second; now += 7 * time.Second {
		got = append(got, s.lease(now))
	}
	if want := []int64{0, 1, 1, 1, 2, 2, 2, 3, 3}; !slices.Equal(got, want) {
		t.Errorf("got leases %v, want %v", got, want)
	}
}

func TestProfilesAreThoseThatFiguresAreMeasuredOn(t *testing.T) {
	want := []string{"GPRS 16000/32000 900ms 0", "EDGE 48000/120000 700ms 0", "EDGE-2 128000/256000 400ms 0.02", "drops-12-8 48000/120000 700ms 0",
		"drops-25-8 48000/120000 700ms 0", "portal 48000/120000 700ms 0", "cut-10 48000/120000 700ms 0"}
	var got []string
	for _, p := range Profiles() {
		got = append(got, fmt.Sprintf("%s %d/%d %v %v", p.Name, p.Up, p.Down, p.RTT, p.Loss))
		if err := p.check(); err != nil {
			t.Errorf("%s: %v", p.Name, err)
		}
	}
	if !slices.Equal(got, want) {
		t.Errorf("got %q, want %q", got, want)
	}
	if _, err := Find("5G"); !errors.Is(err, ErrUnknownProfile) {
		t.Errorf("got %v for a profile that is not there", err)
	}
}

func TestALinkThatCannotBeIsRefused(t *testing.T) {
	good := Profile{Up: 1, Down: 1, Queue: packetMost}
	for promise, spoil := range map[string]func(*Profile){
		"no rate up":               func(p *Profile) { p.Up = 0 },
		"no rate down":             func(p *Profile) { p.Down = -1 },
		"a queue without room":     func(p *Profile) { p.Queue = packetMost - 1 },
		"an answer before its ask": func(p *Profile) { p.RTT = -1 },
		"everything lost":          func(p *Profile) { p.Loss = 1 },
		"one long outage":          func(p *Profile) { p.Outages.Down = 1 },
	} {
		t.Run(promise, func(t *testing.T) {
			p := good
			spoil(&p)
			if _, err := Open(p, 1); !errors.Is(err, ErrImpossible) {
				t.Errorf("got %v, want %v", err, ErrImpossible)
			}
		})
	}
	if _, _, err := NewWays(good, 1); err != nil {
		t.Errorf("a good one: %v", err)
	}
}
