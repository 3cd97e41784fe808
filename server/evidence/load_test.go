package evidence

import (
	"encoding/json"
	"errors"
	"slices"
	"strings"
	"testing"
	"time"

	"zhucun/server/project/phonetest"
	"zhucun/server/roster"
	"zhucun/server/store"
	"zhucun/server/store/memory"
	"zhucun/syncproto"
)

// homes is a roster in which every supervisor lives in household 7.
type homes struct{}

func (homes) HouseholdOf(person syncproto.Person, _ syncproto.Village, _ syncproto.Day) (syncproto.Household, bool) {
	return 7, person >= 900
}

func (homes) SupervisorsOn(syncproto.Village, syncproto.Day) []roster.Supervisor {
	return []roster.Supervisor{{Person: 900, Household: 7, Sheet: 3}}
}

func load(t *testing.T, o *phonetest.Office, id syncproto.EventID) (r Record) {
	t.Helper()
	o.View(func(tx store.Tx) (err error) { r, err = Load(tx, homes{}, phonetest.Zone, id); return err })
	return r
}

const cadre = phonetest.LocalCadre

// visited is a phone at a household on 2 November, and the sign-in that its cadre would write.
func visited(t *testing.T) (*phonetest.Phone, syncproto.SignIn) {
	p := phonetest.NewOffice(t, memory.New()).NewPhone(0)
	p.Now = time.Date(2026, 11, 2, 0, 0, 0, 0, time.UTC)
	return p, syncproto.SignIn{Person: p.Cadre, Village: phonetest.Shanwan, Sheet: 3, Supervisor: p.Supervisor, Day: syncproto.DayOf(p.Now.UnixMilli(), phonetest.Zone)}
}

func deliver(p *phonetest.Phone) {
	p.Now = p.Now.Add(3 * 24 * time.Hour)
	p.Sync()
	p.Office.Project()
}

func flags(r Record) string {
	var words []string
	for _, f := range r.Flags {
		words = append(words, f.Word)
	}
	slices.Sort(words)
	return strings.Join(words, " ")
}

