package roster_test

import (
	"encoding/json"
	"go/ast"
	"go/parser"
	"go/token"
	"maps"
	"os"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"zhucun/server/roster"
	"zhucun/syncproto/words"
)

// codes are the constants of code.go, so that none can be forgotten.
func codes(t *testing.T) []string {
	t.Helper()
	file, err := parser.ParseFile(token.NewFileSet(), "code.go", nil, parser.SkipObjectResolution)
	if err != nil {
		t.Fatal(err)
	}
	var all []string
	ast.Inspect(file, func(node ast.Node) bool {
		if spec, ok := node.(*ast.ValueSpec); ok {
			text, err := strconv.Unquote(spec.Values[0].(*ast.BasicLit).Value)
			if err != nil {
				t.Fatal(err)
			}
			all = append(all, text)
		}
		return true
	})
	slices.Sort(all)
	if len(all) < 50 {
		t.Fatalf("found %d codes", len(all))
	}
	return all
}

func TestEveryCodeHasATextInEveryLanguage(t *testing.T) {
	for _, lang := range []words.Lang{words.Chinese, words.English} {
		content, err := os.ReadFile("../../syncproto/words/" + string(lang) + "/roster.json")
		if err != nil {
			t.Fatal(err)
		}
		var catalogue map[string]string
		if err := json.Unmarshal(content, &catalogue); err != nil {
			t.Fatal(err)
		}
		if got, want := slices.Sorted(maps.Keys(catalogue)), codes(t); !slices.Equal(got, want) {
			t.Errorf("%s: got keys %q, want %q", lang, got, want)
		}
	}
}

// everyFinding is at least one finding of every code.
func everyFinding(t *testing.T) []roster.Finding {
	t.Helper()
	read := func(county texts) []roster.Finding {
		_, found := roster.Read(county.files(), day(t, today))
		return found.List
	}
	var all []roster.Finding
	for _, m := range slices.Concat(fileMistakes(), cellMistakes(), linkMistakes(), warnings()) {
		all = append(all, read(m.made(t))...)
	}
	unread, empty, rows, two := whole(), whole(), whole(), whole()
	delete(unread, roster.MembersFile)
	empty[roster.MembersFile] = ""
	rows[roster.MembersFile] += strings.Repeat("x\n", roster.MaxRows)
	two[roster.MembersFile] += "1,何建国,,leader,township,诺江镇人民政府,511921213200,2021-07-01,,\n"
	far := two.with(t, roster.SupervisorsFile, "no,no,yes,", "no,no,yes,8")
	far[roster.MembersFile] += "8,向文武,,leader,township,澌波乡人民政府,511921213200,2020-07-01,,\n"
	for _, county := range []texts{unread, empty, rows, two, far} {
		all = append(all, read(county)...)
	}
	files := whole().files()
	files.Members = endless{}
	_, large := roster.Read(files, day(t, today))
	files = whole().files()
	files.Members = failing{}
	_, failed := roster.Read(files, day(t, today))
	return slices.Concat(all, large.List, failed.List)
}

// failing is a file on a disk that is gone.
type failing struct{}

func (failing) Read([]byte) (int, error) { return 0, os.ErrClosed }

func TestEveryFindingSaysAllItsTextAsksFor(t *testing.T) {
	unfilled := regexp.MustCompile(`\{[^{}]*\}|^\[`)
	seen := map[string]bool{}
	for _, f := range everyFinding(t) {
		seen[string(f.Code)] = true
		for _, lang := range []words.Lang{words.Chinese, words.English} {
			if text := lang.Text(string(f.Code), f.Words()...); unfilled.MatchString(text) {
				t.Errorf("%s: got %q", f.Place(), text)
			}
		}
		if warns := strings.Contains(string(f.Code), ".warn."); warns != (f.Severity == roster.Warning) {
			t.Errorf("%s is a %s", f.Code, f.Severity)
		}
	}
	if got, want := slices.Sorted(maps.Keys(seen)), codes(t); !slices.Equal(got, want) {
		t.Errorf("the mistakes show %q, want every code: %q", got, want)
	}
}

func TestNoNameIsRepeated(t *testing.T) {
	for _, f := range everyFinding(t) {
		for name, value := range f.Args {
			for _, person := range []string{"何建国", "曾明", "苟雪", "李大山", "胡永贵", "王老三"} {
				if strings.Contains(value, person) {
					t.Errorf("%s: %s repeats %s in %s", f.Place(), f.Code, person, name)
				}
			}
		}
	}
}

func TestWrongValuesAreSafeOnATerminal(t *testing.T) {
	county := whole().with(t, roster.HouseholdsFile, "lifted", "\x1b[2J\u202e"+strings.Repeat("富", 1000))
	_, found := roster.Read(county.files(), day(t, today))
	got := found.List[0].Args["value"]
	if strings.ContainsAny(got, "\x1b\u202e") || len([]rune(got)) > 41 {
		t.Errorf("got %q", got)
	}
}

func TestPlace(t *testing.T) {
	for want, f := range map[string]roster.Finding{
		"teams.csv":             {File: roster.TeamsFile},
		"teams.csv:4":           {File: roster.TeamsFile, Row: 4},
		"teams.csv:4 (village)": {File: roster.TeamsFile, Row: 4, Column: "village"},
	} {
		if got := f.Place(); got != want {
			t.Errorf("got %q, want %q", got, want)
		}
	}
}

func TestTheTablesOfTheReadmeAreTheColumns(t *testing.T) {
	readme, err := os.ReadFile("../../testdata/roster/README.md")
	if err != nil {
		t.Fatal(err)
	}
	sections := strings.Split(string(readme), "\n### ")
	if len(sections) != 1+len(roster.FileNames()) {
		t.Fatalf("got %d sections", len(sections)-1)
	}
	column := regexp.MustCompile("(?m)^\\| `([a-z_]+)` \\| ([^ ]+) \\|")
	for i, file := range roster.FileNames() {
		var english, chinese []string
		for _, match := range column.FindAllStringSubmatch(sections[i+1], -1) {
			english, chinese = append(english, match[1]), append(chinese, match[2])
		}
		if !strings.HasPrefix(sections[i+1], string(file)+"\n") || !slices.Equal(english, roster.Header(file, false)) || !slices.Equal(chinese, roster.Header(file, true)) {
			t.Errorf("%s: got %q %q, want %q %q", file, english, chinese, roster.Header(file, false), roster.Header(file, true))
		}
	}
}
