package main

import (
	"context"
	"errors"
	"strings"
	"time"

	"zhucun/cmd/internal/terminal"
	"zhucun/server"
	"zhucun/server/auth"
)

type loginCommand struct {
	Role    string `help:"county.help.login_role" required:""`
	Place   string `help:"county.help.login_place" required:""`
	Address string `help:"county.help.address" default:"http://127.0.0.1:8080" env:"ZHUCUN_ADDRESS"`
	For     string `help:"county.help.login_for" default:"office"`
}

// Help is the key of what the command's help says besides: the roles, and what each may see.
func (c *loginCommand) Help() string { return "county.help.login_roles" }

// Run prints a one-time address to log in with.
func (c *loginCommand) Run(ctx context.Context, t *terminal.Terminal, all *commands) error {
	scope, err := c.scope(t)
	if err != nil {
		return err
	}
	if err := checkAddress(c.Address); err != nil {
		return err
	}
	return withOffice(ctx, t, all, func(office *server.Office) error {
		ticket, code, err := office.Login(ctx, scope, c.For)
		switch {
		case errors.Is(err, server.ErrNoSuchPlace):
			return terminal.Misuse(err, "errors.place.unknown", "place", c.Place)
		case errors.Is(err, auth.ErrIssuedBy):
			return terminal.Misuse(err, "errors.login.for")
		case err != nil:
			return err
		}
		t.Say("county.login.address", "address", auth.Address(strings.TrimSuffix(c.Address, "/")+"/enter", code), "minutes", int(time.Until(ticket.Expires).Minutes()+0.5))
		t.Say("county.login.session", "id", ticket.ID)
		return nil
	})
}

func (c *loginCommand) scope(t *terminal.Terminal) (auth.Scope, error) {
	if _, err := auth.ParseRole(c.Role); err != nil {
		return auth.Scope{}, terminal.Misuse(err, "errors.login.role", "role", c.Role, "roles", t.Lang.Text("county.help.login_roles"))
	}
	if _, err := auth.ParsePlace(c.Place); err != nil {
		return auth.Scope{}, terminal.Misuse(err, "errors.place.digits", "place", c.Place)
	}
	scope, err := auth.NewScope(c.Role, c.Place)
	if err != nil {
		return auth.Scope{}, terminal.Misuse(err, "errors.login.too_wide", "role", c.Role, "place", c.Place, "roles", t.Lang.Text("county.help.login_roles"))
	}
	return scope, nil
}