func TestRecordHoldsAllThatWasSaid(t *testing.T) {
	p, body := visited(t)
	body.Activity, body.Place = syncproto.ActivitySurvey, &syncproto.Place{Class: syncproto.PlaceInside, Band: 2, Datum: syncproto.DatumGCJ02}
	signin := p.Write(cadre, body)
	stay := syncproto.StayPart
	p.ConfirmVisit(signin, body, phonetest.OnPhone, &stay)
	p.ConfirmVisit(signin, body, phonetest.Drawn, nil)
	photo := p.Write(cadre, syncproto.Photo{Shows: syncproto.RefTo(p.Next(), signin), Manifest: syncproto.Hash{5}})
	note := p.Write(cadre, syncproto.Note{About: &syncproto.Ref{Event: signin}, Village: phonetest.Shanwan, Text: "路不通"})
	p.Write(cadre, syncproto.Correction{Withdrawn: syncproto.RefTo(p.Next(), note), Reason: "已修好"})
	p.Now = p.Now.Add(5 * time.Hour)
	p.Write(cadre, syncproto.SignOut{SignIn: syncproto.RefTo(p.Next(), signin)})
	deliver(p)
	p.Office.Update(func(tx store.Tx) error {
		return tx.PutDerivative(store.Derivative{Manifest: syncproto.Hash{5}, State: store.DerivativeMade, Source: store.BlobOriginal, From: syncproto.Hash{6}, Unlike: true})
	})
	r := load(t, p.Office, signin)

	if r.Kind != "visit" || r.Grade != "confirmed" || r.Day != "2026-11-02" || r.Means != "card" || r.Custody != "shared" || r.Stay != "part" || r.By == "" {
		t.Errorf("summary %+v", r)
	}
	if r.LeftAfter == nil || *r.LeftAfter != 5*3600 || len(r.SignOuts) != 1 {
		t.Errorf("left after %v with %d sign-outs; want five hours, one", r.LeftAfter, len(r.SignOuts))
	}
	if s := r.SignIn; s == nil || s.Sheet != 3 || s.Where != "household" || s.Activity != "survey" || s.Place != (Place{"inside", "within_50m", "gcj02"}) ||
		s.Unlock != "session" || s.Actor != uint32(p.Cadre) || s.Time.Class != "interval" || s.Time.Best != time.Date(2026, 11, 2, 0, 0, 0, 0, time.UTC).UnixMilli() {
		t.Errorf("sign-in %+v", r.SignIn)
	}
	if len(r.Confirmations) != 2 {
		t.Fatalf("%d confirmations; want two", len(r.Confirmations))
	}
	if c := r.Confirmations[0]; c.Standing != "" || !c.Belongs || c.Form != "same_phone" || c.Verdict != "yes" || c.Key == nil || !c.Key.Vouched || c.Key.Person != uint32(p.Supervisor) {
		t.Errorf("the signed one %+v", c)
	}
	if c := r.Confirmations[1]; c.Standing != "no_key" || !c.Belongs || c.Means != "drawn" || c.Key != nil {
		t.Errorf("the drawn one %+v", c)
	}
	if len(r.Notes) != 1 || !r.Notes[0].Withdrawn || r.Notes[0].Text != "路不通" || len(r.Corrections) != 1 || r.Corrections[0].Withdraws != note.String() {
		t.Errorf("notes %+v, corrections %+v; want one, taken back", r.Notes, r.Corrections)
	}
	if len(r.Photos) != 1 || r.Photos[0].ID != photo.String() || r.Photos[0].Pictures.State != "made" || len(r.Photos[0].Parts) != 1 || r.Photos[0].Parts[0].Role != "manifest" {
		t.Errorf("photos %+v; want one, with its manifest named", r.Photos)
	}
	if len(r.Segments) != 1 || r.Segments[0].First != 1 || r.Segments[0].Head != r.SignIn.Head {
		t.Errorf("segments %+v; want the one that holds it all", r.Segments)
	}
	if got := flags(r); got != flagUnlike {
		t.Errorf("flags %q; want %q", got, flagUnlike)
	}
}

func TestFlagsOfADay(t *testing.T) {
	noon := uint16(12*60 + 5)
	for name, c := range map[string]struct {
		first, second func(s *syncproto.SignIn)
		want          string
	}{
		"entered later":              {func(s *syncproto.SignIn) { s.Claimed = &noon }, nil, flagLater},
		"two villages":               {nil, func(s *syncproto.SignIn) { s.Village = phonetest.Heba }, flagSeveral},
		"the office only":            {func(s *syncproto.SignIn) { s.Where = syncproto.WhereOffice }, nil, flagOfficeOnly},
		"the office and a household": {func(s *syncproto.SignIn) { s.Where = syncproto.WhereOffice }, func(*syncproto.SignIn) {}, ""},
		"nothing":                    {nil, nil, ""},
	} {
		t.Run(name, func(t *testing.T) {
			p, body := visited(t)
			second := body
			if c.first != nil {
				c.first(&body)
			}
			signin := p.Write(cadre, body)
			if c.second != nil {
				c.second(&second)
				p.Write(cadre, second)
			}
			deliver(p)
			if got := flags(load(t, p.Office, signin)); got != c.want {
				t.Errorf("flags %q; want %q", got, c.want)
			}
		})
	}
}

