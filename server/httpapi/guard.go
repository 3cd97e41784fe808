package httpapi

import (
	"context"
	"io"
	"net/http"
	"strings"
	"time"

	"github.com/gofiber/fiber/v2"

	"zhucun/server/auth"
)

// public are the addresses that need no session. Everything else does, also what does not exist.
func public(path string) bool {
	switch path {
	case "/", "/healthz", "/readyz", "/openapi.json", "/enter", "/v1/enter", "/v1/sync":
		return true
	}
	return strings.HasPrefix(path, "/v1/blobs/")
}

// guard admits a reader by the cookie and passes the session on in the context.
func (s *Server) guard(c *fiber.Ctx) error {
	if public(c.Path()) {
		return c.Next()
	}
	session, renewed, err := s.Gate.Admit(c.UserContext(), c.Cookies(s.cookieName()))
	if err != nil {
		return err
	}
	if renewed != nil {
		s.setCookie(c, *renewed)
	}
	c.SetUserContext(context.WithValue(c.UserContext(), sessionKey{}, session))
	c.Set(fiber.HeaderCacheControl, "no-store")
	c.Set(fiber.HeaderXContentTypeOptions, "nosniff")
	c.Set(fiber.HeaderReferrerPolicy, "no-referrer")
	return c.Next()
}

type sessionKey struct{}

// scopeOf is what the request's reader may read; nothing when there is none.
func scopeOf(ctx context.Context) auth.Scope {
	session, _ := ctx.Value(sessionKey{}).(auth.Session)
	return session.Scope
}

// cookieName: a browser takes a name that begins with __Host- only over TLS, for this host alone.
func (s *Server) cookieName() string {
	if s.TLS {
		return "__Host-zhucun"
	}
	return "zhucun"
}

func (s *Server) setCookie(c *fiber.Ctx, token auth.Token) {
	s.cookie(c, token.Text.Reveal(), token.Expires)
}

func (s *Server) cookie(c *fiber.Ctx, value string, expires time.Time) {
	c.Cookie(&fiber.Cookie{Name: s.cookieName(), Value: value, Path: "/", Expires: expires, Secure: s.TLS, HTTPOnly: true,
		SameSite: fiber.CookieSameSiteStrictMode})
}

// maxCode bounds what is read of a log-in code, which has 24 letters.
const maxCode = 64

// enter spends a log-in code, which the page took from its own address's fragment.
func (s *Server) enter(c *fiber.Ctx) error {
	code, err := io.ReadAll(io.LimitReader(bodyOf(c), maxCode))
	if err != nil {
		return err
	}
	_, token, err := s.Gate.Enter(c.UserContext(), string(code))
	if err != nil {
		return err
	}
	s.setCookie(c, token)
	return c.SendStatus(http.StatusNoContent)
}

// leave ends the session for every browser that has it.
func (s *Server) leave(c *fiber.Ctx) error {
	session, _ := c.UserContext().Value(sessionKey{}).(auth.Session)
	if err := s.Gate.Revoke(c.UserContext(), session.ID); err != nil {
		return err
	}
	s.cookie(c, "", time.Unix(1, 0))
	return c.SendStatus(http.StatusNoContent)
}
