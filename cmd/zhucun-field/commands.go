package main

import (
	"context"
	"errors"

	"github.com/alecthomas/kong"

	"zhucun/clientsdk"
)

// commands is the command line; help tags are keys of the catalogue.
type commands struct {
	Lang string `help:"field.help.lang" placeholder:"zh|en"`
	Dir  string `help:"field.help.dir" default:"zhucun-phone" env:"ZHUCUN_FIELD_DIR" type:"path"`

	Enrol   enrolCommand   `cmd:"" help:"field.help.enrol"`
	Address addressCommand `cmd:"" help:"field.help.address"`
	Person  personCommands `cmd:"" help:"field.help.person"`
	Signin  signinCommand  `cmd:"" help:"field.help.signin"`
	Signout signoutCommand `cmd:"" help:"field.help.signout"`
	Confirm confirmCommand `cmd:"" help:"field.help.confirm"`
	Deed    deedCommand    `cmd:"" help:"field.help.deed"`
	Photo   photoCommand   `cmd:"" help:"field.help.photo"`
	Note    noteCommand    `cmd:"" help:"field.help.note"`
	Correct correctCommand `cmd:"" help:"field.help.correct"`
	Show    showCommand    `cmd:"" help:"field.help.show"`
	Status  statusCommand  `cmd:"" help:"field.help.status"`
	Sync    syncCommand    `cmd:"" help:"field.help.sync"`
	Export  exportCommand  `cmd:"" help:"field.help.export"`

	attempts int // of a sync; 0: the client's own number
}

// AfterApply hands the common flags to the commands.
func (c *commands) AfterApply(context *kong.Context) error {
	context.Bind(c)
	return nil
}

// withPhone opens the folder for one command and closes it.
func (c *commands) withPhone(ctx context.Context, do func(*clientsdk.Phone) error) error {
	phone, err := clientsdk.Open(ctx, clientsdk.Config{Dir: c.Dir, Attempts: c.attempts})
	if err != nil {
		return explain(err, c.Dir)
	}
	return explain(errors.Join(do(phone), phone.Close()), c.Dir)
}
