package main

import (
	"fmt"
	"os"
	"path/filepath"

	"github.com/alecthomas/kong"

	"zhucun/cmd/internal/terminal"
)

type configCommand struct{}

// Run prints every setting, where it can be given, and the value in force.
func (c *configCommand) Run(t *terminal.Terminal, all *commands, context *kong.Context) error {
	file := filepath.Join(all.Data, settingsFile)
	t.Say("county.config.order", "file", file)
	if _, err := os.Stat(file); err != nil {
		t.Say("county.config.no_file", "file", file)
	}
	for _, leaf := range append([]*kong.Node{context.Model.Node}, context.Model.Leaves(true)...) {
		for _, flag := range leaf.Flags {
			if flag.Name == "help" || len(flag.Tag.Envs) == 0 {
				continue
			}
			fmt.Fprintf(t.Out, "%-12s --%-12s $%-24s %v\n", leaf.Name, flag.Name, flag.Tag.Envs[0], flag.Target.Interface())
		}
	}
	return nil
}
