package httpapi

import (
	"context"
	"html/template"
	"net/url"

	"github.com/danielgtaylor/huma/v2"
	"github.com/gofiber/fiber/v2"

	"zhucun/server/auth"
	"zhucun/server/console"
	"zhucun/server/duty"
	"zhucun/server/roster"
	"zhucun/server/store"
	"zhucun/syncproto"
	"zhucun/syncproto/words"
)

func (s *Server) addDays(api huma.API) {
	get(s, api, "listDays", "/api/days", "Days in the village of a month, with the records behind each", s.listDays)
}

type daysQuery struct {
	PlaceQuery
	Month  string `query:"month" pattern:"^[0-9]{4}-[0-9]{2}$" doc:"as 2026-11; this month when left out"`
	Person uint32 `query:"person" maximum:"999999999"`
}

// DaySheet is a month of a place.
type DaySheet struct {
	Month   string      `json:"month"`
	Rule    DayRule     `json:"rule"`
	Figures []DayFigure `json:"figures" doc:"by village, in it as the roster has them; never by how many days count"`
}

// DayRule says by which rule days were counted.
type DayRule struct {
	Version int    `json:"version"`
	Hash    string `json:"hash" doc:"SHA-256 of the rule's JSON, in hex"`
}

// DayFigure is how many days count for one person in one village. It is no verdict on anybody.
type DayFigure struct {
	Village     string   `json:"village"`
	VillageName string   `json:"village_name"`
	Person      uint32   `json:"person"`
	PersonName  string   `json:"person_name"`
	Role        string   `json:"role,omitempty" doc:"of the posting there in that month; none for whoever was not posted there"`
	Norm        *int     `json:"norm,omitempty" doc:"days a month that the rule names for the role"`
	Counted     int      `json:"counted"`
	Days        []OneDay `json:"days"`
}

// OneDay is a day behind a figure.
type OneDay struct {
	Day     string   `json:"day" format:"date"`
	Counted bool     `json:"counted"`
	Why     string   `json:"why" doc:"stable word for why it counts or not; its text stands in the catalogue under page.why"`
	Notes   []string `json:"notes" doc:"stable words for what stands beside it"`
	Records []string `json:"records" doc:"ids of the sign-ins"`
}

func (s *Server) listDays(ctx context.Context, in *daysQuery) (out DaySheet, err error) {
	asked, err := s.asked(scopeOf(ctx), in.Month, in.Place)
	if err != nil {
		return DaySheet{}, err
	}
	asked.Person = syncproto.Person(in.Person)
	out = DaySheet{Month: monthText(asked.Day), Rule: DayRule{s.Rule.Version, s.Rule.Hash()}, Figures: []DayFigure{}}
	err = s.Store.View(ctx, func(tx store.Tx) error {
		current, err := s.Rosters.Load(tx)
		if err != nil {
			return err
		}
		figures, err := s.Rule.Sheet(tx, current, asked)
		for _, f := range figures {
			out.Figures = append(out.Figures, figureOf(f, s.Rule, current))
		}
		return err
	})
	return out, err
}

// asked is a month of a place that the reader may see; this month and the reader's own place when none is named.
func (s *Server) asked(scope auth.Scope, month, place string) (asked duty.Asked, err error) {
	asked = duty.Asked{Day: syncproto.DayOf(s.Now().UnixMilli(), s.Offset), Offset: s.Offset}
	if asked.Place, err = narrow(scope, auth.Visits, place); err != nil {
		return asked, err
	}
	if month != "" {
		asked.Day, _, err = monthNamed(month)
	}
	return asked, err
}

func monthText(day syncproto.Day) string { return day.String()[:len("2026-11")] }

func figureOf(f duty.Figure, rule duty.Rule, r *roster.Roster) DayFigure {
	out := DayFigure{Village: f.Village.String(), VillageName: villageName(r, f.Village.String()), Person: uint32(f.Person), Role: string(f.Role),
		Counted: f.Counted(), Days: []OneDay{}}
	out.PersonName, _ = r.Name(f.Person)
	if norm, ok := rule.Minimum(f.Role); ok {
		out.Norm = &norm
	}
	for _, p := range f.Days {
		day := OneDay{Day: p.Day.String(), Counted: p.Counted, Why: string(p.Why), Notes: append([]string{}, p.Notes...), Records: []string{}}
		for _, id := range p.Visits {
			day.Records = append(day.Records, id.String())
		}
		out.Days = append(out.Days, day)
	}
	return out
}

// days shows a month of a village or a township; who sees more than one township chooses first.
func (s *Server) days(c *fiber.Ctx) error {
	scope := scopeOf(c.UserContext())
	asked, err := s.asked(scope, c.Query("month"), c.Query("village"))
	if err != nil {
		return err
	}
	lang := page(c)
	p := console.DaysPage{Rule: s.Rule, Filter: console.Filter{Lang: lang, Place: string(scope.Place), Other: daysAddress(c, otherLang(lang)),
		Asked: console.Choice{Village: c.Query("village"), Month: monthText(asked.Day)}}}
	err = s.Store.View(c.UserContext(), func(tx store.Tx) (err error) {
		if p.Roster, err = s.Rosters.Load(tx); err != nil {
			return err
		}
		if p.Months, err = monthsOnOffer(tx, scope, asked.Day); err != nil || len(asked.Place) < int(roster.LevelTownship) {
			return err
		}
		p.Chosen = true
		p.Figures, err = s.Rule.Sheet(tx, p.Roster, asked)
		return err
	})
	if err != nil {
		return err
	}
	return console.Days(c, p)
}

func daysAddress(c *fiber.Ctx, lang words.Lang) template.URL {
	values := url.Values{"lang": {string(lang)}}
	for _, name := range []string{"village", "month"} {
		if value := c.Query(name); value != "" {
			values.Set(name, value)
		}
	}
	return template.URL("/days?" + values.Encode())
}
