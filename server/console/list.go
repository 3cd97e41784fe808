package console

import (
	"html/template"
	"io"

	"zhucun/server/roster"
	"zhucun/server/store"
	"zhucun/syncproto/words"
)

// ListPage is what the list of records is made of.
type ListPage struct {
	Visits []store.Visit
	Roster *roster.Roster
	Lang   words.Lang
	Other  template.URL
	Next   template.URL // the page after; "" when this is the last
}

// List writes a page of visits and deeds with their grades, each leading to its record.
func List(w io.Writer, p ListPage) error {
	return write(w, "list", list{speech: speak(p.Lang, 0), page: p})
}

type list struct {
	speech
	page ListPage
}

type row struct {
	ID, Day, Village, What, Person, Grade, Word string
}

func (l list) Other() template.URL { return l.page.Other }
func (l list) Next() template.URL  { return l.page.Next }
func (l list) Style() template.CSS { return template.CSS(style) }

// Rows are the visits and deeds in the order given.
func (l list) Rows() []row {
	var rows []row
	for _, v := range l.page.Visits {
		n := Named{Roster: l.page.Roster}
		village, township := placeNames(l.page.Roster, v.Meeting.Village.String())
		r := row{ID: v.ID.String(), Day: v.Meeting.Day.String(), Village: township + " " + village, What: l.T("page.kind.visit"),
			Person: n.person(uint32(v.Meeting.Person)), Grade: v.Grade.String(), Word: l.word("grade", v.Grade.String())}
		if v.Meeting.Deed {
			r.What = l.T("page.kind.deed")
		}
		rows = append(rows, r)
	}
	return rows
}

// plain is a page that needs no more than its language and the county's name.
type plain struct {
	speech
	County string
}

func (plain) Style() template.CSS { return template.CSS(style) }
func (plain) Script() template.JS { return template.JS(script) }

// About writes the line about the county that anybody may read.
func About(w io.Writer, lang words.Lang, county string) error {
	return write(w, "about", plain{speak(lang, 0), county})
}

// Enter writes the log-in page, whose script spends the code of the address's fragment.
func Enter(w io.Writer, lang words.Lang, county string) error {
	return write(w, "enter", plain{speak(lang, 0), county})
}

// Trouble writes a page for an error, in words for a person.
func Trouble(w io.Writer, lang words.Lang, title, text string) error {
	return write(w, "trouble", trouble{speak(lang, 0), title, text})
}

type trouble struct {
	speech
	Title, Text string
}

func (trouble) Style() template.CSS { return template.CSS(style) }
