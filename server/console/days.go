package console

import (
	"html/template"
	"io"
	"strings"

	"zhucun/server/duty"
	"zhucun/syncproto"
)

// DaysPage is what a month of days in the village is made of.
type DaysPage struct {
	Filter
	Rule    duty.Rule
	Chosen  bool // a village or township is chosen; without one there are no figures yet
	Figures []duty.Figure
}

// Days writes a month of a village or township: each figure opens to its days, each day to its records. It says what the norm is and judges nobody.
func Days(w io.Writer, p DaysPage) error {
	return write(w, "days", days{filter(p.Filter), p})
}

type days struct {
	filtered
	Page DaysPage
}

// AnyMonth: a sheet is of one month.
func (days) AnyMonth() bool { return false }

// Month is the sheet's.
func (d days) Month() string { return isolated(d.month(d.Filter.Asked.Month)) }

// Rule says in words which days count.
func (d days) Rule() []string {
	r := d.Page.Rule
	lines := []string{
		d.T("page.days.counts", "grades", d.words("grade", r.Grades), "arrivals", d.words("arrival", r.Arrivals)),
		d.T("page.days.length", "hours", r.MinMinutes/60, "minutes", r.MinMinutes%60, "stays", d.words("stayed", r.Stays)),
	}
	if r.OneVillage {
		lines = append(lines, d.T("page.days.one_village"))
	}
	return append(lines, d.T("page.days.rule", "version", r.Version, "hash", r.Hash()[:12]))
}

// words lists stable words of a family.
func (d days) words(family string, list []string) string {
	var texts []string
	for _, word := range list {
		texts = append(texts, d.word(family, word))
	}
	return d.join(texts...)
}

// place is a village with its figures.
type place struct {
	Name   string
	People []figure
}

type figure struct {
	Person, Role, Counted, Norm string
	Days                        []dutyDay
}

type dutyDay struct {
	Date, Word, Grade string // Grade is the style's word
	Lines             []string
	Records           []template.URL
}

// Villages are in the order given.
func (d days) Villages() []place {
	var places []place
	last := syncproto.Village(0)
	for _, f := range d.Page.Figures {
		if f.Village != last {
			last = f.Village
			village, township := placeNames(d.Filter.Roster, f.Village.String())
			places = append(places, place{Name: strings.TrimSpace(township + " " + village)})
		}
		p := &places[len(places)-1]
		p.People = append(p.People, d.figure(f))
	}
	return places
}

func (d days) figure(f duty.Figure) figure {
	out := figure{Person: Named{Roster: d.Filter.Roster}.person(uint32(f.Person)), Role: d.word("role", string(f.Role)),
		Counted: d.T("page.days.counted", "days", f.Counted())}
	if f.Role == "" {
		out.Role = d.T("page.role.none")
	}
	if norm, ok := d.Page.Rule.Minimum(f.Role); ok {
		out.Norm = d.T("page.days.norm", "days", norm)
	}
	for _, p := range f.Days {
		out.Days = append(out.Days, d.presence(p))
	}
	return out
}

func (d days) presence(p duty.Presence) dutyDay {
	out := dutyDay{Date: d.day(p.Day.String()), Word: d.T("page.days.does_not_count"), Grade: "waiting", Lines: []string{d.word("why", string(p.Why))}}
	if p.Counted {
		out.Word, out.Grade = d.T("page.days.counts_one"), "confirmed"
	}
	for _, note := range p.Notes {
		out.Lines = append(out.Lines, d.word("note", note))
	}
	for _, id := range p.Visits {
		out.Records = append(out.Records, template.URL("/records/"+id.String()+"?lang="+string(d.Lang)))
	}
	return out
}
