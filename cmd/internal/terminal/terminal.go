// Package terminal is what zhucun's command lines have in common: language, flags and settings, secrets asked without echo, QR codes, errors with a
// hint and a documented exit code.
//
// It decides nothing about the county or the phone. A main makes a [Terminal] from the process, hands its commands to [Terminal.Run], and exits with the
// result. A command says what went wrong with [Explain], and with [Misuse] where the words on the command line cannot be meant.
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

	ExitInterrupted = 130 // it was stopped before it was done (128 + SIGINT, as shells say it)
)

// Terminal is one run of a command line.
type Terminal struct {
	Lang words.Lang
	In   *os.File
	Out  io.Writer
	Err  io.Writer
	name string
	said string          // the language that was asked for by --lang
	stop <-chan struct{} // closed at an interrupt; nil outside Run
}

// ErrRefused is returned by a command whose answer is no; everything was printed already.
var ErrRefused = errors.New("refused")

var errLanguage = errors.New("no such language")

// New makes the terminal of a process. The language is --lang where the arguments have it, else ZHUCUN_LANG, else what LANGUAGE, LC_ALL, LC_MESSAGES or LANG say.
func New(name string, args []string) *Terminal {
	said := saidLanguage(args)
	return &Terminal{Lang: language(said, os.Getenv), In: os.Stdin, Out: os.Stdout, Err: os.Stderr, name: name, said: said}
}

// Say prints a text of the catalogue on a line.
func (t *Terminal) Say(key string, args ...any) {
	fmt.Fprintln(t.Out, t.text(key, args))
}

// Warn prints a text of the catalogue on the error stream.
func (t *Terminal) Warn(key string, args ...any) {
	fmt.Fprintln(t.Err, t.text(key, args))
}

// Run parses the arguments into commands, a struct as kong reads it, and runs the one that was named, with the context and the terminal bound. The
// context ends at an interrupt; a second one ends the process, whatever it is at. settings are asked where command line and environment are silent; a flag has
// a name in the environment only where its own tag gives it one.
func (t *Terminal) Run(args []string, commands any, settings ...kong.Resolver) int {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	defer context.AfterFunc(ctx, stop)()
	t.stop = ctx.Done()
	parser, err := kong.New(commands, kong.Name(t.name), kong.Resolvers(settings...), kong.Writers(t.Out, t.Err),
		kong.BindTo(ctx, (*context.Context)(nil)), kong.Bind(t), kong.Help(t.printHelp))
	if err != nil {
		return t.fail(err)
	}
	t.translate(parser.Model)
	if t.Lang == words.English && t.said != "" && !strings.HasPrefix(t.said, string(words.English)) {
		return t.misused(Misuse(errLanguage, "errors.word.unknown", "text", t.said, "words", "zh, en"))
	}
	parsed, err := parser.Parse(args)
	if err != nil {
		return t.misused(err)
	}
	if err := parsed.Run(); err != nil {
		return t.fail(err)
	}
	return ExitOK
}
