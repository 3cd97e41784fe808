package httpapi

import (
	"html/template"
	"log/slog"
	"net/http"
	"slices"
	"time"

	"github.com/gofiber/fiber/v2"

	"zhucun/server/console"
	"zhucun/server/evidence"
	"zhucun/server/roster"
	"zhucun/server/store"
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
	app.Get("/days", s.days)
}

func (s *Server) addHealth(app *fiber.App) {
	app.Get("/healthz", func(c *fiber.Ctx) error { return c.SendStatus(http.StatusOK) })
	app.Get("/readyz", func(c *fiber.Ctx) error {
		if err := s.Ready(c.UserContext()); err != nil {
			s.failed(c.UserContext(), slog.LevelWarn, "not ready", err)
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

// record is the evidence page.
func (s *Server) record(c *fiber.Ctx) error {
	named, err := s.named(c.UserContext(), c.Params("id"))
	if err != nil {
		return err
	}
	lang := page(c)
	p := console.EvidencePage{Named: named, Lang: lang, Offset: s.Offset, Pictures: linked, Home: template.URL("/records?lang=" + string(lang)),
		Other: template.URL("?lang=" + string(otherLang(lang)))}
	if scopeOf(c.UserContext()).MayIn(dossierRecords, named.Village) == nil {
		p.Dossier = template.URL("/api/visits/" + named.ID + "/dossier")
	}
	return console.Evidence(c, p)
}

// linked finds a photo on this server: the best that has come of the small one to show and the large one to open.
func linked(photo evidence.Photo) (console.Picture, bool) {
	thumbnail := here(photo, store.BlobThumbnail, photo.Pictures.Thumbnail)
	view := here(photo, store.BlobView, photo.Pictures.View)
	base := "/api/photos/" + photo.Manifest
	picture := console.Picture{Source: template.URL(base + "/thumbnail"), Link: template.URL(base + "/view")}
	if !thumbnail {
		picture.Source = picture.Link
	}
	if !view {
		picture.Link = picture.Source
	}
	return picture, thumbnail || view
}

// here tells whether a form of a photo can be shown: the county's own, or the phone's.
func here(photo evidence.Photo, role store.BlobRole, made string) bool {
	return made != "" || slices.ContainsFunc(photo.Parts, func(p evidence.Part) bool { return p.Role == string(role) && p.Complete != 0 })
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
