package console

import (
	"html/template"
	"io"
	"strings"

	"zhucun/server/evidence"
	"zhucun/syncproto/words"
)

// Picture is where a page finds a photo: Source the small one that it shows, Link the large one; both relative to the page, or data within it.
type Picture struct {
	Source, Link template.URL
}

// EvidencePage is what the evidence page is made of.
type EvidencePage struct {
	Named
	Lang     words.Lang
	Other    template.URL                         // the same page in the other language
	Pictures func(evidence.Photo) (Picture, bool) // false: the photo has not come, or may not be seen
	Offset   int                                  // the county's civil time, minutes from UTC
	Dossier  template.URL                         // where the dossier is; "" in the dossier itself
	Home     template.URL                         // where the list is; "" in the dossier, which has no server beside it
}

// Evidence writes the page of one record.
func Evidence(w io.Writer, p EvidencePage) error {
	v := view{speech: speak(p.Lang, p.Offset), page: p}
	return write(w, "evidence", v)
}

// view puts a record into sentences. Its exported methods are what the template asks.
type view struct {
	speech
	page EvidencePage
}

// fact is one line of a table.
type fact struct{ Label, Value string }

type facts []fact

// add leaves out what is not known.
func (f *facts) add(label, value string) {
	if value != "" {
		*f = append(*f, fact{label, value})
	}
}

func (v view) Record() evidence.Record { return v.page.Record }
func (v view) Other() template.URL     { return v.page.Other }
func (v view) Home() template.URL      { return v.page.Home }
func (v view) Dossier() template.URL   { return v.page.Dossier }
func (v view) Style() template.CSS     { return template.CSS(style) }
func (v view) Policy() string          { return pagePolicy() }

// Title says what the page is about: a visit or a deed.
func (v view) Title() string { return v.T("page.evidence.title", "kind", v.word("kind", v.page.Kind)) }

// Footer says how to check the page, in the words of where it stands.
func (v view) Footer() string {
	if v.page.Home == "" {
		return v.T("page.footer.dossier")
	}
	return v.T("page.footer.county")
}

// Icon says the grade once more for who does not read.
func (v view) Icon() string {
	switch v.page.Grade {
	case "confirmed", "confirmed_by_code", "inferred":
		return "✓"
	case "disputed":
		return "!"
	case "withdrawn":
		return "↩"
	}
	return "?"
}

// Headline is the verdict in plain words.
func (v view) Headline() string {
	supervisor := ""
	if c := v.page.confirmation(); c != nil {
		supervisor = v.page.person(c.Actor)
	}
	return v.T("page.headline."+v.page.Grade+"_"+v.page.Kind, "person", v.page.person(v.page.Person), "supervisor", supervisor)
}

// Meaning is what the grade is worth.
func (v view) Meaning() string { return v.word("meaning", v.page.Grade) }

// Facts are who, where and which day, and what was done.
func (v view) Facts() []fact {
	var f facts
	village, township := v.page.village()
	f.add(v.T("page.label.person"), v.page.person(v.page.Person))
	f.add(v.T("page.label.village"), strings.TrimSpace(township+" "+village))
	f.add(v.T("page.label.day"), v.day(v.page.Day))
	if s := v.page.SignIn; s != nil {
		f.add(v.T("page.label.where"), v.T("page.where."+s.Where, "supervisor", v.page.person(s.Supervisor)))
		if s.Activity != "not_said" {
			f.add(v.T("page.label.activity"), v.word("activity", s.Activity))
		}
		f.add(v.T("page.label.claimed"), v.clock(s.Claimed))
	}
	if d := v.page.Deed; d != nil {
		v.deed(&f, *d)
	}
	f.add(v.T("page.label.left_after"), v.length(v.page.LeftAfter))
	return f
}

func (v view) deed(f *facts, d evidence.Deed) {
	f.add(v.T("page.label.deed"), isolated(d.Title))
	f.add(v.T("page.label.category"), v.word("category", d.Category))
	var homes []string
	for _, number := range d.Households {
		homes = append(homes, v.page.household(number))
	}
	f.add(v.T("page.label.households"), v.join(homes...))
	f.add(v.T("page.label.origin"), v.word("origin", d.Origin))
	f.add(v.T("page.label.cost"), v.money(d.Cost))
}
