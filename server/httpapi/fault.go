package httpapi

import (
	"context"
	"encoding/json"
	"errors"
	"log/slog"
	"net/http"
	"strings"

	"github.com/danielgtaylor/huma/v2"
	"github.com/gofiber/fiber/v2"

	"zhucun/server/auth"
	"zhucun/server/console"
	"zhucun/server/dossier"
	"zhucun/server/store"
	"zhucun/syncproto/words"
)

// Problem is every error's body (RFC 9457) with the stable code that a person can read out over the phone.
type Problem struct {
	Type   string `json:"type" doc:"always about:blank"`
	Title  string `json:"title" doc:"the status in words"`
	Status int    `json:"status"`
	Code   string `json:"code" doc:"stable word: compare this"`
	Detail string `json:"detail" doc:"text for a person, in Chinese or English by Accept-Language"`
}

// ContentType is huma's question.
func (Problem) ContentType(string) string { return problemType }

const problemType = "application/problem+json"

// fault is an error with its answer. code is the last part of its text's key in errors.api.
type fault struct {
	status int
	code   string
	detail string // for bad_request: what is wrong, without the value
}

func (f *fault) Error() string { return f.code }

// GetStatus and ContentType are huma's questions.
func (f *fault) GetStatus() int { return f.status }

// ContentType is the problem's.
func (f *fault) ContentType(string) string { return problemType }

func badRequest(detail string) error {
	return &fault{http.StatusBadRequest, "bad_request", detail}
}

// faultOf is the one translation of errors at the edge. What lies outside a session's place is answered as what does not exist.
func faultOf(err error) *fault {
	var known *fault
	var framework *fiber.Error
	switch {
	case errors.As(err, &known):
		return known
	case errors.As(err, &framework):
		return faultOfStatus(framework.Code)
	case errors.Is(err, store.ErrNotFound), errors.Is(err, auth.ErrOutOfPlace):
		return faultOfStatus(http.StatusNotFound)
	case errors.Is(err, auth.ErrForbidden):
		return &fault{status: http.StatusForbidden, code: "forbidden"}
	case errors.Is(err, auth.ErrSessionEnded):
		return &fault{status: http.StatusUnauthorized, code: "session_ended"}
	case errors.Is(err, auth.ErrNoSession):
		return &fault{status: http.StatusUnauthorized, code: "no_session"}
	case errors.Is(err, auth.ErrTicketUnknown), errors.Is(err, auth.ErrTicketSpent), errors.Is(err, auth.ErrTicketExpired):
		return &fault{status: http.StatusForbidden, code: "code_refused"}
	case errors.Is(err, dossier.ErrUnpublished), errors.Is(err, context.Canceled):
		return &fault{status: http.StatusServiceUnavailable, code: "unavailable"}
	}
	return faultOfStatus(http.StatusInternalServerError)
}

func faultOfStatus(status int) *fault {
	switch {
	case status == http.StatusNotFound:
		return &fault{status: status, code: "not_found"}
	case status == http.StatusRequestEntityTooLarge:
		return &fault{status: status, code: "too_large"}
	case status == http.StatusMethodNotAllowed:
		return &fault{status: status, code: "not_allowed"}
	case status >= http.StatusInternalServerError:
		return &fault{status: http.StatusInternalServerError, code: "internal"}
	}
	return &fault{status: http.StatusBadRequest, code: "bad_request", detail: http.StatusText(status)}
}

// problem puts a fault into a language.
func (f *fault) problem(lang words.Lang) Problem {
	var args []any
	if f.code == "bad_request" {
		args = []any{"detail", f.detail}
	}
	return Problem{Type: "about:blank", Title: http.StatusText(f.status), Status: f.status, Code: f.code, Detail: lang.Text("errors.api."+f.code, args...)}
}

// fail answers a request that ended in an error; what is nobody's fault but the server's is logged.
func (s *Server) fail(c *fiber.Ctx, err error) error {
	f := faultOf(err)
	if f.status == http.StatusInternalServerError {
		s.failed(c.UserContext(), slog.LevelError, "request failed", err, slog.String("route", c.Route().Path))
	}
	problem := f.problem(langOf(c.Query("lang"), c.Get(fiber.HeaderAcceptLanguage)))
	if wantsPage(c) {
		return trouble(c, problem)
	}
	body, err := json.Marshal(problem)
	if err != nil {
		return err
	}
	c.Set(fiber.HeaderContentType, problemType)
	return c.Status(f.status).Send(body)
}

// trouble answers with a page for a person.
func trouble(c *fiber.Ctx, p Problem) error {
	c.Status(p.Status)
	return console.Trouble(c, console.TroublePage{Lang: page(c), Status: p.Status, Code: p.Code, Text: p.Detail, Inside: scopeOf(c.UserContext()).Role != ""})
}

// showTrouble puts a page in place of a problem with which an API operation answered a person's browser: a link to a dossier may lead there.
func showTrouble(c *fiber.Ctx) error {
	var p Problem
	if !wantsPage(c) || string(c.Response().Header.ContentType()) != problemType {
		return nil
	}
	if err := json.Unmarshal(c.Response().Body(), &p); err != nil {
		return err
	}
	c.Response().ResetBody()
	return trouble(c, p)
}

// wantsPage tells a person's browser, which may also follow a link into the API, from a program.
func wantsPage(c *fiber.Ctx) bool {
	return c.Method() == http.MethodGet && strings.Contains(c.Get(fiber.HeaderAccept), "text/html")
}

// localized turns the errors that leave huma into problems: our faults, and its own, whose values it would repeat.
func localized(ctx huma.Context, _ string, body any) (any, error) {
	lang := langOf(ctx.Query("lang"), ctx.Header("Accept-Language"))
	switch e := body.(type) {
	case *fault:
		return e.problem(lang), nil
	case *huma.ErrorModel:
		var wrong []string
		for _, detail := range e.Errors {
			wrong = append(wrong, detail.Location+": "+detail.Message)
		}
		f := faultOfStatus(e.Status)
		f.status = e.Status
		if f.code == "bad_request" && len(wrong) > 0 {
			f.detail = strings.Join(wrong, "; ")
		}
		return f.problem(lang), nil
	}
	return body, nil
}
