// Command zhucun is the county's server and its operator's tool.
package main

import (
	"os"

	"zhucun/cmd/internal/terminal"
)

func main() {
	t := terminal.New("zhucun", os.Args[1:])
	var c commands
	os.Exit(t.Run(os.Args[1:], &c, settings(os.Args[1:])))
}
