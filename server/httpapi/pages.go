package httpapi

import (
	"html/template"
	"net/http"
	"net/url"
	"time"

	"github.com/gofiber/fiber/v2"

	"zhucun/server/auth"
	"zhucun/server/console"
	"zhucun/server/evidence"
	"zhucun/server/roster"
	"zhucun/server/store"
	"zhucun/syncproto"
	"zhucun/syncproto/words"
)

const pageType = "text/html; charset=utf-8"

func (s *Server) addPages(app *fiber.App) {
	app.Get("/", s.about)
	app.Get("/enter", s.enterPage)
	app.Post("/v1/enter", s.enter)
	app.Post("/v1/leave", s.leave)
	app.Get("/records", s.list)
	app.Get("/records/:id", s.record)
}

func (s *Server) addHealth(app *fiber.App) {
	app.Get("/healthz", func(c *fiber.Ctx) error { return c.SendStatus(http.StatusOK) })
	app.Get("/readyz", func(c *fiber.Ctx) error {
		if err := s.Ready(c.UserContext()); err != nil {
			s.Log.WarnContext(c.UserContext(), "not ready", "error", err)
			return &fault{status: http.StatusServiceUnavailable, code: "unavailable"}
		}
		return c.SendStatus(http.StatusOK)
	})
}

// page sets what every page needs.
func page(c *fiber.Ctx) words.Lang {
	c.Set(fiber.HeaderContentType, pageType)
	c.Set(fiber.HeaderContentSecurityPolicy, console.Policy())
	c.Set(fiber.HeaderXContentTypeOptions, "nosniff")
	c.Set(fiber.HeaderReferrerPolicy, "no-referrer")
	return langOf(c.Query("lang"), c.Get(fiber.HeaderAcceptLanguage))
}

func (s *Server) about(c *fiber.Ctx) error {
	if c.Cookies(s.cookieName()) != "" {
		return c.Redirect("/records")
	}
	return console.About(c, page(c), s.Dossier.County.Name)
}

func (s *Server) enterPage(c *fiber.Ctx) error {
	return console.Enter(c, page(c), s.Dossier.County.Name)
}

// perPage is how many rows a list has.
const perPage = 50

// listed is how many days back a list begins.
const listed = 31

// list shows the last month, rising by day, from its beginning or from where the page before ended.
func (s *Server) list(c *fiber.Ctx) error {
	scope := scopeOf(c.UserContext())
	if err := scope.May(auth.Visits); err != nil {
		return err
	}
	lang := page(c)
	p := console.ListPage{Lang: lang, Other: template.URL("?lang=" + string(otherLang(lang)))}
	query := store.VisitQuery{Place: string(scope.Place), From: syncproto.DayOf(s.Now().UnixMilli(), s.Offset) - listed,
		After: c.Query("after"), Limit: perPage + 1}
	err := s.Store.View(c.UserContext(), func(tx store.Tx) (err error) {
		if p.Visits, err = tx.VisitsBy(query); err != nil {
			return err
		}
		p.Roster, err = s.Rosters.Load(tx)
		return err
	})
	if err != nil {
		return err
	}
	if len(p.Visits) > perPage {
		p.Visits = p.Visits[:perPage]
		next := url.Values{"after": {p.Visits[perPage-1].Key()}, "lang": {string(lang)}}
		p.Next = template.URL("?" + next.Encode())
	}
	return console.List(c, p)
}

// record is the evidence page.
func (s *Server) record(c *fiber.Ctx) error {
	named, err := s.named(c.UserContext(), c.Params("id"))
	if err != nil {
		return err
	}
	lang := page(c)
	p := console.EvidencePage{Named: named, Lang: lang, Offset: s.Offset, Pictures: linked, Home: "/records",
		Other: template.URL("?lang=" + string(otherLang(lang)))}
	if scopeOf(c.UserContext()).MayIn(dossierRecords, named.Village) == nil {
		p.Dossier = template.URL("/api/visits/" + named.ID + "/dossier")
	}
	return console.Evidence(c, p)
}

// linked finds a photo on this server.
func linked(photo evidence.Photo) (console.Picture, bool) {
	for _, part := range photo.Parts {
		if part.Complete != 0 && part.Role != string(store.BlobManifest) {
			base := "/api/photos/" + photo.Manifest
			return console.Picture{Source: template.URL(base + "/thumbnail"), Link: template.URL(base + "/view")}, true
		}
	}
	return console.Picture{}, false
}

// villageName is for rows that name a village.
func villageName(r *roster.Roster, code string) string {
	d, _ := r.Division(roster.DivisionCode(code))
	return d.Name
}

func milliseconds(ms int64) *time.Time {
	if ms == 0 {
		return nil
	}
	at := time.UnixMilli(ms).UTC()
	return &at
}
