package httpapi

import (
	"html/template"
	"net/url"
	"slices"

	"github.com/gofiber/fiber/v2"

	"zhucun/server/auth"
	"zhucun/server/console"
	"zhucun/server/store"
	"zhucun/syncproto"
	"zhucun/syncproto/words"
)

// perPage is how many records a page of the list has: what a phone on a slow link loads in a second.
const perPage = 50

// list shows the records of the session's place, the newest first, as the address's filters say.
func (s *Server) list(c *fiber.Ctx) error {
	scope := scopeOf(c.UserContext())
	in := visitsQuery{Place: c.Query("village"), Month: c.Query("month"), Grade: c.Query("grade")}
	query, err := in.query(scope)
	if err != nil {
		return err
	}
	lang := page(c)
	p := console.ListPage{Filter: console.Filter{Lang: lang, Place: string(scope.Place),
		Asked: console.Choice{Village: in.Place, Month: in.Month, Grade: in.Grade}, Other: listAddress(in, otherLang(lang), c.Query("cursor"))}}
	err = s.Store.View(c.UserContext(), func(tx store.Tx) error {
		found, err := listed(tx, query, c.Query("cursor"), perPage)
		if err != nil {
			return err
		}
		p.Visits = found.visits
		p.Newer, p.Older = neighbour(in, lang, found.newer), neighbour(in, lang, found.older)
		if p.Months, err = monthsOnOffer(tx, scope); err != nil {
			return err
		}
		p.Roster, err = s.Rosters.Load(tx)
		return err
	})
	if err != nil {
		return err
	}
	return console.List(c, p)
}

// monthsOnOffer are the months, as 2026-11, with records in the reader's place, and those of days besides; the newest first.
func monthsOnOffer(tx store.Visits, scope auth.Scope, days ...syncproto.Day) (texts []string, err error) {
	months, err := monthsWith(tx, store.VisitQuery{Place: string(scope.Place)})
	for _, day := range append(months, days...) {
		texts = append(texts, monthText(day))
	}
	slices.Sort(texts)
	texts = slices.Compact(texts)
	slices.Reverse(texts)
	return texts, err
}

func neighbour(in visitsQuery, lang words.Lang, cursor string) template.URL {
	if cursor == "" {
		return ""
	}
	return listAddress(in, lang, cursor)
}

// listAddress is the list with the same filters.
func listAddress(in visitsQuery, lang words.Lang, cursor string) template.URL {
	values := url.Values{"lang": {string(lang)}}
	for name, value := range map[string]string{"village": in.Place, "month": in.Month, "grade": in.Grade, "cursor": cursor} {
		if value != "" {
			values.Set(name, value)
		}
	}
	return template.URL("/records?" + values.Encode())
}
