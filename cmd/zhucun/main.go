// Command zhucun is the county's server and its operator's tool.
package main

import (
	"os"

	"zhucun/cmd/internal/terminal"
)

func main() {
	t := terminal.New("zhucun", os.Args[1:])
	c := commands{settings: readSettings(os.Args[1:])}
	os.Exit(t.Run(os.Args[1:], &c, c.settings))
}
