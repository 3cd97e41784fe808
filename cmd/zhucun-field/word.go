package main

import (
	"errors"
	"slices"
	"strconv"
	"strings"

	"zhucun/cmd/internal/terminal"
	"zhucun/syncproto/words"
)

// vocabulary is the words for one of the protocol's small numbers. A person gives the word in Chinese or English, the short word of the help
// texts, or the number.
type vocabulary struct {
	topic string // its texts are field.topic.word
	first int    // number of the first word
	words []string
}

var (
	wheres     = vocabulary{"where", 0, []string{"household", "office", "elsewhere"}}
	places     = vocabulary{"place", 1, []string{"inside", "outside", "unknown"}}
	activities = vocabulary{"activity", 0, []string{"unsaid", "household", "survey", "courtyard", "onsite", "guidance", "training", "committee",
		"paperwork", "works", "other"}}
	categories    = vocabulary{"category", 0, []string{"other", "road", "water", "medical", "schooling", "communication", "television", "income", "works"}}
	origins       = vocabulary{"origin", 1, []string{"villager", "survey", "above"}}
	verdicts      = vocabulary{"verdict", 1, []string{"yes", "no"}}
	stays         = vocabulary{"stay", 0, []string{"passed", "part", "day", "night"}}
	satisfactions = vocabulary{"satisfaction", 1, []string{"yes", "partly", "no"}}
	custodies     = vocabulary{"custody", 1, []string{"own", "hardware", "shared", "cadre"}}
	meanses       = vocabulary{"means", 0, []string{"none", "card", "pin"}}
	kinds         = vocabulary{"kind", 1, []string{"signin", "signout", "confirmation", "deed", "photo", "note", "correction", "person_added", "person_key",
		"secret_changed", "attempts_failed", "key_rotated"}}
)

var errNoSuchWord = errors.New("not one of the words")

// number of a word; the error lists the words in the person's language.
func (v vocabulary) number(t *terminal.Terminal, text string) (int, error) {
	typed := strings.ToLower(strings.TrimSpace(text))
	for i, word := range v.words {
		number := v.first + i
		known := []string{word, strconv.Itoa(number), strings.ToLower(v.text(words.Chinese, number)), strings.ToLower(v.text(words.English, number))}
		if slices.Contains(known, typed) {
			return number, nil
		}
	}
	return 0, terminal.Misuse(errNoSuchWord, "errors.word.unknown", "text", text, "words", v.list(t.Lang))
}

// text of a number in a language; a number of a newer protocol is shown as it is.
func (v vocabulary) text(lang words.Lang, number int) string {
	if number < v.first || number >= v.first+len(v.words) {
		return strconv.Itoa(number)
	}
	return lang.Text("field." + v.topic + "." + v.words[number-v.first])
}

// list of the words, each with what it means.
func (v vocabulary) list(lang words.Lang) string {
	var all []string
	for i, word := range v.words {
		all = append(all, word+" ("+v.text(lang, v.first+i)+")")
	}
	return strings.Join(all, ", ")
}
