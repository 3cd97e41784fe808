package duty

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"os"
	"path/filepath"
	"reflect"
	"slices"
	"testing"

	"pgregory.net/rapid"

	"zhucun/server/project/phonetest"
	"zhucun/server/roster"
	"zhucun/server/store"
	"zhucun/server/store/memory"
	"zhucun/syncproto"
)

func TestRuleAsItIsPublished(t *testing.T) {
	got, err := json.Marshal(StandardRule())
	if err != nil {
		t.Fatal(err)
	}
	const want = `{"version":1,"grades":["confirmed","confirmed_by_code"],"arrivals":["household"],"min_minutes":240,"stays":["day","night"],` +
		`"one_village":true,"minimum_days":{"cadre":15,"first_secretary":20,"leader":5}}`
	if string(got) != want {
		t.Errorf("got  %s\nwant %s", got, want)
	}
	back, err := ParseRule(got)
	if err != nil || !reflect.DeepEqual(back, StandardRule()) {
		t.Errorf("read back: %+v, %v", back, err)
	}
}

func TestRuleThatSaysLittleKeepsTheRest(t *testing.T) {
	got, err := ParseRule([]byte(`{"version":2,"min_minutes":180,"minimum_days":{"leader":6}}`))
	if err != nil {
		t.Fatal(err)
	}
	want := StandardRule()
	want.Version, want.MinMinutes, want.Minimums[roster.Leader] = 2, 180, 6
	if !reflect.DeepEqual(got, want) {
		t.Errorf("got %+v; want %+v", got, want)
	}
}

func TestBadRulesAreRefused(t *testing.T) {
	for name, text := range map[string]string{
		"not JSON": `{`, "two rules": `{} {}`, "an unknown member": `{"max_minutes":1}`, "version 0": `{"version":0}`, "an endless day": `{"min_minutes":1441}`,
		"a negative time": `{"min_minutes":-1}`, "an unknown grade": `{"grades":["sure"]}`, "disputed days": `{"grades":["disputed"]}`,
		"waiting days": `{"grades":["waiting"]}`, "no grade": `{"grades":[]}`, "no arrival": `{"arrivals":null}`, "an unknown place": `{"arrivals":["bar"]}`,
		"an unknown stay": `{"stays":["week"]}`, "an unknown role": `{"minimum_days":{"driver":1}}`, "32 days": `{"minimum_days":{"cadre":32}}`,
	} {
		if rule, err := ParseRule([]byte(text)); !errors.Is(err, ErrBadRule) {
			t.Errorf("%s: %+v, %v; want ErrBadRule", name, rule, err)
		}
	}
}

