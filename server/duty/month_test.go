package duty

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"zhucun/server/project/phonetest"
	"zhucun/server/store"
	"zhucun/server/store/memory"
	"zhucun/syncproto"
)

// entry is one sign-in of a month that is counted by hand; want is why the day does not count in that village, "" when it does.
type entry struct {
	day     int // of November 2026; 0 is the last of October, 31 the first of December
	in, out string
	village syncproto.Village
	where   syncproto.Where
	how     phonetest.Said
	stay    string // what the household said
	event   string // restart before the sign-out, withdraw after it
	want    Why
}

const (
	home     = syncproto.WhereHousehold
	atOffice = syncproto.WhereOffice
	other    = syncproto.WhereElsewhere
	unlisted = "unlisted" // lies in another month
)

// month is the life of one phone; days is the figure by hand.
type month struct {
	phone     string
	wrong     time.Duration // of the wall clock
	restarted bool
	entries   []entry
	days      int
}

var months = []month{
	{"four hours are four hours", 0, false, []entry{
		{2, "08:00", "11:59", phonetest.Shanwan, home, phonetest.OnPhone, "", "", WhyTooShort},
		{3, "08:00", "12:00", phonetest.Shanwan, home, phonetest.OnPhone, "", "", ""},
		{4, "08:00", "11:59", phonetest.Shanwan, home, phonetest.OnPhone, "day", "", ""},
		{5, "08:00", "11:59", phonetest.Shanwan, home, phonetest.OnPhone, "part", "", WhyTooShort},
	}, 2},
	{"the household says how long", 0, false, []entry{
		{2, "08:00", "", phonetest.Shanwan, home, phonetest.OnPhone, "day", "", ""},
		{3, "20:00", "", phonetest.Shanwan, home, phonetest.OnPhone, "night", "", ""},
		{4, "08:00", "", phonetest.Shanwan, home, phonetest.OnPhone, "part", "", WhyNoLength},
		{5, "08:00", "", phonetest.Shanwan, home, phonetest.OnPhone, "passed", "", WhyNoLength},
		{6, "08:00", "", phonetest.Shanwan, home, phonetest.OnPhone, "", "", WhyNoLength},
	}, 2},
	{"clock three years slow", -3 * 365 * 24 * time.Hour, false, []entry{
		{2, "08:00", "12:30", phonetest.Shanwan, home, phonetest.OnPhone, "", "", ""},
		{3, "08:00", "11:30", phonetest.Shanwan, home, phonetest.OnPhone, "", "", WhyTooShort},
	}, 1},
	{"clock four hundred days fast", 400 * 24 * time.Hour, false, []entry{
		{0, "08:00", "12:30", phonetest.Shanwan, home, phonetest.OnPhone, "", "", unlisted},
		{1, "00:05", "05:00", phonetest.Shanwan, home, phonetest.ByCode, "", "", ""},
		{30, "08:00", "13:00", phonetest.Shanwan, home, phonetest.ByCode, "", "", ""},
		{31, "08:00", "13:00", phonetest.Shanwan, home, phonetest.OnPhone, "", "", unlisted},
	}, 2},
	{"started again before the sign-out", 0, true, []entry{
		{2, "08:00", "17:00", phonetest.Shanwan, home, phonetest.OnPhone, "", "restart", WhyNoLength},
		{3, "08:00", "17:00", phonetest.Shanwan, home, phonetest.OnPhone, "day", "restart", ""},
		{4, "08:00", "17:00", phonetest.Shanwan, home, phonetest.OnPhone, "", "", ""},
	}, 2},
	{"weaker than confirmed", 0, false, []entry{
		{2, "08:00", "17:00", phonetest.Shanwan, home, phonetest.ByWord, "day", "", WhyInferred},
		{3, "08:00", "17:00", phonetest.Shanwan, home, phonetest.Nothing, "", "", WhyWaiting},
		{4, "08:00", "17:00", phonetest.Shanwan, home, phonetest.Denied, "", "", WhyDisputed},
		{5, "08:00", "17:00", phonetest.Shanwan, home, phonetest.OnPhone, "", "withdraw", WhyWithdrawn},
	}, 0},
	{"several villages in a day", 0, false, []entry{
		{2, "07:00", "11:30", phonetest.Shanwan, home, phonetest.OnPhone, "", "", WhyOtherVillage},
		{2, "12:00", "17:30", phonetest.Heba, home, phonetest.OnPhone, "", "", ""},
		{3, "07:00", "11:30", phonetest.Shanwan, home, phonetest.OnPhone, "", "", ""},
		{3, "12:00", "12:30", phonetest.Heba, home, phonetest.OnPhone, "", "", WhyTooShort},
		{4, "07:00", "11:00", phonetest.Shanwan, home, phonetest.OnPhone, "", "", ""},
		{4, "12:00", "16:00", phonetest.Heba, home, phonetest.OnPhone, "", "", WhyOtherVillage},
	}, 3},
	{"the office alone does not count", 0, false, []entry{
		{2, "08:00", "17:00", phonetest.Shanwan, atOffice, phonetest.OnPhone, "", "", WhyOffice},
		{3, "08:00", "08:30", phonetest.Shanwan, home, phonetest.OnPhone, "", "", ""},
		{3, "09:00", "17:00", phonetest.Shanwan, atOffice, phonetest.OnPhone, "", "", ""},
		{4, "08:00", "17:00", phonetest.Shanwan, other, phonetest.OnPhone, "", "", WhyElsewhere},
	}, 1},
}

