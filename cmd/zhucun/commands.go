package main

import (
	"crypto/rand"
	"os"
	"path/filepath"
	"strings"
	"time"

	"github.com/BurntSushi/toml"
	"github.com/alecthomas/kong"

	"zhucun/server"
)

// commands is the command line; help tags are keys of the catalogue.
type commands struct {
	Lang    string `help:"county.help.lang" placeholder:"zh|en"`
	Data    string `help:"county.help.data" default:"zhucun-data" type:"path"`
	Witness string `help:"county.help.witness" type:"path"`

	Serve   serveCommand   `cmd:"" help:"county.help.serve"`
	Create  createCommand  `cmd:"" help:"county.help.create"`
	Import  importCommand  `cmd:"" help:"county.help.import"`
	Enrol   enrolCommand   `cmd:"" help:"county.help.enrol"`
	Appoint appointCommand `cmd:"" help:"county.help.appoint"`
	Revoke  revokeCommand  `cmd:"" help:"county.help.revoke"`
	Login   loginCommand   `cmd:"" help:"county.help.login"`
	Visits  visitsCommand  `cmd:"" help:"county.help.visits"`
	Dossier dossierCommand `cmd:"" help:"county.help.dossier"`
	Verify  verifyCommand  `cmd:"" help:"county.help.verify"`
	Config  configCommand  `cmd:"" help:"county.help.config"`
	Demo    demoCommand    `cmd:"" help:"county.help.demo"`
}

func (c *commands) folder() server.Folder {
	return server.Folder{Dir: c.Data, Witness: c.Witness, Now: time.Now, Random: rand.Reader}
}

// AfterApply hands the common flags to the commands.
func (c *commands) AfterApply(context *kong.Context) error {
	context.Bind(c)
	return nil
}

const settingsFile = "zhucun.toml"

// settings reads zhucun.toml in the data folder: a flag's name is its key. Flags and the environment come first.
func settings(args []string) kong.Resolver {
	values := map[string]any{}
	_, err := toml.DecodeFile(filepath.Join(dataFolder(args), settingsFile), &values)
	return kong.ResolverFunc(func(_ *kong.Context, _ *kong.Path, flag *kong.Flag) (any, error) {
		if err != nil && !os.IsNotExist(err) {
			return nil, err
		}
		value, ok := values[flag.Name]
		if _, fromEnv := lookupEnv(flag); fromEnv || !ok {
			return nil, nil
		}
		return value, nil
	})
}

func lookupEnv(flag *kong.Flag) (string, bool) {
	for _, name := range flag.Tag.Envs {
		if value, ok := os.LookupEnv(name); ok {
			return value, true
		}
	}
	return "", false
}

// dataFolder finds --data before the command line is parsed, because the settings lie in that folder.
func dataFolder(args []string) string {
	for i, arg := range args {
		if value, ok := strings.CutPrefix(arg, "--data="); ok {
			return value
		}
		if arg == "--data" && i+1 < len(args) {
			return args[i+1]
		}
	}
	if value := os.Getenv("ZHUCUN_DATA"); value != "" {
		return value
	}
	return "zhucun-data"
}
