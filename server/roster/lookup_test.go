package roster_test

import (
	"testing"

	"zhucun/server/roster"
	"zhucun/syncproto"
)

func TestQuestionsOfThePolicy(t *testing.T) {
	r, found := roster.Read(folder(t, "example").files(), day(t, today))
	if r == nil {
		t.Fatal(brief(found))
	}
	for _, test := range []struct {
		promise   string
		got, want bool
	}{
		{"a supervisor is appointed on the first day", r.AppointedOn(10001, chengdong, day(t, "2020-07-01")), true},
		{"not on the day before", r.AppointedOn(10001, chengdong, day(t, "2020-06-30")), false},
		{"on the last day", r.AppointedOn(10001, chengdong, day(t, "2021-06-30")), true},
		{"not on the day after", r.AppointedOn(10001, chengdong, day(t, "2021-07-01")), false},
		{"without an end, for ever", r.AppointedOn(10002, chengdong, roster.NoEnd), true},
		{"not in another village", r.AppointedOn(10002, caomiaozi, day(t, today)), false},
		{"a deputy is appointed too", r.AppointedOn(10003, chengdong, day(t, today)), true},
		{"a member is not", r.AppointedOn(1, chengdong, day(t, today)), false},
		{"nor anybody unknown", r.AppointedOn(0, chengdong, day(t, today)), false},
		{"kin are kin", r.Kin(10003, 7), true},
		{"from either side", r.Kin(7, 10003), true},
		{"not through a third", r.Kin(7, 8), false},
		{"nobody is their own kin", r.Kin(7, 7), false},
		{"a cadre is posted", r.PostedOn(4, chengdong, day(t, "2021-06-30")), true},
		{"until the last day", r.PostedOn(4, chengdong, day(t, "2021-07-01")), false},
		{"then elsewhere", r.PostedOn(4, caomiaozi, day(t, "2021-07-01")), true},
	} {
		t.Run(test.promise, func(t *testing.T) {
			if test.got != test.want {
				t.Errorf("got %v", test.got)
			}
		})
	}
	if s, ok := r.Supervisor(10003, chengdong, day(t, today)); !ok || s.Sheet != 1 || s.Household != 1 || s.OwnPhone || !s.Reads {
		t.Errorf("got %+v", s)
	}
	for _, test := range []struct {
		person syncproto.Person
		date   string
		want   bool
	}{{10003, today, true}, {10001, "2021-07-01", false}, {1, today, false}} {
		if home, ok := r.HouseholdOf(test.person, chengdong, day(t, test.date)); ok != test.want || ok != (home != 0) {
			t.Errorf("%d on %s supervises for household %d, %v; want %v", test.person, test.date, home, ok, test.want)
		}
	}
}

func TestWhoIsInAVillageOnADay(t *testing.T) {
	r, _ := roster.Read(folder(t, "example").files(), day(t, today))
	persons := func(date string) (members, supervisors []syncproto.Person) {
		for _, m := range r.MembersOn(chengdong, day(t, date)) {
			members = append(members, m.Person)
		}
		for _, s := range r.SupervisorsOn(chengdong, day(t, date)) {
			supervisors = append(supervisors, s.Person)
		}
		return members, supervisors
	}
	for _, test := range []struct {
		date                 string
		members, supervisors int
		left, came           syncproto.Person
	}{{"2021-06-30", 5, 2, 5, 4}, {"2021-07-01", 5, 2, 4, 5}, {"2020-06-30", 0, 0, 0, 0}} {
		members, supervisors := persons(test.date)
		if len(members) != test.members || len(supervisors) != test.supervisors {
			t.Errorf("%s: got members %v and supervisors %v", test.date, members, supervisors)
		}
		for _, m := range members {
			if m == test.left {
				t.Errorf("%s: %d is there", test.date, m)
			}
		}
	}
}

func TestPostingsAreInTheOrderOfTheirTerms(t *testing.T) {
	const earlier = "4,仇志强,,cadre,department,县教育局,511921100200,2018-07-01,2019-06-30,\n"
	county := whole()
	county[roster.MembersFile] += earlier
	r, _ := roster.Read(county.files(), day(t, today))
	if got := r.Postings(4); len(got) != 2 || got[0].Term.From != day(t, "2018-07-01") {
		t.Errorf("got %+v", got)
	}
}

func TestAnswersCannotChangeTheRoster(t *testing.T) {
	r, _ := roster.Read(whole().files(), day(t, today))
	r.Postings(1)[0].Role = "nobody"
	r.MembersOn(chengdong, day(t, today))[0].Role = "nobody"
	if got := r.Postings(1)[0].Role; got != roster.Leader {
		t.Errorf("got %s", got)
	}
	if got := r.MembersOn(chengdong, day(t, today))[0].Role; got != roster.Leader {
		t.Errorf("got %s", got)
	}
}

func TestVillagesAndTheirTownships(t *testing.T) {
	r, _ := roster.Read(whole().files(), day(t, today))
	if d, ok := r.Village(caomiaozi); !ok || d.Name != "草庙子村民委员会" || d.Level() != roster.LevelVillage {
		t.Errorf("got %+v", d)
	}
	if d, ok := r.Division(roster.TownshipOf(caomiaozi)); !ok || d.Name != "澌波乡" {
		t.Errorf("got %+v", d)
	}
	if _, ok := r.Village(511921213999); ok {
		t.Error("a village that is not there was found")
	}
	if _, ok := r.Team(caomiaozi); ok {
		t.Error("a team that is not there was found")
	}
	for v, want := range map[syncproto.Village]bool{chengdong: true, 511921100001: false, 511921100199: false, 511921100400: true} {
		if got := roster.IsVillage(v); got != want {
			t.Errorf("%s: got %v, want %v", v, got, want)
		}
	}
	if _, ok := r.Name(999); ok {
		t.Error("a person that is not there has a name")
	}
}
