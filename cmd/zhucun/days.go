package main

import (
	"context"
	"path/filepath"
	"strconv"
	"strings"
	"time"

	"zhucun/cmd/internal/terminal"
	"zhucun/server"
	"zhucun/server/duty"
	"zhucun/server/roster"
	"zhucun/server/store"
	"zhucun/syncproto"
)

type daysCommand struct {
	Village string `help:"county.help.visits_village" placeholder:"CODE"`
	Month   string `help:"county.help.days_month" placeholder:"MONTH"`
	Person  uint32 `help:"county.help.days_person"`
	JSON    bool   `name:"json" help:"county.help.visits_json"`
}

// Run prints how many days of a month count, by village and in the roster's order; for one person also the days, each with its records and its reason.
func (c *daysCommand) Run(ctx context.Context, t *terminal.Terminal, all *commands) error {
	rule, err := duty.ReadRule(all.Data)
	if err != nil {
		return terminal.Explain(err, "errors.rule.wrong", "file", filepath.Join(all.Data, duty.RuleFile), "error", err)
	}
	asked := duty.Asked{Day: syncproto.DayOf(time.Now().UnixMilli(), civilOffset), Person: syncproto.Person(c.Person), Offset: civilOffset}
	if c.Month != "" {
		if asked.Day, err = syncproto.ParseDay(c.Month + "-01"); err != nil {
			return terminal.Misuse(err, "errors.month.wrong", "text", c.Month)
		}
	}
	return withOffice(ctx, t, all, func(office *server.Office) error {
		current, err := office.Roster(ctx)
		if err != nil {
			return err
		}
		if asked.Place, err = (&visitsListCommand{Village: c.Village}).place(current); err != nil {
			return err
		}
		return office.View(ctx, func(tx store.Tx) error {
			figures, err := rule.Sheet(tx, current, asked)
			if err != nil {
				return err
			}
			sheet := daySheet{t, names{current}, rule, asked}
			if c.JSON {
				return printJSON(t, sheet.json(figures))
			}
			return sheet.print(tx, figures)
		})
	})
}

// daySheet says a month's figures with the roster's names.
type daySheet struct {
	*terminal.Terminal
	names
	rule  duty.Rule
	asked duty.Asked
}

func (s daySheet) print(tx store.Tx, figures []duty.Figure) error {
	if len(figures) == 0 {
		s.Say("county.days.none")
		return nil
	}
	rows := [][]string{{s.Lang.Text("county.visits.village"), s.Lang.Text("county.visits.person"), s.Lang.Text("county.days.role"),
		s.Lang.Text("county.days.counted"), s.Lang.Text("county.days.norm")}}
	for _, f := range figures {
		role, norm := "none", ""
		if days, ok := s.rule.Minimum(f.Role); ok {
			norm = strconv.Itoa(days)
		}
		if f.Role != "" {
			role = string(f.Role)
		}
		rows = append(rows, []string{s.village(f.Village.String()), s.person(uint32(f.Person)), s.Lang.Text("page.role." + role),
			strconv.Itoa(f.Counted()), norm})
	}
	s.Table(rows)
	s.Say("page.days.rule", "version", s.rule.Version, "hash", s.rule.Hash()[:12])
	s.Say("page.days.no_verdict")
	if s.asked.Person == 0 {
		s.Say("county.days.open")
		return nil
	}
	return s.printDays(tx, figures)
}

// printDays opens the figures of one person.
func (s daySheet) printDays(tx store.Tx, figures []duty.Figure) error {
	short, err := shortener(tx)
	if err != nil {
		return err
	}
	rows := [][]string{{s.Lang.Text("county.visits.day"), s.Lang.Text("county.visits.village"), s.Lang.Text("county.days.counts"),
		s.Lang.Text("county.visits.id"), s.Lang.Text("county.days.why")}}
	for _, f := range figures {
		for _, p := range f.Days {
			counts, reasons := "page.days.does_not_count", []string{s.Lang.Text("page.why." + string(p.Why))}
			if p.Counted {
				counts = "page.days.counts_one"
			}
			for _, note := range p.Notes {
				reasons = append(reasons, s.Lang.Text("page.note."+note))
			}
			var ids []string
			for _, id := range p.Visits {
				ids = append(ids, short(id))
			}
			rows = append(rows, []string{p.Day.String(), s.village(f.Village.String()), s.Lang.Text(counts), strings.Join(ids, " "), strings.Join(reasons, " ")})
		}
	}
	if len(rows) > 1 {
		s.Table(rows)
	}
	return nil
}

// daysJSON is a month for other programs, by the names of GET /api/days. They are stable.
type daysJSON struct {
	Month string `json:"month"`
	Rule  struct {
		Version int    `json:"version"`
		Hash    string `json:"hash"`
	} `json:"rule"`
	Figures []figureJSON `json:"figures"`
}

type figureJSON struct {
	Village     string        `json:"village"`
	VillageName string        `json:"village_name"`
	Person      uint32        `json:"person"`
	PersonName  string        `json:"person_name"`
	Role        roster.Role   `json:"role,omitempty"`
	Norm        *int          `json:"norm,omitempty"`
	Counted     int           `json:"counted"`
	Days        []dutyDayJSON `json:"days"`
}

type dutyDayJSON struct {
	Day     string   `json:"day"`
	Counted bool     `json:"counted"`
	Why     duty.Why `json:"why"`
	Notes   []string `json:"notes"`
	Records []string `json:"records"`
}

func (s daySheet) json(figures []duty.Figure) daysJSON {
	out := daysJSON{Month: s.asked.Day.String()[:len("2026-11")], Figures: []figureJSON{}}
	out.Rule.Version, out.Rule.Hash = s.rule.Version, s.rule.Hash()
	for _, f := range figures {
		row := figureJSON{Village: f.Village.String(), Person: uint32(f.Person), Role: f.Role, Counted: f.Counted(), Days: []dutyDayJSON{}}
		division, _ := s.Village(f.Village)
		row.VillageName = division.Name
		row.PersonName, _ = s.Name(f.Person)
		if norm, ok := s.rule.Minimum(f.Role); ok {
			row.Norm = &norm
		}
		for _, p := range f.Days {
			day := dutyDayJSON{Day: p.Day.String(), Counted: p.Counted, Why: p.Why, Notes: append([]string{}, p.Notes...), Records: []string{}}
			for _, id := range p.Visits {
				day.Records = append(day.Records, id.String())
			}
			row.Days = append(row.Days, day)
		}
		out.Figures = append(out.Figures, row)
	}
	return out
}
