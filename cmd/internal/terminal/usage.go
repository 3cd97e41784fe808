package terminal

import (
	"errors"
	"fmt"
	"regexp"
	"strings"

	"github.com/alecthomas/kong"
)

// complaint is one of the parser's sentences about a command line, which it has no types for, and the key of ours.
type complaint struct {
	shape *regexp.Regexp
	key   string
	names []string // of the placeholders that the shape's groups fill
}

// complaints are tried in order. What none fits is said in the parser's own words, inside a sentence of ours; a test meets every one of them on a real
// command line, so that a parser that speaks otherwise is noticed.
var complaints = []complaint{
	{regexp.MustCompile(`^unknown flag (\S+), did you mean (?:one of )?(.+)\?$`), "errors.usage.flag_like", []string{"flag", "like"}},
	{regexp.MustCompile(`^unknown flag (\S+)$`), "errors.usage.unknown_flag", []string{"flag"}},
	{regexp.MustCompile(`^unexpected argument (\S+), did you mean (?:one of )?(.+)\?$`), "errors.usage.word_like", []string{"word", "like"}},
	{regexp.MustCompile(`^unexpected argument (.+)$`), "errors.usage.unexpected", []string{"word"}},
	{regexp.MustCompile(`^unexpected flag argument "(.*)"$`), "errors.usage.unexpected", []string{"word"}},
	{regexp.MustCompile(`^missing flags: (.+)$`), "errors.usage.missing", []string{"what"}},
	{regexp.MustCompile(`^missing positional arguments (.+)$`), "errors.usage.missing", []string{"what"}},
	{regexp.MustCompile(`^expected "(<.+>)"$`), "errors.usage.missing", []string{"what"}},
	{regexp.MustCompile(`^expected (?:one of )?("[a-z].+)$`), "errors.usage.command", []string{"commands"}},
	{regexp.MustCompile(`^(\S+): expected (?:an int|a valid \d+ bit u?int) but got "(.*?)".*$`), "errors.usage.number", []string{"what", "text"}},
	{regexp.MustCompile(`^(\S+): expected \S+ value but got .*$`), "errors.usage.no_value", []string{"flag"}},
	{regexp.MustCompile(`^(\S+) must be one of (.+) but got "(.*)"$`), "errors.usage.choice", []string{"what", "choices", "text"}},
	{regexp.MustCompile(`^(--\S+) and (--\S+) can't be used together$`), "errors.usage.together", []string{"first", "second"}},
}

// misused says what is wrong with the command line and where its use is told.
func (t *Terminal) misused(err error) int {
	var hinted *Hint
	if errors.As(err, &hinted) {
		t.Warn(hinted.key, hinted.args...)
	} else {
		fmt.Fprintln(t.Err, spelled(t.complaint(err.Error()), "\n"))
	}
	command := t.name
	var parse *kong.ParseError
	if errors.As(err, &parse) && parse.Context != nil && parse.Context.Selected() != nil {
		command = parse.Context.Selected().FullPath()
	}
	t.Warn("errors.usage.see", "command", command)
	return ExitUsage
}

func (t *Terminal) complaint(text string) string {
	for _, c := range complaints {
		found := c.shape.FindStringSubmatch(text)
		if found == nil {
			continue
		}
		var args []any
		for i, name := range c.names {
			args = append(args, name, t.plain(found[i+1]))
		}
		return t.Lang.Text(c.key, args...)
	}
	return t.Lang.Text("errors.usage.wrong", "error", text)
}

// plain takes the parser's marks off a list of words.
func (t *Terminal) plain(list string) string {
	list = strings.NewReplacer(`"`, "", "=STRING", "", "=INT", "", "=UINT", "", "=UINT-32", "", "=UINT-64", "", ", ", ", ", ",", ", ").Replace(list)
	return strings.ReplaceAll(list, " or ", t.Lang.Text("errors.usage.or"))
}
