package console_test

import (
	"bytes"
	"regexp"
	"strings"
	"testing"

	"zhucun/server/console"
	"zhucun/server/duty"
	"zhucun/server/evidence"
	"zhucun/server/roster"
	"zhucun/server/store"
	"zhucun/syncproto"
	"zhucun/syncproto/words"
)

const (
	markup   = `<img src=x onerror=alert(1)>"'><script>alert(2)</script>{{.}}`
	reversed = "\u202e\u2066\u2069\u200fabc" // what phones and rosters refuse, should it ever come
	uyghur   = "ئالىم"
)

// hostile is a record in which everything that people write is hostile text.
func hostile(text string) console.Named {
	n := console.Named{Roster: roster.New(roster.Tables{
		Divisions:   []roster.Division{{Code: "511921100", Name: text}, {Code: "511921100200", Name: text, Parent: "511921100"}},
		Members:     []roster.Member{{Person: 1, Name: text, Village: 511921100200}},
		Households:  []roster.Household{{Number: 1, Head: text}},
		Supervisors: []roster.Supervisor{{Person: 2, Name: text}},
	})}
	n.Record = evidence.Record{ID: "1-1", Kind: "deed", Grade: "disputed", Person: 1, Village: "511921100200", Day: "2026-11-19", By: "1-2",
		Deed:          &evidence.Deed{Title: text, Category: "road", Households: []uint32{1}, Origin: "survey"},
		Confirmations: []evidence.Confirmation{{Statement: evidence.Statement{ID: "1-2", Actor: 2}, Belongs: true, Verdict: "no", Reason: text}},
		Notes:         []evidence.Note{{Statement: evidence.Statement{Actor: 1}, Text: text}},
		Corrections:   []evidence.Correction{{Statement: evidence.Statement{Actor: 1}, Withdraws: "1-1", Replacement: "1-3", Reason: text}},
		Photos:        []evidence.Photo{{}},
		Flags:         []evidence.Flag{{Word: "sole_beneficiary", Numbers: map[string]string{"household": "7"}}},
	}
	return n
}

// tags of a page, in their order: text of people may add none.
func tags(page string) string {
	return strings.Join(regexp.MustCompile(`<[a-z/!][a-z0-9]*`).FindAllString(page, -1), " ")
}

func TestTextOfPeopleIsNeverMarkup(t *testing.T) {
	for _, lang := range []words.Lang{words.Chinese, words.English} {
		page, plain := render(t, hostile(markup), lang), render(t, hostile("plain"), lang)
		if tags(page) != tags(plain) || strings.Contains(page, "<script") {
			t.Errorf("%s: text became markup: %s", lang, page)
		}
		if n := strings.Count(page, "&lt;script&gt;alert(2)"); n < 10 {
			t.Errorf("%s: the text stands there %d times: what else was looked at?", lang, n)
		}
		if list, plain := hostileList(t, markup, lang), hostileList(t, "plain", lang); tags(list) != tags(plain) {
			t.Errorf("%s: text became markup in the list: %s", lang, list)
		}
	}
}

func hostileFilter(text string, lang words.Lang) console.Filter {
	return console.Filter{Lang: lang, Roster: hostile(text).Roster, Place: "51", Asked: console.Choice{Month: text, Grade: text, Village: text}, Months: []string{"2026-11"}}
}

func hostileList(t *testing.T, text string, lang words.Lang) string {
	t.Helper()
	var b bytes.Buffer
	err := console.List(&b, console.ListPage{Filter: hostileFilter(text, lang),
		Visits: []store.Visit{{Meeting: store.Meeting{Person: 1, Village: 511921100200, Day: syncproto.Day(20_000)}}}})
	if err != nil {
		t.Fatal(err)
	}
	figures := []duty.Figure{{Person: 1, Village: 511921100200, Role: roster.Cadre}}
	if err := console.Days(&b, console.DaysPage{Filter: hostileFilter(text, lang), Rule: duty.StandardRule(), Chosen: true, Figures: figures}); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

// A name can turn neither the sentence that it stands in nor what follows.
func TestTextOfPeopleTurnsNothingRound(t *testing.T) {
	controls := regexp.MustCompile("[\u202a-\u202e\u2066\u2067\u200e\u200f\u061c]")
	pages := render(t, hostile(reversed), words.Chinese) + hostileList(t, reversed, words.English)
	if found := controls.FindString(withoutStyle(pages)); found != "" || !strings.Contains(pages, "abc") {
		t.Errorf("a page holds %q", found)
	}
	pages = render(t, hostile(uyghur), words.Chinese) + hostileList(t, uyghur, words.English)
	if bare := strings.Count(pages, uyghur) - strings.Count(pages, "\u2068"+uyghur+"\u2069"); bare != 0 {
		t.Errorf("%d texts from right to left stand bare", bare)
	}
}

func TestAnOrdinaryNameStaysAsItIs(t *testing.T) {
	if page := render(t, hostile("张桂兰"), words.Chinese); strings.ContainsAny(page, "\u2068\u2069") {
		t.Error("isolates around a name that needs none")
	}
}