func TestTheRuleOfAFolder(t *testing.T) {
	dir := t.TempDir()
	standard, err := ReadRule(dir)
	if err != nil || !reflect.DeepEqual(standard, StandardRule()) {
		t.Errorf("without a file: %+v, %v", standard, err)
	}
	write := func(text string) {
		if err := os.WriteFile(filepath.Join(dir, RuleFile), []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	write(`{"version":2,"min_minutes":180}`)
	own, err := ReadRule(dir)
	if err != nil || own.Version != 2 || own.MinMinutes != 180 {
		t.Errorf("%+v, %v", own, err)
	}
	write(`{"version":2,"min_minutes":181}`)
	if again, err := ReadRule(dir); err != nil || again.Hash() == own.Hash() || own.Hash() == standard.Hash() {
		t.Errorf("hashes %s, %s, %s, %v; want three", standard.Hash(), own.Hash(), again.Hash(), err)
	}
	write(`{"version":2,"min_minutes":"four"}`)
	if _, err := ReadRule(dir); !errors.Is(err, ErrBadRule) {
		t.Errorf("%v; want ErrBadRule", err)
	}
}

// A published figure names its rule by this.
func TestTheHashOfTheStandardRule(t *testing.T) {
	data, err := json.Marshal(StandardRule())
	sum := sha256.Sum256(data)
	if err != nil || StandardRule().Hash() != hex.EncodeToString(sum[:]) {
		t.Errorf("%s, %v", StandardRule().Hash(), err)
	}
}

func TestMinimums(t *testing.T) {
	rule := StandardRule()
	for role, want := range map[roster.Role]int{roster.Leader: 5, roster.Cadre: 15, roster.FirstSecretary: 20} {
		if got, ok := rule.Minimum(role); got != want || !ok {
			t.Errorf("%s: %d, %t; want %d", role, got, ok, want)
		}
	}
	if _, ok := rule.Minimum("driver"); ok {
		t.Error("a role that the rule does not name owes days")
	}
}

// one is a visit that counts under the standard rule.
func one() store.Visit {
	left := uint64(4 * 3600)
	return store.Visit{ID: syncproto.ID(syncproto.LogID{1}, 1), Meeting: store.Meeting{Person: 1, Village: phonetest.Shanwan, Day: 20_000},
		Grade: syncproto.GradeConfirmed, LeftAfter: &left, Hi: 20_003 * 86_400_000}
}

func TestRuleDecides(t *testing.T) {
	for name, c := range map[string]struct {
		rule  string
		visit func(*store.Visit)
		want  Why
	}{
		"standard":                  {`{}`, func(*store.Visit) {}, ""},
		"code may be left out":      {`{"grades":["confirmed"]}`, func(v *store.Visit) { v.Grade = syncproto.GradeConfirmedByCode }, WhyGrade},
		"inferred may be let in":    {`{"grades":["confirmed","inferred"]}`, func(v *store.Visit) { v.Grade = syncproto.GradeInferred }, ""},
		"the office may count":      {`{"arrivals":["household","office"]}`, func(v *store.Visit) { v.Where = syncproto.WhereOffice }, ""},
		"five hours may be asked":   {`{"min_minutes":300}`, func(*store.Visit) {}, WhyTooShort},
		"part of a day may suffice": {`{"stays":["part"]}`, func(v *store.Visit) { v.LeftAfter, v.Stay = nil, stayNamed("part") }, ""},
		"a day to come is none":     {`{}`, func(v *store.Visit) { v.Hi = 20_000*86_400_000 - 1 }, WhyAhead},
		"nor with a stay":           {`{"grades":["inferred"]}`, func(v *store.Visit) { v.Hi, v.Grade = 0, syncproto.GradeInferred }, WhyAhead},
		"the day itself is one":     {`{}`, func(v *store.Visit) { v.Hi = 20_000 * 86_400_000 }, ""},
		"a deed is no day":          {`{}`, func(v *store.Visit) { v.Meeting.Deed = true }, "no presence"},
	} {
		rule, err := ParseRule([]byte(c.rule))
		if err != nil {
			t.Fatal(err)
		}
		visit := one()
		c.visit(&visit)
		got := Why("no presence")
		if days := rule.Days([]store.Visit{visit}, 0); len(days) == 1 {
			got = because(days[0])
		}
		if got != c.want {
			t.Errorf("%s: %q; want %q", name, got, c.want)
		}
	}
}

func TestSeveralVillagesMayAllCountAndTheDayIsStillOne(t *testing.T) {
	rule := StandardRule()
	rule.OneVillage = false
	second := one()
	second.ID.Seq, second.Meeting.Village = 2, phonetest.Heba
	days := rule.Days([]store.Visit{one(), second}, 0)
	if len(days) != 2 || !days[0].Counted || !days[1].Counted || Count(days) != 1 {
		t.Errorf("presences %+v, count %d; want both counted, one day", days, Count(days))
	}
}

func drawVisit(rt *rapid.T) store.Visit {
	v := one()
	v.ID.Seq = rapid.Uint64Range(1, 99).Draw(rt, "seq")
	v.Grade = syncproto.Grade(rapid.IntRange(1, 6).Draw(rt, "grade"))
	v.Where = syncproto.Where(rapid.IntRange(0, 2).Draw(rt, "where"))
	v.Meeting.Day += syncproto.Day(rapid.IntRange(0, 2).Draw(rt, "day"))
	v.Meeting.Village += syncproto.Village(rapid.IntRange(0, 2).Draw(rt, "village"))
	v.Stay = stayNamed(rapid.SampledFrom(append(stays(), "")).Draw(rt, "stay"))
	v.Hi -= 86_400_000 * rapid.Int64Range(0, 4).Draw(rt, "early")
	if left := rapid.Uint64Range(0, 6).Draw(rt, "hours"); left == 0 {
		v.LeftAfter = nil
	} else {
		left *= 3600
		v.LeftAfter = &left
	}
	return v
}

func TestDaysAreWholeAndOrderChangesNothing(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		visits := rapid.SliceOfN(rapid.Custom(drawVisit), 0, 12).Draw(rt, "visits")
		presences := StandardRule().Days(visits, 0)
		if again := StandardRule().Days(rapid.Permutation(visits).Draw(rt, "order"), 0); !reflect.DeepEqual(presences, again) {
			rt.Fatalf("in another order\n%s\nwant\n%s", table(again), table(presences))
		}
		shown, counted := map[syncproto.EventID]bool{}, map[syncproto.Day]int{}
		for _, p := range presences {
			if p.Counted != (p.Why == WhySaid || p.Why == WhyMeasured) {
				rt.Fatalf("counted %t because of %q", p.Counted, p.Why)
			}
			if p.Counted {
				counted[p.Day]++
				if !slices.ContainsFunc(visits, func(v store.Visit) bool { return v.Meeting.Day == p.Day && !ahead(v, 0) }) {
					rt.Fatalf("%s lay ahead and counts", p.Day)
				}
			}
			for _, id := range p.Visits {
				shown[id] = true
			}
		}
		for day, villages := range counted {
			if villages > 1 {
				rt.Fatalf("%s counts for %d villages", day, villages)
			}
		}
		for _, v := range visits {
			if !shown[v.ID] {
				rt.Fatalf("visit %s stands behind no figure", v.ID)
			}
		}
	})
}

func TestMonthReadsEveryPage(t *testing.T) {
	o := phonetest.NewOffice(t, memory.New())
	const visits = 2*pageSize + 1
	o.Update(func(tx store.Tx) error {
		for i := range visits {
			v := one()
			v.ID.Seq = uint64(i + 1)
			if err := tx.PutVisit(v); err != nil {
				return err
			}
		}
		return nil
	})
	o.View(func(tx store.Tx) error {
		days, err := StandardRule().Month(tx, 1, 20_000, 0)
		if len(days) != 1 || len(days[0].Visits) != visits {
			t.Errorf("%d days; want one with %d visits", len(days), visits)
		}
		return err
	})
}

func TestPresenceNamesTheReasonNearestToCounting(t *testing.T) {
	waiting, inferred, office := one(), one(), one()
	waiting.Grade, inferred.Grade, office.Where = syncproto.GradeWaiting, syncproto.GradeInferred, syncproto.WhereOffice
	for want, visits := range map[Why][]store.Visit{WhyInferred: {waiting, inferred}, WhyOffice: {office, waiting, inferred}} {
		if days := StandardRule().Days(visits, 0); len(days) != 1 || days[0].Why != want {
			t.Errorf("%+v; want one presence because of %q", days, want)
		}
	}
}
