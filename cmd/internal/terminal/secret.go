package terminal

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"strings"

	"golang.org/x/term"
)

// ErrNoSecret: standard input ended before a secret was given.
var ErrNoSecret = errors.New("nothing was entered")

// Ask asks for a secret without showing it. Where standard input is no terminal a line of it is read, so that scripts can pipe one in.
func (t *Terminal) Ask(key string, args ...any) (string, error) {
	fmt.Fprint(t.Err, t.Lang.Text(key, args...), " ")
	if term.IsTerminal(int(t.In.Fd())) {
		typed, err := term.ReadPassword(int(t.In.Fd()))
		fmt.Fprintln(t.Err)
		return strings.TrimSpace(string(typed)), err
	}
	line, err := readLine(t.In)
	fmt.Fprintln(t.Err)
	return line, err
}

// readLine reads byte by byte, so that the next question finds the next line.
func readLine(r io.Reader) (string, error) {
	one := bufio.NewReaderSize(oneByte{r}, 16)
	line, err := one.ReadString('\n')
	line = strings.TrimSpace(line)
	if line == "" && err != nil {
		return "", ErrNoSecret
	}
	return line, nil
}

// oneByte never reads ahead.
type oneByte struct{ r io.Reader }

func (o oneByte) Read(p []byte) (int, error) { return o.r.Read(p[:1]) }
