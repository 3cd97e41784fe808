package httpapi

import (
	"context"
	"log/slog"

	"github.com/gofiber/fiber/v2"
)

// observe gives each request the server's lifetime as its context (an answer that is streamed is read after its handler returned), turns a panic into
// an answer, and logs one line: the route's pattern, never the path, the query, a header or an address. took_ms is milliseconds.
func (s *Server) observe(lifetime context.Context) fiber.Handler {
	return func(c *fiber.Ctx) error {
		c.SetUserContext(lifetime)
		begin := s.Machine()
		if err := s.shielded(c); err != nil {
			if err := s.fail(c, err); err != nil {
				return err
			}
		}
		s.Log.LogAttrs(lifetime, slog.LevelInfo, "request", slog.String("method", c.Method()), slog.String("route", c.Route().Path),
			slog.Int("status", c.Response().StatusCode()), slog.Int64("took_ms", s.Machine().Sub(begin).Milliseconds()))
		return nil
	}
}

func (s *Server) shielded(c *fiber.Ctx) (err error) {
	defer func() {
		if cause := recover(); cause != nil {
			err = panicHere()
		}
	}()
	if err := c.Next(); err != nil {
		return err
	}
	return showTrouble(c)
}
