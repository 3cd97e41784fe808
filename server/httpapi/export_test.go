package httpapi

import (
	"context"

	"github.com/gofiber/fiber/v2"
)

// Routes lists every route that the app registers, middleware apart.
func (s *Server) Routes() []fiber.Route { return s.app(context.Background()).GetRoutes(true) }

// Public is guard's list.
func Public(path string) bool { return public(path) }

// App is what a listener serves.
func (s *Server) App() *fiber.App { return s.app(context.Background()) }

// Address is where a request is held to come from.
func (s *Server) Address(c *fiber.Ctx) string { return s.address(c) }
