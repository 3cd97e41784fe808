package link

import (
	"slices"
	"testing"
	"time"
)

// sending is a sender whose begin is acknowledged after a round trip of 700 ms, with so much to send, and the places that it sends.
func sending(size int) (s *sender, places *[]int64) {
	places = new([]int64)
	s = newSender(func(part segment) { *places = append(*places, part.at) })
	s.pump(0)
	s.write(make([]byte, size))
	*places = nil
	s.acknowledged(700*time.Millisecond, dataPlace)
	return s, places
}

// place is where a whole segment begins.
func place(number int64) int64 { return dataPlace + number*mostInOne }

func TestAStreamStartsSlowly(t *testing.T) {
	s, places := sending(60_000)
	if len(*places) != 10 {
		t.Errorf("began with %d segments, want 10", len(*places))
	}
	for number := range int64(10) {
		s.acknowledged(1400*time.Millisecond, place(number+1))
	}
	if len(*places) != 30 {
		t.Errorf("%d segments after a round trip, want 10 and then 20", len(*places))
	}
}

func TestAThirdRepeatSendsTheHoleAgain(t *testing.T) {
	s, places := sending(60_000)
	s.acknowledged(1400*time.Millisecond, place(2))
	*places = nil
	for range 2 {
		s.acknowledged(1500*time.Millisecond, place(2))
	}
	if slices.Contains(*places, place(2)) {
		t.Error("sent again what two repeats speak of: that may be an order, not a loss")
	}
	window := s.window
	s.acknowledged(1500*time.Millisecond, place(2))
	if !slices.Contains(*places, place(2)) || s.threshold >= window {
		t.Errorf("sent %v with a threshold of %d; want the hole at %d, and less than the window of %d", *places, s.threshold, place(2), window)
	}
	*places = nil
	s.acknowledged(1600*time.Millisecond, place(4))
	if !slices.Contains(*places, place(4)) {
		t.Errorf("sent %v; want the next hole of the same loss, %d", *places, place(4))
	}
	*places = nil
	s.acknowledged(1700*time.Millisecond, s.recovery)
	if s.mending || s.window > s.threshold+mostInOne {
		t.Errorf("mending %v with a window of %d, threshold %d, when all was acknowledged", s.mending, s.window, s.threshold)
	}
}

func TestATimeoutDoublesAndBeginsAtTheHole(t *testing.T) {
	s, places := sending(60_000)
	now := s.due()
	if now != 700*time.Millisecond+2100*time.Millisecond {
		t.Errorf("first timeout at %v, want a round trip and four times its half after 700ms", now)
	}
	for _, want := range []time.Duration{4200, 8400, 16800} {
		*places = nil
		if !s.expire(now) {
			t.Fatal("given up")
		}
		if !slices.Equal(*places, []int64{dataPlace}) {
			t.Errorf("sent %v, want the first segment alone", *places)
		}
		if got := s.due() - now; got != want*time.Millisecond {
			t.Errorf("waits %v, want %v ms", got, int64(want))
		}
		now = s.due()
	}
	s.acknowledged(now, place(1))
	if got := s.due() - now; got != 2100*time.Millisecond {
		t.Errorf("waits %v after progress, want 2.1s again", got)
	}
}

func TestAnAcknowledgementOfWhatWasNotSentChangesNothing(t *testing.T) {
	s, _ := sending(5_000)
	s.acknowledged(time.Second, place(100))
	if s.acked != dataPlace {
		t.Errorf("took %d for acknowledged", s.acked)
	}
}