func TestHouseholdThatConfirmsItsOwnDeedIsFlagged(t *testing.T) {
	for name, c := range map[string]struct {
		households []syncproto.Household
		want       string
	}{"alone": {[]syncproto.Household{7}, flagBeneficiary}, "among others": {[]syncproto.Household{7, 8}, ""}, "another": {[]syncproto.Household{8}, ""}} {
		p, body := visited(t)
		deed := syncproto.Deed{Person: p.Cadre, Village: body.Village, Day: body.Day, Title: "修水管", Category: syncproto.CategoryWater, Households: c.households,
			Origin: syncproto.OriginVillager}
		id := p.Write(cadre, deed)
		p.ConfirmDeed(id, deed, phonetest.OnPhone, syncproto.PartlySatisfied)
		deliver(p)
		r := load(t, p.Office, id)
		if r.Kind != "deed" || r.SignIn != nil || r.Deed.Category != "water" || r.Deed.Origin != "villager" || r.Confirmations[0].Satisfaction != "partly" {
			t.Errorf("%s: %+v", name, r)
		}
		if got := flags(r); got != c.want {
			t.Errorf("%s: flags %q; want %q", name, got, c.want)
		}
	}
}

func TestForkedLogIsFlagged(t *testing.T) {
	p, body := visited(t)
	signin := p.Write(cadre, body)
	deliver(p)
	p.Office.Update(func(tx store.Tx) error {
		log, err := tx.Log(p.Log)
		log.ForkedAt = signin.Seq
		return errors.Join(err, tx.UpdateLog(log))
	})
	if got := flags(load(t, p.Office, signin)); got != flagForked {
		t.Errorf("flags %q; want %q", got, flagForked)
	}
}

// Two sign-ins on a day and one word that the person came: it belongs to neither, and both records show it.
func TestConfirmationThatBelongsToNothingIsShown(t *testing.T) {
	p, body := visited(t)
	first := p.Write(cadre, body)
	second := p.Write(cadre, body)
	p.ConfirmVisit(first, body, phonetest.ByWord, nil)
	p.ConfirmVisit(second, body, phonetest.ByCode, nil)
	deliver(p)
	if r := load(t, p.Office, first); len(r.Confirmations) != 1 || r.Confirmations[0].Belongs || r.Confirmations[0].Form != "word" {
		t.Errorf("first: %+v; want the word, which belongs to nothing, and not the code, which is the second's", r.Confirmations)
	}
	if r := load(t, p.Office, second); len(r.Confirmations) != 2 || r.Grade != "confirmed_by_code" {
		t.Errorf("second: %s with %+v; want by code, and the word beside it", r.Grade, r.Confirmations)
	}
}

func TestUnknownRecord(t *testing.T) {
	o := phonetest.NewOffice(t, memory.New())
	o.View(func(tx store.Tx) error {
		if _, err := Load(tx, homes{}, phonetest.Zone, syncproto.ID(syncproto.LogID{1}, 1)); !errors.Is(err, store.ErrNotFound) {
			t.Errorf("got %v; want ErrNotFound", err)
		}
		return nil
	})
}

func TestRecordIsPlainJSON(t *testing.T) {
	p, body := visited(t)
	signin := p.Write(cadre, body)
	deliver(p)
	r := load(t, p.Office, signin)
	data, err := json.Marshal(r)
	if err != nil {
		t.Fatal(err)
	}
	for _, part := range []string{`"id":"` + signin.String() + `"`, `"kind":"visit"`, `"grade":"waiting"`, `"day":"2026-11-02"`, `"where":"household"`,
		`"place":{"class":"not_asked"}`, `"class":"interval"`, `"confirmations":[]`, `"photos":[]`, `"flags":[]`, `"leaf_index":0`} {
		if !strings.Contains(string(data), part) {
			t.Errorf("%s\nlacks %s", data, part)
		}
	}
	var back Record
	if err := json.Unmarshal(data, &back); err != nil || back.SignIn.Head != r.SignIn.Head {
		t.Errorf("read back: %v", err)
	}
}

func TestTimeSaysWhatIsProven(t *testing.T) {
	for want, a := range map[string]syncproto.Attributes{"interval": {Lo: 1, Hi: 3, Best: 2}, "not_after": {Hi: 3, Best: 3}, "none": {}} {
		if got := timeOf(a); got.Class != want || got.NotBefore != a.Lo || got.NotAfter != a.Hi || got.Best != a.Best {
			t.Errorf("%+v: %+v; want class %s", a, got, want)
		}
	}
}
