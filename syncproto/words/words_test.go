package words

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"maps"
	"path"
	"regexp"
	"slices"
	"strings"
	"testing"
)

var (
	keyShape    = regexp.MustCompile(`^[a-z]+(\.[a-z0-9_]+){2,}$`)
	placeholder = regexp.MustCompile(`\{([^{}]*)\}`)
	nameShape   = regexp.MustCompile(`^[a-z][a-z_]*$`)
)

// placeholders returns the names that a text has places for, sorted, each once.
func placeholders(text string) []string {
	var names []string
	for _, match := range placeholder.FindAllStringSubmatch(text, -1) {
		names = append(names, match[1])
	}
	slices.Sort(names)
	return slices.Compact(names)
}

func TestParse(t *testing.T) {
	for env, want := range map[string]Lang{
		"":              Chinese,
		"zh":            Chinese,
		"zh_CN.UTF-8":   Chinese,
		"zh-Hant-TW":    Chinese,
		"ZH_cn":         Chinese,
		"en":            English,
		"en_US.UTF-8":   English,
		"C":             English,
		"C.UTF-8":       English,
		"POSIX":         English,
		"fr_FR.UTF-8":   English,
		"_":             English,
		"zhuang":        English,
		"en@quot":       English,
		"../../secrets": English,
	} {
		if got := Parse(env); got != want {
			t.Errorf("Parse(%q): got %q, want %q", env, got, want)
		}
	}
}

func TestText(t *testing.T) {
	const key = "page.evidence.title"
	zh, en := catalogue()[Chinese][key], catalogue()[English][key]
	if zh == "" || en == "" || zh == en {
		t.Fatalf("got %q in Chinese and %q in English, want two texts", zh, en)
	}
	for _, test := range []struct {
		promise string
		lang    Lang
		key     string
		want    string
	}{
		{"Chinese", Chinese, key, zh},
		{"English", English, key, en},
		{"an unknown language speaks English", Lang("xx"), key, en},
		{"no language speaks English", Lang(""), key, en},
		{"a missing key shows itself", Chinese, "page.no.such", "[page.no.such]"},
	} {
		t.Run(test.promise, func(t *testing.T) {
			if got := test.lang.Text(test.key, "day", 2); got != test.want {
				t.Errorf("got %q, want %q", got, test.want)
			}
		})
	}
}

func TestFill(t *testing.T) {
	const text = "第 {day} 天,共 {days} 天"
	for _, test := range []struct {
		promise string
		args    []any
		want    string
	}{
		{"names and values in turn", []any{"day", 2, "days", "七"}, "第 2 天,共 七 天"},
		{"the order of names does not matter", []any{"days", 7, "day", 2}, "第 2 天,共 7 天"},
		{"a value is not searched for placeholders", []any{"day", "{days}", "days", 7}, "第 {days} 天,共 7 天"},
		{"a missing value leaves its place", []any{"day", 2, "days"}, "第 2 天,共 {days} 天"},
		{"a name without a place is let go", []any{"day", 2, "days", 7, "phones", 12}, "第 2 天,共 7 天"},
		{"nothing given", nil, text},
	} {
		t.Run(test.promise, func(t *testing.T) {
			if got := fill(text, test.args); got != test.want {
				t.Errorf("got %q, want %q", got, test.want)
			}
		})
	}
}

// file is one file of the catalogue as it stands, before keys of the same name fall together.
type file struct {
	name  string
	keys  []string
	texts map[string]string
}

func (f file) area() string { return strings.TrimSuffix(path.Base(f.name), ".json") }

// readStrictly refuses anything but one flat object of strings.
func readStrictly(name string, content []byte) (file, error) {
	f := file{name: name, texts: map[string]string{}}
	dec := json.NewDecoder(bytes.NewReader(content))
	if token, err := dec.Token(); err != nil || token != json.Delim('{') {
		return f, fmt.Errorf("begins with %v, %v; want an object", token, err)
	}
	for dec.More() {
		key, err := dec.Token()
		if err != nil {
			return f, err
		}
		text, err := dec.Token()
		if err != nil {
			return f, err
		}
		if _, ok := text.(string); !ok {
			return f, fmt.Errorf("%v: got %v, want a text", key, text)
		}
		f.keys = append(f.keys, key.(string))
		f.texts[key.(string)] = text.(string)
	}
	if _, err := dec.Token(); err != nil {
		return f, err
	}
	if _, err := dec.Token(); err != io.EOF {
		return f, fmt.Errorf("goes on after its object: %v", err)
	}
	return f, nil
}

