package demo

import (
	"context"

	"zhucun/server/auth"
)

// Login makes a one-time address by which an auditor of the county opens the pages.
func (d *Demo) Login(ctx context.Context) (string, error) {
	scope, err := auth.NewScope("auditor", countyCode.String())
	if err != nil {
		return "", err
	}
	_, code, err := d.office.Login(ctx, scope, "demo")
	if err != nil {
		return "", err
	}
	return auth.Address(d.Address+"/enter", code), nil
}
