// Command zhucun-field is the phone as a command line: it keeps what a cadre and a supervisor record in a folder, with no network, and sends it to the
// county's server when there is one.
//
// It decides nothing: package clientsdk does, and every command here is one call of it, or two, between reading what a person typed and saying
// what came of it.
//
// Its words: the folder is the phone; the chosen person is who holds it; a subject is the sign-in or deed that a supervisor confirms.
//
// Laws: a PIN, a card and a one-time code are asked for or read from a file, never a flag's value; nothing is said to be delivered without the
// county's receipt; every error a person can cause says what to do.
package main

import (
	"os"

	"zhucun/cmd/internal/terminal"
)

func main() {
	t := terminal.New("zhucun-field", os.Args[1:])
	var c commands
	os.Exit(t.Run(os.Args[1:], &c))
}
