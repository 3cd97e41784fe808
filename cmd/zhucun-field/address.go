package main

import (
	"context"

	"zhucun/clientsdk"
	"zhucun/cmd/internal/terminal"
)

type addressCommand struct {
	URL string `arg:"" help:"field.help.address_url"`
}

// Run says where the county's server is found from now on. Whoever answers there must hold the county's keys, as before.
func (c *addressCommand) Run(ctx context.Context, t *terminal.Terminal, all *commands) error {
	return all.withPhone(ctx, func(phone *clientsdk.Phone) error {
		if err := phone.SetAddress(ctx, c.URL); err != nil {
			return err
		}
		t.Say("field.address.set", "address", c.URL)
		return nil
	})
}
