package clientsdk_test

import (
	"testing"

	"zhucun/clientsdk"
	"zhucun/syncproto"
)

func TestNoClockRefusesASignIn(t *testing.T) {
	t.Parallel()
	jumps := []struct {
		name string
		jump func(*syncproto.Clock)
	}{
		{"years behind", func(c *syncproto.Clock) { c.Wall = 946_684_800 }},
		{"before 1970", func(c *syncproto.Clock) { c.Wall = 0 }},
		{"beyond any calendar", func(c *syncproto.Clock) { c.Wall = 1<<63 + 5 }},
		{"a reboot", func(c *syncproto.Clock) { c.Boot, c.Elapsed = c.Boot+1, 3 }},
		{"elapsed time that runs back", func(c *syncproto.Clock) { c.Elapsed = 1 }},
		{"elapsed time that leaps", func(c *syncproto.Clock) { c.Elapsed += 1 << 33 }},
		{"elapsed time beyond any machine", func(c *syncproto.Clock) { c.Elapsed = 1<<64 - 1 }},
		{"a week asleep", func(c *syncproto.Clock) { c.Elapsed, c.Boot = 700_000, 99 }},
	}
	w := newWorld(t)
	for _, j := range jumps {
		t.Run(j.name, func(t *testing.T) {
			w.signIn()
			w.clock.set(j.jump)
			w.signIn()
			w.clock.set(func(c *syncproto.Clock) { c.Wall++; c.Elapsed++ })
			w.signIn()
		})
	}
	w.sync()
	w.settled()
}

func TestTheDayIsTheCivilDateUnlessSaid(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.clock.set(func(c *syncproto.Clock) { c.Wall = 1_795_017_599 }) // one second before midnight at UTC+8
	day := func(s clientsdk.SignIn) string {
		s.Village, s.Sheet, s.Supervisor = village, 3, 21
		_, err := w.phone.SignIn(ctx(t), w.cadre, s)
		must(t, err)
		events, err := w.phone.List(ctx(t), 0, 1)
		must(t, err)
		return events[0].Said.Body.(syncproto.SignIn).Day.String()
	}
	before := day(clientsdk.SignIn{})
	w.clock.set(func(c *syncproto.Clock) { c.Wall++ })
	after := day(clientsdk.SignIn{})
	if want := syncproto.DayOf(1_795_017_600_000, 480).String(); after != want || before == after {
		t.Errorf("days %s and %s around midnight, want the second to be %s", before, after, want)
	}
	said, err := syncproto.ParseDay("2026-11-02")
	must(t, err)
	if got := day(clientsdk.SignIn{Day: said}); got != "2026-11-02" {
		t.Errorf("got %s, want the day that was said", got)
	}
}

func TestTheMachineHasAClock(t *testing.T) {
	t.Parallel()
	a, b := clientsdk.SystemClock().Now(), clientsdk.SystemClock().Now()
	if a.Wall == 0 || a.Boot != b.Boot || a.Elapsed > b.Elapsed {
		t.Errorf("%+v, then %+v", a, b)
	}
}
