package main

import (
	"os"
	"testing"

	"zhucun/syncproto"
	"zhucun/syncproto/prototest"
)

func samples(t *testing.T, events int) []wireSample {
	t.Helper()
	samples, err := wireSamples(os.DirFS(testdata), events, 2)
	if err != nil {
		t.Fatal(err)
	}
	return samples
}

func TestTheFiguresAreThoseOfTheProtocolsOwnTest(t *testing.T) {
	words, err := prototest.MeasuredWords(os.DirFS(testdata))
	if err != nil {
		t.Fatal(err)
	}
	for _, events := range []int{20, 50} {
		want, err := prototest.MeasureWire(words, events, 2)
		if err != nil {
			t.Fatal(err)
		}
		got := samples(t, events)
		segment, _ := spread(got, func(s wireSample) float64 { return float64(s.segment) })
		body, largest := spread(got, func(s wireSample) float64 { return float64(s.body) })
		if segment != want.Segment || body != want.Body || largest != float64(want.Largest) {
			t.Errorf("%d events: segment %v, body %v, largest %v; want %v, %v, %v", events, segment, body, largest, want.Segment, want.Body, want.Largest)
		}
	}
}

func TestNoEncodingBeatsChance(t *testing.T) {
	for _, s := range samples(t, 50) {
		if floor := s.drawn + float64(s.personal); floor >= float64(s.segment) || s.daily <= s.segment {
			t.Errorf("floor %v, one segment %d, seven segments %d; want them rising", floor, s.segment, s.daily)
		}
	}
}

func TestTwentyEventsHoldThreePersonalSignatures(t *testing.T) {
	for _, s := range samples(t, 20) {
		if s.personal != 3*64 {
			t.Errorf("%d bytes of personal signatures, want three of 64", s.personal)
		}
	}
}

func TestTheWeekIsDealtOutWhole(t *testing.T) {
	mix := []syncproto.Event{{Body: syncproto.Note{}}, {Body: syncproto.Photo{}}, {Body: syncproto.Note{}}, {Body: syncproto.Note{}}, {Body: syncproto.Note{}},
		{Body: syncproto.Note{}}, {Body: syncproto.Note{}}, {Body: syncproto.Note{}}, {Body: syncproto.Photo{}}}
	days := byDay(mix, 7)
	for day, want := range []int{2, 1, 1, 1, 1, 1, 2} {
		if got := len(days[day]); got != want {
			t.Errorf("day %d has %d events, want %d: a photo stays with its event", day, got, want)
		}
	}
}