func TestMonthOfEightPhonesAsCountedByHand(t *testing.T) {
	o := phonetest.NewOffice(t, memory.New())
	var phones []*phonetest.Phone
	for _, month := range months {
		p := o.NewPhone(month.wrong)
		for _, e := range month.entries {
			live(p, e)
		}
		phones = append(phones, p)
	}
	for _, p := range phones {
		p.Now = time.Date(2026, 12, 2, 4, 0, 0, 0, time.UTC)
		if codes := p.Sync(); len(codes) > 0 {
			t.Errorf("refused or waiting: %v", codes)
		}
	}
	o.Project()
	for i, month := range months {
		t.Run(month.phone, func(t *testing.T) { compare(t, phones[i], month) })
	}
}

// live writes what happened on a day.
func live(p *phonetest.Phone, e entry) {
	p.Now = clock(e.day, e.in)
	body := syncproto.SignIn{Person: p.Cadre, Village: e.village, Sheet: 1, Supervisor: p.Supervisor, Day: dayOf(e.day), Where: e.where}
	signin := p.Write(phonetest.LocalCadre, body)
	p.ConfirmVisit(signin, body, e.how, stayNamed(e.stay))
	if e.out != "" {
		p.Now = clock(e.day, e.out)
		if e.event == "restart" {
			p.Restart()
		}
		p.Write(phonetest.LocalCadre, syncproto.SignOut{SignIn: syncproto.RefTo(p.Next(), signin)})
	}
	if e.event == "withdraw" {
		p.Write(phonetest.LocalCadre, syncproto.Correction{Withdrawn: syncproto.RefTo(p.Next(), signin), Reason: "写错日期"})
	}
}

func compare(t *testing.T, p *phonetest.Phone, want month) {
	p.Office.View(func(tx store.Tx) error {
		got, err := StandardRule().Month(tx, p.Cadre, dayOf(17), phonetest.Zone)
		if n := Count(got); n != want.days {
			t.Errorf("%d days; by hand %d", n, want.days)
		}
		if got, want := table(got), byHand(want.entries); got != want {
			t.Errorf("month\n%s\nby hand\n%s", got, want)
		}
		for _, presence := range got {
			opens(t, tx, presence, want.restarted)
		}
		return err
	})
}

// opens finds the records behind a figure, and that their best time lies on the day, whatever the phone's wall clock said. Nobody knows when a machine
// was started before its last start.
func opens(t *testing.T, tx store.Tx, presence Presence, restarted bool) {
	if len(presence.Visits) == 0 {
		t.Errorf("%s opens to no record", presence.Day)
	}
	for _, id := range presence.Visits {
		v, err := tx.Visit(id)
		if err != nil {
			t.Fatal(err)
		}
		if v.Meeting.Day != presence.Day || v.Meeting.Village != presence.Village {
			t.Errorf("%s in %s opens to a visit of %s in %s", presence.Day, presence.Village, v.Meeting.Day, v.Meeting.Village)
		}
		if best := syncproto.DayOf(v.Best, phonetest.Zone); best != presence.Day && !restarted {
			t.Errorf("best time on %s; signed for %s", best, presence.Day)
		}
	}
}

func table(presences []Presence) string {
	var lines []string
	for _, p := range presences {
		lines = append(lines, fmt.Sprintf("%s %s counted %t %q %v", p.Day, p.Village, p.Counted, because(p), p.Notes))
	}
	return strings.Join(lines, "\n")
}

// because is why a presence does not count.
func because(p Presence) Why {
	if p.Counted {
		return ""
	}
	return p.Why
}

func byHand(entries []entry) string {
	var lines []string
	for _, e := range entries {
		if e.want == unlisted {
			continue
		}
		notes := []string{}
		if slices.ContainsFunc(entries, func(o entry) bool { return o.day == e.day && o.village != e.village }) {
			notes = append(notes, noteSeveral)
		}
		line := fmt.Sprintf("%s %s counted %t %q %v", dayOf(e.day), e.village, e.want == "", e.want, notes)
		if !slices.Contains(lines, line) {
			lines = append(lines, line)
		}
	}
	return strings.Join(lines, "\n")
}

func dayOf(november int) syncproto.Day {
	return syncproto.DayOf(time.Date(2026, 11, november, 12, 0, 0, 0, time.UTC).UnixMilli(), phonetest.Zone)
}

// clock is a time of day in China.
func clock(november int, hhmm string) time.Time {
	at, err := time.Parse("15:04", hhmm)
	if err != nil {
		panic(err)
	}
	return time.Date(2026, 11, november, at.Hour(), at.Minute()-phonetest.Zone, 0, 0, time.UTC)
}

func stayNamed(name string) *syncproto.Stay {
	i := slices.Index(stays(), name)
	if i < 0 {
		return nil
	}
	stay := syncproto.Stay(i)
	return &stay
}
