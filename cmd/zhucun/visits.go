package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"strconv"
	"strings"
	"text/tabwriter"

	"zhucun/cmd/internal/terminal"
	"zhucun/server"
	"zhucun/server/store"
	"zhucun/syncproto"
)

type visitsCommand struct {
	List visitsListCommand `cmd:"" default:"withargs" help:"county.help.visits_list"`
	Show visitsShowCommand `cmd:"" help:"county.help.visits_show"`
}

type visitsListCommand struct {
	Place  string `help:"county.help.visits_place"`
	Person uint32 `help:"county.help.visits_person"`
	From   string `help:"county.help.visits_from" placeholder:"DATE"`
	To     string `help:"county.help.visits_to" placeholder:"DATE"`
	Limit  int    `help:"county.help.visits_limit" default:"100"`
}

// Run lists visits and deeds with their grades.
func (c *visitsListCommand) Run(ctx context.Context, t *terminal.Terminal, all *commands) error {
	query := store.VisitQuery{Place: c.Place, Person: syncproto.Person(c.Person), Limit: c.Limit}
	for _, day := range []struct {
		text string
		into *syncproto.Day
	}{{c.From, &query.From}, {c.To, &query.To}} {
		if day.text == "" {
			continue
		}
		parsed, err := syncproto.ParseDay(day.text)
		if err != nil {
			return terminal.Explain(err, "errors.date.wrong", "text", day.text)
		}
		*day.into = parsed
	}
	return withOffice(ctx, t, all, func(office *server.Office) error {
		return office.View(ctx, func(tx store.Tx) error {
			visits, err := tx.VisitsBy(query)
			if err != nil {
				return err
			}
			return printVisits(t, visits)
		})
	})
}

func printVisits(t *terminal.Terminal, visits []store.Visit) error {
	table := tabwriter.NewWriter(t.Out, 0, 0, 2, ' ', 0)
	fmt.Fprintln(table, t.Lang.Text("county.visits.header"))
	for _, v := range visits {
		what := t.Lang.Text("county.visits.visit")
		if v.Meeting.Deed {
			what = t.Lang.Text("county.visits.deed")
		}
		fmt.Fprintf(table, "%s\t%s\t%s\t%d\t%s\t%s\n", v.Meeting.Day, v.Meeting.Village, what, v.Meeting.Person,
			t.Lang.Text("page.grade."+v.Grade.String()), v.ID)
	}
	return table.Flush()
}

type visitsShowCommand struct {
	ID string `arg:"" help:"county.help.visit_id"`
}

// Run prints everything that speaks for and against one visit or deed.
func (c *visitsShowCommand) Run(ctx context.Context, t *terminal.Terminal, all *commands) error {
	id, err := parseEventID(c.ID)
	if err != nil {
		return err
	}
	return withOffice(ctx, t, all, func(office *server.Office) error {
		record, err := office.Evidence(ctx, id)
		if errors.Is(err, store.ErrNotFound) {
			return terminal.Explain(err, "errors.visit.unknown", "id", c.ID)
		}
		if err != nil {
			return err
		}
		encoder := json.NewEncoder(t.Out)
		encoder.SetIndent("", "  ")
		return encoder.Encode(record)
	})
}

// parseEventID reads an id as tables print it: the log, a hyphen, the place on it.
func parseEventID(text string) (syncproto.EventID, error) {
	log, seq, _ := strings.Cut(text, "-")
	var id syncproto.EventID
	if err := fill(id.Log[:], log); err != nil {
		return id, err
	}
	n, err := strconv.ParseUint(seq, 10, 62)
	if err != nil || n == 0 {
		return id, terminal.Explain(errors.New("not an event's id"), "errors.visit.unknown", "id", text)
	}
	id.Seq = n
	return id, nil
}
