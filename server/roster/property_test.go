package roster_test

import (
	"maps"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"zhucun/server/roster"
	"zhucun/server/roster/sample"
)

// small is a sample county of three teams in a county of few villages.
func small(t testing.TB, seed uint64) texts {
	c, err := sample.New([]byte(whole()[roster.DivisionsFile]+"511921213201,草庙子村民委员会,511921213\n"), 3, rand.New(rand.NewPCG(seed, 7)))
	if err != nil {
		t.Fatal(err)
	}
	return texts{
		roster.DivisionsFile:   string(c.Divisions),
		roster.TeamsFile:       string(c.Teams),
		roster.MembersFile:     string(c.Members),
		roster.HouseholdsFile:  string(c.Households),
		roster.SupervisorsFile: string(c.Supervisors),
	}
}

// mutated draws some damage: bytes, cells and lines changed, taken out, repeated or moved.
func mutated(t *rapid.T, county texts) texts {
	damaged := maps.Clone(county)
	scraps := []string{"", "\"", ",", "\n", "\r", "\xff", "=1", "0", "11", "-", "2020-01-01", "2150-01-01", "511921100200", "贫困户", "\x00", "🌾", "999999999", ";", "yes"}
	for range rapid.IntRange(0, 6).Draw(t, "damages") {
		file := rapid.SampledFrom(roster.FileNames()).Draw(t, "file")
		text := damaged[file]
		from := rapid.IntRange(0, len(text)).Draw(t, "from")
		to := min(len(text), from+rapid.IntRange(0, 40).Draw(t, "length"))
		scrap := rapid.SampledFrom(scraps).Draw(t, "scrap")
		switch rapid.IntRange(0, 3).Draw(t, "damage") {
		case 0:
			damaged[file] = text[:from] + scrap + text[to:]
		case 1:
			damaged[file] = text[:from] + text[from:to] + text[from:]
		case 2:
			damaged[file] = damagedCell(t, text, scrap)
		case 3:
			damaged[file] = damagedLine(t, text)
		}
	}
	return damaged
}

func damagedCell(t *rapid.T, text, scrap string) string {
	cells := strings.Split(text, ",")
	i, j := rapid.IntRange(0, len(cells)-1).Draw(t, "cell"), rapid.IntRange(0, len(cells)-1).Draw(t, "other cell")
	cells[i] = rapid.SampledFrom([]string{scrap, cells[j]}).Draw(t, "put")
	return strings.Join(cells, ",")
}

func damagedLine(t *rapid.T, text string) string {
	lines := strings.Split(text, "\n")
	i := rapid.IntRange(0, len(lines)-1).Draw(t, "line")
	return strings.Join(rapid.SampledFrom([][]string{
		slices.Delete(slices.Clone(lines), i, i+1),
		slices.Insert(slices.Clone(lines), i, lines[i]),
	}).Draw(t, "lines"), "\n")
}

// judge checks what holds for every Read, whatever was read.
func judge(t testing.TB, county texts, r *roster.Roster, found roster.Findings) {
	if (r == nil) != (found.Errors > 0) {
		t.Fatalf("got a roster: %v, with %d errors", r != nil, found.Errors)
	}
	for _, f := range found.List {
		if lines := strings.Count(county[f.File], "\n") + 1; f.Row < 0 || f.Row > lines {
			t.Fatalf("%s points past the %d lines", f.Place(), lines)
		}
		if f.Row == 0 && f.Column != "" || f.Severity != f.Code.Severity() {
			t.Fatalf("got %+v", f)
		}
	}
	if r != nil {
		judgeReferences(t, r)
	}
}

func judgeReferences(t testing.TB, r *roster.Roster) {
	must := func(ok bool, what string, row any) {
		if !ok {
			t.Fatalf("%s leads nowhere: %+v", what, row)
		}
	}
	tables := r.Tables()
	for _, d := range tables.Divisions {
		_, ok := r.Division(d.Parent)
		must(ok || d.Level() == roster.LevelProvince, "a parent", d)
	}
	for _, team := range tables.Teams {
		_, ok := r.Village(team.Village)
		must(ok, "a team's village", team)
	}
	for _, m := range tables.Members {
		_, ok := r.Village(m.Village)
		must(ok, "a member's village", m)
		must(m.Term.From <= m.Term.To && r.PostedOn(m.Person, m.Village, m.Term.From), "a posting", m)
		must(len(r.Appointments(m.Person)) == 0, "a member who supervises", m)
	}
	for _, h := range tables.Households {
		_, ok := r.Village(h.Village)
		must(ok, "a household's village", h)
	}
	for _, s := range tables.Supervisors {
		home, ok := r.Household(s.Household)
		must(ok && home.Village == s.Village, "a supervisor's home", s)
		must(r.AppointedOn(s.Person, s.Village, s.Term.To), "an appointment", s)
		must(s.Deputy == 0 || len(r.Appointments(s.Deputy)) > 0, "a deputy", s)
		for _, kin := range s.KinOf {
			must(len(r.Postings(kin)) > 0 && r.Kin(kin, s.Person) && r.Kin(s.Person, kin), "a kin", s)
		}
	}
}

func TestWhateverIsReadTheLawsHold(t *testing.T) {
	whole := small(t, 1)
	good, bad := 0, 0
	rapid.Check(t, func(rt *rapid.T) {
		county := mutated(rt, whole)
		r, found := roster.Read(county.files(), sample.First)
		judge(t, county, r, found)
		if r != nil {
			good++
			again := roster.New(r.Tables())
			judgeReferences(t, again)
		} else {
			bad++
		}
	})
	if good == 0 || bad == 0 {
		t.Errorf("got %d good and %d bad counties: one side was not tried", good, bad)
	}
}

// lines of the sample's members, five a village in the order of its writing.
func TestTakingOneMemberAwayWarnsOfThatOnly(t *testing.T) {
	want := [sample.MembersPerVillage]roster.Code{roster.CodeTeamLeaders, roster.CodeTeamLeaders, roster.CodeTeamCadres, roster.CodeTeamCadres, ""}
	rapid.Check(t, func(rt *rapid.T) {
		county := small(t, rapid.Uint64().Draw(rt, "seed"))
		lines := strings.SplitAfter(county[roster.MembersFile], "\n")
		i := rapid.IntRange(0, 3*sample.MembersPerVillage-1).Draw(rt, "member")
		county[roster.MembersFile] = strings.Join(slices.Delete(lines, i+1, i+2), "")
		_, found := roster.Read(county.files(), sample.First)
		code := want[i%sample.MembersPerVillage]
		if code == "" && len(found.List) == 0 {
			return
		}
		if len(found.List) != 1 || found.List[0].Code != code || found.List[0].Row != 2+i/sample.MembersPerVillage {
			t.Fatalf("without member %d: got %v, want %s at line %d", i, brief(found), code, 2+i/sample.MembersPerVillage)
		}
	})
}

// FuzzRead puts any text in the place of one file of a county that is otherwise whole.
func FuzzRead(f *testing.F) {
	for which, file := range roster.FileNames() {
		f.Add(uint8(which), whole()[file])
		f.Add(uint8(which), string(roster.Template(file, true)))
	}
	f.Add(uint8(1), "village,team_phone,supervision_phone\n5.11921E+11,\"0827\n")
	f.Add(uint8(4), "\xff\xfe")
	f.Fuzz(func(t *testing.T, which uint8, text string) {
		county := whole()
		county[roster.FileNames()[int(which)%len(county)]] = text
		r, found := roster.Read(county.files(), sample.First)
		judge(t, county, r, found)
	})
}
