// Package words is the one catalogue of what zhucun says to people, in Chinese and in English: messages and help of the
// command lines, the phone's and the county's pages, the evidence page, the hints that go with an error.
//
// It is not for what machines compare: error codes, event kinds and the names of columns are constants where they
// belong. It decides no language by itself; a composition root reads LANG or --lang once and passes a [Lang] on.
//
// A key is area.topic.word, in three parts or more, lower case: "errors.listen.port_taken". Its first part is the file
// that holds it, in a folder for each language: zh/errors.json, en/errors.json, one flat object from key to text, sorted
// by key. A text may hold placeholders by name, "{port}", which [Lang.Text] fills.
//
//	errors.json  what went wrong, and what the person can do about it
//	field.json   zhucun-field, the phone
//	county.json  zhucun, the county's server and its operator
//	page.json    the evidence page, which the dossier holds too
//	roster.json  the county's import, row by row
//	demo.json    the demo
//	sim.json     the simulator
//
// To add a language, add a folder named by its two-letter code (ISO 639-1) that holds the same files with the same keys
// and placeholders. No code changes: [Parse] knows it from then on, and the tests hold it to the others. To add a text,
// add its key in every language; the tests find a key that code names and no file holds.
package words

import (
	"embed"
	"encoding/json"
	"fmt"
	"path"
	"strings"
	"sync"
)

// Lang names a folder of the catalogue. The zero value and an unknown one speak English.
type Lang string

// The languages that are always there.
const (
	Chinese Lang = "zh"
	English Lang = "en"
)

// Parse reads what LANG or --lang says: "zh_CN.UTF-8", "zh", "en_US", "C". Nothing said means Chinese, which the people
// in the villages speak; a language that the catalogue lacks, "C" and "POSIX" mean English.
func Parse(env string) Lang {
	if env == "" {
		return Chinese
	}
	end := strings.IndexAny(env, "_-.@")
	if end < 0 {
		end = len(env)
	}
	lang := Lang(strings.ToLower(env[:end]))
	if _, known := catalogue()[lang]; known {
		return lang
	}
	return English
}

// Text returns the text of a key with its placeholders filled from args, which are names and values in turn:
//
//	lang.Text("errors.listen.port_taken", "port", 8080)
//
// It never fails: a key that the catalogue lacks comes back in brackets, a placeholder without a value stays as it is.
// Values are put in as fmt.Sprint shows them and are not searched for placeholders. It may be called concurrently.
func (l Lang) Text(key string, args ...any) string {
	texts, known := catalogue()[l]
	if !known {
		texts = catalogue()[English]
	}
	text, known := texts[key]
	if !known {
		return "[" + key + "]"
	}
	return fill(text, args)
}

func fill(text string, args []any) string {
	var pairs []string
	for i := 0; i+1 < len(args); i += 2 {
		pairs = append(pairs, fmt.Sprintf("{%v}", args[i]), fmt.Sprint(args[i+1]))
	}
	return strings.NewReplacer(pairs...).Replace(text)
}

//go:embed */*.json
var files embed.FS

// catalogue holds all texts by language and key, read on the first call and never changed.
var catalogue = sync.OnceValue(func() map[Lang]map[string]string {
	all := map[Lang]map[string]string{}
	for _, name := range fileNames() {
		lang := Lang(path.Dir(name))
		if all[lang] == nil {
			all[lang] = map[string]string{}
		}
		for key, text := range readFile(name) {
			all[lang][key] = text
		}
	}
	return all
})

// fileNames lists the embedded files, "zh/errors.json".
func fileNames() []string {
	var names []string
	languages, _ := files.ReadDir(".") // an embedded folder can always be read
	for _, language := range languages {
		areas, _ := files.ReadDir(language.Name())
		for _, area := range areas {
			names = append(names, path.Join(language.Name(), area.Name()))
		}
	}
	return names
}

// readFile returns no text for a file that is no flat JSON object: its keys then show in brackets. The tests refuse it.
func readFile(name string) map[string]string {
	content, _ := files.ReadFile(name)
	var texts map[string]string
	if json.Unmarshal(content, &texts) != nil {
		return nil
	}
	return texts
}
