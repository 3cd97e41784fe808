package main

import (
	"fmt"

	"github.com/alecthomas/kong"

	"zhucun/cmd/internal/terminal"
)

type configCommand struct{}

// Run prints every setting with its value and where that comes from. Only what can be set for good is a setting: a flag with a name in the environment.
func (c *configCommand) Run(t *terminal.Terminal, all *commands, context *kong.Context) error {
	rows := [][]string{{t.Lang.Text("county.config.setting"), t.Lang.Text("county.config.value"), t.Lang.Text("county.config.source"),
		t.Lang.Text("county.config.environment")}}
	listed := map[string]string{}
	_ = kong.Visit(context.Model, func(node kong.Visitable, next kong.Next) error {
		flag, ok := node.(*kong.Flag)
		if ok && len(flag.Tag.Envs) > 0 {
			if _, twice := listed[flag.Name]; !twice {
				value, source := all.inForce(t, context, flag)
				listed[flag.Name] = value
				rows = append(rows, []string{"--" + flag.Name, value, source, flag.Tag.Envs[0]})
			}
		}
		return next(nil)
	})
	t.Table(rows)
	t.Say("county.config.order", "file", all.settings.file)
	if !all.settings.found {
		t.Say("county.config.no_file", "file", all.settings.file)
	}
	if key, err := all.folder().LedgerKey(); err == nil {
		t.Say("county.config.key", "key", key)
	}
	serve := serveCommand{Listen: listed["listen"], Encryption: encryption{Cert: listed["tls-cert"], Key: listed["tls-key"], Behind: listed[yesOrNo] == "true"}}
	serve.warnOpen(t)
	return nil
}

// inForce is the value that commands would take, and its source.
func (c *commands) inForce(t *terminal.Terminal, context *kong.Context, flag *kong.Flag) (value, source string) {
	value = fmt.Sprint(flag.Target.Interface())
	if value == "" {
		value = c.unsaid(t, flag)
	}
	for _, path := range context.Path {
		if path.Flag == flag && !path.Resolved {
			return value, t.Lang.Text("county.config.from_flag")
		}
	}
	if _, ok := lookupEnv(flag); ok {
		return value, t.Lang.Text("county.config.from_environment")
	}
	if inFile, ok := c.settings.values[flag.Name]; ok {
		return fmt.Sprint(inFile), settingsFile
	}
	return value, t.Lang.Text("county.config.from_default")
}

// unsaid is what holds for a setting that nobody gave and that has no fixed default.
func (c *commands) unsaid(t *terminal.Terminal, flag *kong.Flag) string {
	switch flag.Name {
	case "witness":
		return c.folder().WitnessFolder()
	case "lang":
		return string(t.Lang)
	}
	return ""
}
