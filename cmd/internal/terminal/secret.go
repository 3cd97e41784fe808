package terminal

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"strings"

	"golang.org/x/term"
)

// ErrNoSecret: standard input ended before a secret was given.
var ErrNoSecret = errors.New("nothing was entered")

// Ask asks for a secret without showing it. Where standard input is no terminal a line of it is read, so that scripts can pipe one in. An interrupt ends the
// question with context.Canceled, and the terminal shows again what is typed.
func (t *Terminal) Ask(key string, args ...any) (string, error) {
	fmt.Fprint(t.Err, t.text(key, args), " ")
	defer fmt.Fprintln(t.Err)
	if !term.IsTerminal(int(t.In.Fd())) {
		return t.awaited(func() (string, error) { return readLine(t.In) })
	}
	shown, err := term.GetState(int(t.In.Fd()))
	if err != nil {
		return "", fmt.Errorf("read the terminal's state: %w", err)
	}
	typed, err := t.awaited(func() (string, error) {
		typed, err := term.ReadPassword(int(t.In.Fd()))
		return strings.TrimSpace(string(typed)), err
	})
	if errors.Is(err, context.Canceled) { // the question is left unanswered; whoever read on would have put the state back
		err = errors.Join(err, term.Restore(int(t.In.Fd()), shown))
	}
	return typed, err
}

// awaited waits for an answer or an interrupt: a read cannot be ended, and what still waits ends with the process.
func (t *Terminal) awaited(read func() (string, error)) (string, error) {
	select {
	case <-t.stop:
		return "", context.Canceled
	default:
	}
	type answer struct {
		text string
		err  error
	}
	given := make(chan answer, 1)
	go func() {
		text, err := read()
		given <- answer{text, err}
	}()
	select {
	case a := <-given:
		return a.text, a.err
	case <-t.stop:
		return "", context.Canceled
	}
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
