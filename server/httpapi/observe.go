package httpapi

import (
	"context"
	"fmt"
	"log/slog"

	"github.com/gofiber/fiber/v2"
)

// observe gives each request a context that ends with the server, turns a panic into an answer, and logs one line: the route's pattern, never the
// path, the query, a header or an address.
func (s *Server) observe(lifetime context.Context) fiber.Handler {
	return func(c *fiber.Ctx) error {
		ctx, end := context.WithCancel(lifetime)
		c.SetUserContext(ctx)
		begin := s.Machine()
		if err := s.shielded(c); err != nil {
			if err := s.fail(c, err); err != nil {
				end()
				return err
			}
		}
		if c.Response().IsBodyStream() {
			context.AfterFunc(lifetime, end) // the body is still to be read from its source
		} else {
			end()
		}
		s.Log.LogAttrs(ctx, slog.LevelInfo, "request", slog.String("method", c.Method()), slog.String("route", c.Route().Path),
			slog.Int("status", c.Response().StatusCode()), slog.Duration("took", s.Machine().Sub(begin)))
		return nil
	}
}

func (s *Server) shielded(c *fiber.Ctx) (err error) {
	defer func() {
		if cause := recover(); cause != nil {
			err = fmt.Errorf("panic in %s %s: %v", c.Method(), c.Route().Path, cause)
		}
	}()
	return c.Next()
}