// faults says what is wrong with one file on its own.
func (f file) faults() []string {
	var faults []string
	for i, key := range f.keys {
		if i > 0 && key <= f.keys[i-1] {
			faults = append(faults, fmt.Sprintf("%s stands after %s: keys are sorted, each once", key, f.keys[i-1]))
		}
		if !keyShape.MatchString(key) || !strings.HasPrefix(key, f.area()+".") {
			faults = append(faults, fmt.Sprintf("%s: a key here is %s.topic.word, lower case", key, f.area()))
		}
		text := f.texts[key]
		if strings.TrimSpace(text) == "" {
			faults = append(faults, key+" has no text")
		}
		for _, name := range placeholders(text) {
			if !nameShape.MatchString(name) {
				faults = append(faults, fmt.Sprintf("%s: {%s} is no name", key, name))
			}
		}
		if strings.ContainsAny(placeholder.ReplaceAllString(text, ""), "{}") {
			faults = append(faults, key+" holds a brace that is no placeholder")
		}
	}
	return faults
}

// differences says where other departs from model: keys that one of them lacks, placeholders that are not the same.
func differences(model, other map[string]string) []string {
	var found []string
	for _, key := range slices.Sorted(maps.Keys(model)) {
		text, ok := other[key]
		if !ok {
			found = append(found, key+" is missing")
		} else if got, want := placeholders(text), placeholders(model[key]); !slices.Equal(got, want) {
			found = append(found, fmt.Sprintf("%s has placeholders %v, want %v", key, got, want))
		}
	}
	for _, key := range slices.Sorted(maps.Keys(other)) {
		if _, ok := model[key]; !ok {
			found = append(found, key+" stands in no other language")
		}
	}
	return found
}

func TestEveryFileIsInOrder(t *testing.T) {
	names := fileNames()
	if len(names) < 10 {
		t.Fatalf("found %d files %v, want five for each of two languages", len(names), names)
	}
	for _, name := range names {
		content, err := files.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		f, err := readStrictly(name, content)
		if err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		if len(f.keys) == 0 {
			t.Errorf("%s is empty", name)
		}
		for _, fault := range f.faults() {
			t.Errorf("%s: %s", name, fault)
		}
	}
}

func TestEveryLanguageSaysTheSame(t *testing.T) {
	for lang, texts := range catalogue() {
		for _, difference := range differences(catalogue()[Chinese], texts) {
			t.Errorf("%s: %s", lang, difference)
		}
	}
}

func TestFaultsAreFound(t *testing.T) {
	for name, content := range map[string]string{
		"unsorted":               `{"page.b.b": "x", "page.a.a": "x"}`,
		"twice":                  `{"page.a.a": "x", "page.a.a": "x"}`,
		"another area's key":     `{"demo.a.a": "x"}`,
		"two parts":              `{"page.a": "x"}`,
		"upper case":             `{"page.a.A": "x"}`,
		"empty":                  `{"page.a.a": " "}`,
		"nameless placeholder":   `{"page.a.a": "{}"}`,
		"placeholder with space": `{"page.a.a": "{two words}"}`,
		"open brace":             `{"page.a.a": "{day"}`,
	} {
		f, err := readStrictly("zh/page.json", []byte(content))
		if err != nil {
			t.Errorf("%s: %v", name, err)
		} else if faults := f.faults(); len(faults) != 1 {
			t.Errorf("%s: got faults %v, want one", name, faults)
		}
	}
	for name, content := range map[string]string{
		"nested": `{"page.a.a": {"b": "x"}}`, "number": `{"page.a.a": 1}`, "list": `[]`, "cut": `{"page.a.a": "x"`, "two": `{} {}`,
	} {
		if f, err := readStrictly("zh/page.json", []byte(content)); err == nil {
			t.Errorf("%s: got %v, want an error", name, f)
		}
	}
}

func TestDifferencesAreFound(t *testing.T) {
	model := map[string]string{"page.a.a": "{day} {days}", "page.a.b": "x"}
	for name, other := range map[string]map[string]string{
		"a missing key":       {"page.a.a": "{days} {day}"},
		"a key too many":      {"page.a.a": "{days} {day}", "page.a.b": "x", "page.a.c": "x"},
		"another placeholder": {"page.a.a": "{date} {days}", "page.a.b": "x"},
	} {
		if found := differences(model, other); len(found) != 1 {
			t.Errorf("%s: got %v, want one difference", name, found)
		}
	}
	if found := differences(model, map[string]string{"page.a.a": "{days}{day}{day}", "page.a.b": "y"}); len(found) != 0 {
		t.Errorf("the same in another order: got %v", found)
	}
}
