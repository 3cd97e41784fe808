package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"time"

	"zhucun/cmd/internal/terminal"
	"zhucun/server"
	"zhucun/server/roster"
	"zhucun/server/store"
	"zhucun/syncproto"
	"zhucun/syncproto/words"
)

type visitsCommand struct {
	List visitsListCommand `cmd:"" default:"withargs" help:"county.help.visits_list"`
	Show visitsShowCommand `cmd:"" help:"county.help.visits_show"`
}

type visitsListCommand struct {
	Village string `help:"county.help.visits_village" placeholder:"CODE"`
	Person  uint32 `help:"county.help.visits_person"`
	Month   string `help:"county.help.visits_month" placeholder:"MONTH" xor:"from,to"`
	From    string `help:"county.help.visits_from" placeholder:"DATE" xor:"from"`
	To      string `help:"county.help.visits_to" placeholder:"DATE" xor:"to"`
	Grade   string `help:"county.help.visits_grade" placeholder:"GRADE"`
	Limit   int    `help:"county.help.visits_limit" default:"200"`
	JSON    bool   `name:"json" help:"county.help.visits_json"`
}

// recently is how many days are listed when no day is asked for.
const recently = 31

// civilOffset is the county's civil time, UTC+8, in minutes.
const civilOffset = 480

// Run lists visits and deeds with their grades, those of the last days when no day is asked for.
func (c *visitsListCommand) Run(ctx context.Context, t *terminal.Terminal, all *commands) error {
	query, err := c.query(syncproto.DayOf(time.Now().UnixMilli(), civilOffset))
	if err != nil {
		return err
	}
	return withOffice(ctx, t, all, func(office *server.Office) error {
		current, err := office.Roster(ctx)
		if err != nil {
			return err
		}
		if query.Place, err = c.place(current); err != nil {
			return err
		}
		return office.View(ctx, func(tx store.Tx) error {
			visits, err := tx.VisitsBy(query)
			if err != nil {
				return err
			}
			more := len(visits) > c.Limit
			visits = visits[:min(len(visits), c.Limit)]
			if c.JSON {
				return printVisitsJSON(t, visits, current)
			}
			if err := c.print(t, tx, visits, current, query); err != nil || !more {
				return err
			}
			t.Say("county.visits.more", "number", c.Limit)
			return nil
		})
	})
}

func (c *visitsListCommand) query(today syncproto.Day) (store.VisitQuery, error) {
	query := store.VisitQuery{Person: syncproto.Person(c.Person), Limit: c.Limit + 1} // one more tells whether there are more
	if c.Limit < 1 {
		return query, terminal.Misuse(errNotMeant, "errors.limit.wrong", "number", c.Limit)
	}
	var err error
	if query.Grade, err = gradeOf(c.Grade); err != nil {
		return query, err
	}
	if c.Month != "" {
		first, err := syncproto.ParseDay(c.Month + "-01")
		if err != nil {
			return query, terminal.Misuse(err, "errors.month.wrong", "text", c.Month)
		}
		_, length := first.Month()
		query.From, query.To = first, first+syncproto.Day(length-1)
		return query, nil
	}
	if query.From, err = dayOf(c.From); err != nil {
		return query, err
	}
	if query.To, err = dayOf(c.To); err != nil {
		return query, err
	}
	if c.From == "" && c.To == "" {
		query.From = today - recently + 1
	}
	return query, nil
}

var errNotMeant = errors.New("cannot be meant")

// dayOf is 0 for "".
func dayOf(text string) (syncproto.Day, error) {
	if text == "" {
		return 0, nil
	}
	day, err := syncproto.ParseDay(text)
	if err != nil {
		return 0, terminal.Misuse(err, "errors.date.wrong", "text", text)
	}
	return day, nil
}

// gradeOf takes a grade as tables print it in Chinese or English, or its stable word; 0 for "".
func gradeOf(text string) (syncproto.Grade, error) {
	if text == "" {
		return 0, nil
	}
	var known []string
	for g := syncproto.GradeWaiting; g <= syncproto.GradeWithdrawn; g++ {
		if text == g.String() || text == gradeText(words.English, g) || text == gradeText(words.Chinese, g) {
			return g, nil
		}
		known = append(known, fmt.Sprintf("%s (%s)", g, gradeText(words.Chinese, g)))
	}
	return 0, terminal.Misuse(errNotMeant, "errors.word.unknown", "text", text, "words", strings.Join(known, ", "))
}

