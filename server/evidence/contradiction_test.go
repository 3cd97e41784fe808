package evidence

import (
	"testing"

	"zhucun/server/project/phonetest"
	"zhucun/server/roster"
	"zhucun/syncproto"
)

// The phones of these tests were enrolled on 31 October and deliver on 5 November what they write on 2 November.
func TestADayThatTheClockContradictsIsFlagged(t *testing.T) {
	for name, c := range map[string]struct {
		days int
		want string
	}{
		"the day itself": {0, ""}, "the day on which it was received": {3, ""}, "the day after": {4, flagAhead}, "400 days ahead": {400, flagAhead},
		"a week before the phone was enrolled": {-9, ""}, "longer before": {-10, flagLong},
	} {
		t.Run(name, func(t *testing.T) {
			p, body := visited(t)
			body.Day += syncproto.Day(c.days)
			signin := p.Write(cadre, body)
			p.ConfirmVisit(signin, body, phonetest.OnPhone, nil)
			deed := syncproto.Deed{Person: p.Cadre, Village: body.Village, Day: body.Day, Title: "修水管", Category: syncproto.CategoryWater,
				Households: []syncproto.Household{8}, Origin: syncproto.OriginVillager}
			did := p.Write(cadre, deed)
			deliver(p)
			for _, id := range []syncproto.EventID{signin, did} {
				if got := flags(load(t, p.Office, id)); got != c.want {
					t.Errorf("flags %q; want %q", got, c.want)
				}
			}
		})
	}
}

func TestNumbersOfADayAhead(t *testing.T) {
	p, body := visited(t)
	body.Day += 400
	signin := p.Write(cadre, body)
	deliver(p)
	r := load(t, p.Office, signin)
	if n := r.Flags[0].Numbers; n["day"] != "2027-12-07" || n["received"] != "2026-11-05" || n["days"] != "397" {
		t.Errorf("numbers %v", n)
	}
}

// The signature says that a card was used. What the phone had said of the key before tells otherwise, and the worse is printed.
func TestACardThatWasAPINCountsAsOne(t *testing.T) {
	changed := func(local syncproto.Local, means syncproto.Means) syncproto.Body {
		return syncproto.SecretChanged{Local: local, Means: means}
	}
	for name, c := range map[string]struct {
		before, after []syncproto.Body
		means, want   string
	}{
		"never changed":                {nil, nil, "card", ""},
		"a PIN before":                 {[]syncproto.Body{changed(2, syncproto.MeansPIN)}, nil, "pin", flagCard},
		"a PIN, and a card again":      {[]syncproto.Body{changed(2, syncproto.MeansPIN), changed(2, syncproto.MeansCard)}, nil, "card", ""},
		"a PIN of somebody else":       {[]syncproto.Body{changed(1, syncproto.MeansPIN)}, nil, "card", ""},
		"a PIN only after it was said": {nil, []syncproto.Body{changed(2, syncproto.MeansPIN)}, "card", ""},
	} {
		t.Run(name, func(t *testing.T) {
			p, body := visited(t)
			for _, b := range c.before {
				p.Write(phonetest.LocalSupervisor, b)
			}
			signin := p.Write(cadre, body)
			p.ConfirmVisit(signin, body, phonetest.OnPhone, nil)
			for _, b := range c.after {
				p.Write(phonetest.LocalSupervisor, b)
			}
			deliver(p)
			r := load(t, p.Office, signin)
			said := r.Confirmations[0]
			if r.Grade != "confirmed" || r.Means != c.means || said.Means != c.means || said.Key.Means != c.means || said.Claimed != "card" {
				t.Errorf("%s by %q; confirmation %+v, key %+v; want %q, claimed card", r.Grade, r.Means, said, *said.Key, c.means)
			}
			if got := flags(r); got != c.want {
				t.Errorf("flags %q; want %q", got, c.want)
			}
			if (said.Key.Changed != "") != (len(c.before) > 0 && name != "a PIN of somebody else") {
				t.Errorf("the key was last changed by %q", said.Key.Changed)
			}
		})
	}
}

func TestAPINThatWasACardIsSaid(t *testing.T) {
	said := Confirmation{Belongs: true, Claimed: "pin", Means: "pin", Key: &Key{Means: "card"}}
	elsewhere := said
	elsewhere.Belongs = false
	l := &loader{record: Record{Confirmations: []Confirmation{said, elsewhere}}}
	if l.flagMeans(); flags(l.record) != flagPIN {
		t.Errorf("flags %q; want one %q", flags(l.record), flagPIN)
	}
}

// sheets is a roster in which supervisor 1 with deputy 3 keeps sheet 17 in household 4, 2 of household 5 keeps sheet 18, and 6 lives with 1.
type sheets struct{}

func (sheets) HouseholdOf(person syncproto.Person, _ syncproto.Village, _ syncproto.Day) (syncproto.Household, bool) {
	home, ok := map[syncproto.Person]syncproto.Household{1: 4, 2: 5, 3: 6, 6: 4}[person]
	return home, ok
}

func (sheets) SupervisorsOn(syncproto.Village, syncproto.Day) []roster.Supervisor {
	return []roster.Supervisor{{Person: 1, Household: 4, Sheet: 17, Deputy: 3}, {Person: 2, Household: 5, Sheet: 18}}
}

func TestASheetOfAnotherHouseholdIsFlagged(t *testing.T) {
	for name, c := range map[string]struct {
		sheet, named, confirms uint32
		want                   string
	}{
		"all of one household":      {17, 1, 1, ""},
		"another of the household":  {17, 6, 6, ""},
		"the deputy":                {17, 1, 3, ""},
		"another supervisor":        {17, 1, 2, flagSheetSigns},
		"named another":             {17, 2, 1, flagSheetNames},
		"named another, who signed": {17, 2, 2, flagSheetNames + " " + flagSheetSigns},
		"nobody of the roster":      {17, 1, 9, flagSheetSigns},
		"a sheet that is not there": {9999, 2, 1, flagNoSheet},
	} {
		t.Run(name, func(t *testing.T) {
			signin := &SignIn{Sheet: c.sheet, Supervisor: c.named}
			l := &loader{roster: sheets{}, record: Record{SignIn: signin, Confirmations: []Confirmation{
				{Statement: Statement{Actor: c.confirms}, Belongs: true}, {Statement: Statement{Actor: 9}}}}}
			if l.flagSheet(); flags(l.record) != c.want {
				t.Errorf("flags %q; want %q", flags(l.record), c.want)
			}
		})
	}
}

// A record with any of them is one whose sign-in says sheet 9999: the flag reaches the record.
func TestAnUnknownSheetReachesTheRecord(t *testing.T) {
	p, body := visited(t)
	body.Sheet = 9999
	signin := p.Write(cadre, body)
	p.ConfirmVisit(signin, body, phonetest.OnPhone, nil)
	deliver(p)
	r := load(t, p.Office, signin)
	if got := flags(r); got != flagNoSheet || r.Grade != "confirmed" || r.Flags[0].Numbers["sheet"] != "9999" {
		t.Errorf("%s with flags %q, %v; want the unknown sheet flagged and the grade left alone", r.Grade, got, r.Flags)
	}
}
