package console

import (
	"html/template"
	"io"
	"net/url"
	"strings"

	"zhucun/server/store"
	"zhucun/syncproto"
)

// ListPage is what the list of records is made of.
type ListPage struct {
	Filter
	Visits       []store.Visit // as they are to stand, those of a day together
	Newer, Older template.URL  // the pages beside it; "" where there is none
}

// List writes a page of visits and deeds with their grades, each leading to its record.
func List(w io.Writer, p ListPage) error {
	return write(w, "list", list{filter(p.Filter), p})
}

type list struct {
	filtered
	Page ListPage
}

// day is a heading with its records.
type day struct {
	Name string
	Rows []row
}

type row struct {
	Address                            template.URL
	Village, What, Person, Grade, Word string
}

// Days are the records in the order given, under a heading for each day.
func (l list) Days() []day {
	var days []day
	last := syncproto.Day(-1)
	for _, v := range l.Page.Visits {
		if v.Meeting.Day != last {
			last = v.Meeting.Day
			days = append(days, day{Name: l.day(last.String())})
		}
		d := &days[len(days)-1]
		d.Rows = append(d.Rows, l.row(v))
	}
	return days
}

func (l list) row(v store.Visit) row {
	village, township := placeNames(l.Page.Roster, v.Meeting.Village.String())
	r := row{Address: template.URL("/records/" + v.ID.String() + "?lang=" + string(l.Lang)), Village: strings.TrimSpace(township + " " + village),
		What: l.T("page.kind.visit"), Person: Named{Roster: l.Page.Roster}.person(uint32(v.Meeting.Person)), Grade: v.Grade.String(),
		Word: l.word("grade", v.Grade.String())}
	if v.Meeting.Deed {
		r.What = l.T("page.kind.deed")
	}
	return r
}

// Filtered says whether the reader asked for less than all.
func (l list) Filtered() bool { return l.Page.Asked != Choice{} }

// All is the list without filters.
func (l list) All() template.URL {
	return template.URL("/records?" + url.Values{"lang": {string(l.Lang)}}.Encode())
}

// AnyMonth: a list may go over all months.
func (list) AnyMonth() bool { return true }

// Grades are all there are, the best first.
func (l list) Grades() []option {
	var options []option
	for _, g := range []syncproto.Grade{syncproto.GradeConfirmed, syncproto.GradeConfirmedByCode, syncproto.GradeInferred, syncproto.GradeWaiting,
		syncproto.GradeDisputed, syncproto.GradeWithdrawn} {
		options = append(options, optionOf(g.String(), l.word("grade", g.String()), l.Page.Asked.Grade))
	}
	return options
}