func gradeText(lang words.Lang, g syncproto.Grade) string {
	return lang.Text("page.grade." + g.String())
}

// place takes the code of a village or wider division that the roster has, or the name of one; "" is the whole county.
func (c *visitsListCommand) place(r *roster.Roster) (string, error) {
	if c.Village == "" {
		return "", nil
	}
	if d, ok := r.Division(roster.DivisionCode(c.Village)); ok {
		return string(d.Code), nil
	}
	var named []string
	for _, d := range r.Tables().Divisions {
		if d.Name == c.Village || spoken(d.Name) == c.Village || (names{r}).village(string(d.Code)) == c.Village {
			named = append(named, string(d.Code))
		}
	}
	switch len(named) {
	case 0:
		return "", terminal.Misuse(server.ErrNoSuchPlace, "errors.place.unknown", "place", c.Village)
	case 1:
		return named[0], nil
	}
	return "", terminal.Misuse(errNotMeant, "errors.place.namesake", "place", c.Village, "codes", strings.Join(named, ", "))
}

func (c *visitsListCommand) print(t *terminal.Terminal, tx store.Tx, visits []store.Visit, r *roster.Roster, query store.VisitQuery) error {
	if c.Month == "" && c.From == "" && c.To == "" {
		t.Say("county.visits.recently", "days", recently, "from", query.From)
	}
	if len(visits) == 0 {
		t.Say("county.visits.none")
		return nil
	}
	short, err := shortener(tx)
	if err != nil {
		return err
	}
	rows := [][]string{append(visitHeader(t), t.Lang.Text("county.visits.id"))}
	for _, v := range visits {
		rows = append(rows, append(visitRow(t, r, v), short(v.ID)))
	}
	t.Table(rows)
	return nil
}

func visitHeader(t *terminal.Terminal) []string {
	return []string{t.Lang.Text("county.visits.day"), t.Lang.Text("county.visits.village"), t.Lang.Text("county.visits.what"),
		t.Lang.Text("county.visits.person"), t.Lang.Text("county.visits.grade")}
}

// visitRow is a visit or deed with names beside the numbers.
func visitRow(t *terminal.Terminal, r *roster.Roster, v store.Visit) []string {
	what := t.Lang.Text("county.visits.visit")
	if v.Meeting.Deed {
		what = t.Lang.Text("county.visits.deed")
	}
	n := names{r}
	return []string{v.Meeting.Day.String(), n.village(v.Meeting.Village.String()), what, n.person(uint32(v.Meeting.Person)), gradeText(t.Lang, v.Grade)}
}

// visitJSON is a row for other programs. Its names are stable.
type visitJSON struct {
	ID          string `json:"id"`
	Kind        string `json:"kind"` // visit, deed
	Day         string `json:"day"`
	Village     string `json:"village"`
	VillageName string `json:"village_name"`
	Person      uint32 `json:"person"`
	PersonName  string `json:"person_name"`
	Grade       string `json:"grade"`
}

func printVisitsJSON(t *terminal.Terminal, visits []store.Visit, r *roster.Roster) error {
	list := make([]visitJSON, 0, len(visits))
	for _, v := range visits {
		row := visitJSON{ID: v.ID.String(), Kind: "visit", Day: v.Meeting.Day.String(), Village: v.Meeting.Village.String(),
			Person: uint32(v.Meeting.Person), Grade: v.Grade.String()}
		if v.Meeting.Deed {
			row.Kind = "deed"
		}
		division, _ := r.Village(v.Meeting.Village)
		row.VillageName = division.Name
		row.PersonName, _ = r.Name(v.Meeting.Person)
		list = append(list, row)
	}
	return printJSON(t, list)
}

func printJSON(t *terminal.Terminal, value any) error {
	encoder := json.NewEncoder(t.Out)
	encoder.SetIndent("", "  ")
	return encoder.Encode(value)
}
