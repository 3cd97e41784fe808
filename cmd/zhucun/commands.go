package main

import (
	"crypto/rand"
	"time"

	"github.com/alecthomas/kong"

	"zhucun/server"
)

// commands is the command line; help tags are keys of the catalogue.
type commands struct {
	Lang    string `help:"county.help.lang" placeholder:"zh|en" env:"ZHUCUN_LANG"`
	Data    string `help:"county.help.data" default:"zhucun-data" type:"path" env:"ZHUCUN_DATA"`
	Witness string `help:"county.help.witness" type:"path" env:"ZHUCUN_WITNESS"`

	Serve   serveCommand   `cmd:"" help:"county.help.serve"`
	Create  createCommand  `cmd:"" help:"county.help.create"`
	Import  importCommand  `cmd:"" help:"county.help.import"`
	Enrol   enrolCommand   `cmd:"" help:"county.help.enrol"`
	Appoint appointCommand `cmd:"" help:"county.help.appoint"`
	Revoke  revokeCommand  `cmd:"" help:"county.help.revoke"`
	Login   loginCommand   `cmd:"" help:"county.help.login"`
	Visits  visitsCommand  `cmd:"" help:"county.help.visits"`
	Days    daysCommand    `cmd:"" help:"county.help.days"`
	Dossier dossierCommand `cmd:"" help:"county.help.dossier"`
	Verify  verifyCommand  `cmd:"" help:"county.help.verify"`
	Config  configCommand  `cmd:"" help:"county.help.config"`
	Demo    demoCommand    `cmd:"" help:"county.help.demo"`

	settings *settings
}

func (c *commands) folder() server.Folder {
	return server.Folder{Dir: c.Data, Witness: c.Witness, Now: time.Now, Random: rand.Reader}
}

// AfterApply hands the common flags to the commands.
func (c *commands) AfterApply(context *kong.Context) error {
	context.Bind(c)
	return nil
}
