package roster_test

import (
	"maps"
	"os"
	"slices"
	"strings"
	"testing"

	"zhucun/server/roster"
	"zhucun/syncproto"
)

func TestWholeCountyHasNoFindings(t *testing.T) {
	if _, found := roster.Read(whole().files(), day(t, today)); len(found.List) != 0 {
		t.Fatalf("got %v", brief(found))
	}
}

func TestRealDivisionsAreRead(t *testing.T) {
	for _, test := range []struct {
		file                string
		townships, villages int
	}{{"tongjiang-2019-10-31.csv", 49, 568}, {"tongjiang-2020-06-30.csv", 33, 367}} {
		t.Run(test.file, func(t *testing.T) {
			text, err := os.ReadFile("../../testdata/divisions/" + test.file)
			if err != nil {
				t.Fatal(err)
			}
			county := whole()
			county[roster.DivisionsFile] = string(text)
			for _, file := range roster.FileNames()[1:] {
				county[file] = strings.Join(roster.Header(file, true), ",") + "\n"
			}
			r, found := roster.Read(county.files(), day(t, today))
			if len(found.List) != 0 {
				t.Fatalf("got %v", brief(found))
			}
			count := map[roster.Level]int{}
			for _, d := range r.Tables().Divisions {
				count[d.Level()]++
			}
			if count[roster.LevelTownship] != test.townships || count[roster.LevelVillage] != test.villages {
				t.Errorf("got %d townships and %d villages, want %d and %d", count[roster.LevelTownship], count[roster.LevelVillage], test.townships, test.villages)
			}
			if got := r.County(); got.Code != "511921" || got.Name != "通江县" {
				t.Errorf("got county %v", got)
			}
		})
	}
}

func TestTemplatesAreImportedTogether(t *testing.T) {
	want := []string{
		"teams.csv:2 village roster.warn.team_leaders",
		"teams.csv:2 village roster.warn.team_cadres",
		"supervisors.csv:2 deputy roster.warn.no_deputy",
	}
	translate := strings.NewReplacer("村代码", "village", "替补编号", "deputy")
	for name, chinese := range map[string]bool{"zh": true, "en": false} {
		t.Run(name, func(t *testing.T) {
			templates := folder(t, name)
			for file, text := range templates {
				if got := string(roster.Template(file, chinese)); got != text {
					t.Errorf("%s: got %q, the file in testdata has %q", file, got, text)
				}
			}
			r, found := roster.Read(templates.files(), day(t, today))
			var got []string
			for _, line := range brief(found) {
				got = append(got, translate.Replace(line))
			}
			if !slices.Equal(got, want) {
				t.Fatalf("got %q, want %q", got, want)
			}
			if m := r.Tables().Members[0]; m.Role != roster.Leader || m.Side != roster.Township || m.Term.To != roster.NoEnd {
				t.Errorf("got %+v", m)
			}
		})
	}
	mixed := folder(t, "en")
	mixed[roster.MembersFile] = folder(t, "zh")[roster.MembersFile]
	if _, found := roster.Read(mixed.files(), day(t, today)); found.Errors != 0 {
		t.Errorf("one Chinese file among English ones: got %v", brief(found))
	}
}

func TestExampleIsReadAsAnOfficeSendsIt(t *testing.T) {
	r, found := roster.Read(folder(t, "example").files(), day(t, today))
	want := []string{
		"supervisors.csv:4 kin_of roster.warn.kin_not_in_team",
		"supervisors.csv:4 kin_of roster.warn.kin_not_in_team",
		"supervisors.csv:6 kin_declared roster.warn.kin_undeclared",
	}
	if got := brief(found); !slices.Equal(got, want) {
		t.Fatalf("got %q, want %q", got, want)
	}
	for person, name := range map[syncproto.Person]string{3: "曾明🌾", 5: "阿卜杜热合曼·吾守尔", 10004: "王老三"} {
		if got, ok := r.Name(person); !ok || got != name {
			t.Errorf("person %d: got %q, want %q", person, got, name)
		}
	}
	if h, _ := r.Household(3); h.Head != `王 "老三"` {
		t.Errorf("got head %q", h.Head)
	}
	if got := r.Postings(4); len(got) != 2 || got[0].Term.To != day(t, "2021-06-30") || got[1].Village != caomiaozi {
		t.Errorf("got postings %+v", got)
	}
}

func TestWaysToWriteTheSame(t *testing.T) {
	base := whole()
	plain, _ := roster.Read(base.files(), day(t, today))
	for name, change := range map[string]func(string) string{
		"byte order mark":        func(s string) string { return "\ufeff" + s },
		"CRLF":                   func(s string) string { return strings.ReplaceAll(s, "\n", "\r\n") },
		"no line end at the end": func(s string) string { return strings.TrimSuffix(s, "\n") },
		"blank lines":            func(s string) string { return "\n" + strings.ReplaceAll(s, "\n", "\n\n") },
		"rows of commas":         func(s string) string { return s + ",,\n,\n" },
		"commas behind":          func(s string) string { return strings.ReplaceAll(s, "\n", ",,\n") },
		"spaces around cells":    func(s string) string { return strings.ReplaceAll(s, ",", " ,\u3000\u00a0") },
		"dates of a spreadsheet": func(s string) string { return strings.ReplaceAll(s, "2020-07-01", "2020/7/1") },
		"capitals":               func(s string) string { return strings.ReplaceAll(strings.ReplaceAll(s, "yes", "YES"), "name", "Name") },
		"Chinese words for choices": func(s string) string {
			return strings.NewReplacer("yes", "是", ",no", ",否", "leader", "组长", "poor", "贫困户").Replace(s)
		},
		"leading zeros of a number":  func(s string) string { return strings.ReplaceAll(s, "\n1,", "\n0001,") },
		"optional cells not written": func(s string) string { return strings.ReplaceAll(s, ",,\n", "\n") },
	} {
		t.Run(name, func(t *testing.T) {
			changed := texts{}
			for file, text := range base {
				changed[file] = change(text)
			}
			if maps.Equal(changed, base) {
				t.Fatal("nothing was changed")
			}
			r, found := roster.Read(changed.files(), day(t, today))
			if found.Errors != 0 || found.Warnings != 0 {
				t.Fatalf("got %v", brief(found))
			}
			if !slices.Equal(r.Tables().Members, plain.Tables().Members) || !slices.Equal(r.Tables().Divisions, plain.Tables().Divisions) {
				t.Errorf("got %+v", r.Tables())
			}
		})
	}
}
