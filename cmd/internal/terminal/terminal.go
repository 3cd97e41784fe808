// Package terminal is what zhucun's command lines have in common: language, flags and settings, secrets asked without echo, QR codes, errors with a
// hint and a documented exit code.
//
// It decides nothing about the county or the phone. A main makes a [Terminal] from the process, hands its commands to [Terminal.Run], and exits with the
// result.
//
// Laws: a secret is asked on the terminal or read from standard input, never from a flag; every text comes from the catalogue.
package terminal

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/signal"
	"strings"
	"syscall"

	"github.com/alecthomas/kong"

	"zhucun/syncproto/words"
)

// Exit codes, the same in every command.
const (
	ExitOK      = 0
	ExitFailed  = 1 // it was tried and did not work
	ExitUsage   = 2 // the command line is wrong
	ExitRefused = 3 // checked, and the answer is no: verify found damage, import found errors, something was refused
)

// Terminal is one run of a command line.
type Terminal struct {
	Lang   words.Lang
	In     *os.File
	Out    io.Writer
	Err    io.Writer
	name   string
	prefix string // of settings: ZHUCUN_
}

// ErrRefused is returned by a command whose answer is no; everything was printed already.
var ErrRefused = errors.New("refused")

// New makes the terminal of a process. The language is --lang where the arguments have it, else ZHUCUN_LANG, LC_ALL, LANG.
func New(name string, args []string) *Terminal {
	return &Terminal{Lang: language(args), In: os.Stdin, Out: os.Stdout, Err: os.Stderr, name: name, prefix: "ZHUCUN_"}
}

func language(args []string) words.Lang {
	for i, arg := range args {
		if value, ok := strings.CutPrefix(arg, "--lang="); ok {
			return words.Parse(value)
		}
		if arg == "--lang" && i+1 < len(args) {
			return words.Parse(args[i+1])
		}
	}
	for _, name := range []string{"ZHUCUN_LANG", "LC_ALL", "LANG"} {
		if value := os.Getenv(name); value != "" {
			return words.Parse(value)
		}
	}
	return words.Parse("")
}

// Say prints a text of the catalogue on a line.
func (t *Terminal) Say(key string, args ...any) {
	fmt.Fprintln(t.Out, t.Lang.Text(key, args...))
}

// Warn prints a text of the catalogue on the error stream.
func (t *Terminal) Warn(key string, args ...any) {
	fmt.Fprintln(t.Err, t.Lang.Text(key, args...))
}

// Run parses the arguments into commands, a struct as kong reads it, and runs the one that was named, with the context and the terminal bound. The
// context ends at an interrupt. settings are read where the command line is silent: the environment first, then files.
func (t *Terminal) Run(args []string, commands any, settings ...kong.Resolver) int {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	parser, err := kong.New(commands, kong.Name(t.name), kong.DefaultEnvars(strings.TrimSuffix(t.prefix, "_")),
		kong.Resolvers(settings...), kong.Writers(t.Out, t.Err), kong.BindTo(ctx, (*context.Context)(nil)), kong.Bind(t),
		kong.ConfigureHelp(kong.HelpOptions{Compact: true, NoExpandSubcommands: true}))
	if err != nil {
		return t.fail(err)
	}
	t.translate(parser.Model)
	parsed, err := parser.Parse(args)
	if err != nil {
		return t.misused(err)
	}
	if err := parsed.Run(); err != nil {
		return t.fail(err)
	}
	return ExitOK
}

func (t *Terminal) misused(err error) int {
	fmt.Fprintln(t.Err, t.Lang.Text("errors.usage.wrong", "name", t.name, "error", err))
	return ExitUsage
}

// fail prints the error once, with a hint where the catalogue has one for it.
func (t *Terminal) fail(err error) int {
	switch {
	case errors.Is(err, ErrRefused):
		return ExitRefused
	case errors.Is(err, context.Canceled):
		return ExitOK
	}
	var hinted *Hint
	if errors.As(err, &hinted) {
		fmt.Fprintln(t.Err, t.Lang.Text(hinted.key, hinted.args...))
		return ExitFailed
	}
	fmt.Fprintln(t.Err, t.Lang.Text("errors.run.failed", "error", err))
	return ExitFailed
}

// Hint is an error whose text, with what to do about it, stands in the catalogue.
type Hint struct {
	key   string
	args  []any
	cause error
}

// Explain says an error in the catalogue's words.
func Explain(cause error, key string, args ...any) error { return &Hint{key, args, cause} }

// Error is for logs; people see the catalogue's text.
func (h *Hint) Error() string { return fmt.Sprintf("%s: %v", h.key, h.cause) }

// Unwrap gives the cause.
func (h *Hint) Unwrap() error { return h.cause }
