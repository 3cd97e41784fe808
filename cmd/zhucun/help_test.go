package main

import (
	"regexp"
	"strings"
	"testing"
)

var (
	aKey     = regexp.MustCompile(`\b[a-z]+(\.[a-z0-9_]+){2,}\b`)
	aCommand = regexp.MustCompile(`(?m)^  ([a-z]+)  +\S`)
)

// No help shows a key of the catalogue where its text should stand.
func TestEveryHelpIsInWords(t *testing.T) {
	overview, _ := zhucun(t, ".", "--lang", "en", "--help")
	asked := [][]string{{"--help"}}
	for _, found := range aCommand.FindAllStringSubmatch(overview, -1) {
		asked = append(asked, []string{found[1], "--help"})
	}
	if len(asked) < 14 {
		t.Fatalf("the help names %d commands: %s", len(asked)-1, overview)
	}
	for _, lang := range []string{"zh", "en"} {
		for _, args := range asked {
			said, code := zhucun(t, ".", append([]string{"--lang", lang}, args...)...)
			if key := aKey.FindString(said); key != "" || code != 0 {
				t.Errorf("zhucun --lang %s %s shows %q, %d", lang, strings.Join(args, " "), key, code)
			}
		}
	}
}
