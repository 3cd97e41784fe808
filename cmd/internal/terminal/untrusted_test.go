package terminal

import (
	"bytes"
	"strings"
	"testing"
	"unicode"

	"pgregory.net/rapid"

	"zhucun/syncproto/words"
)

func TestUntrustedTextIsSpelledOut(t *testing.T) {
	for text, want := range map[string]string{
		"石牛嘴村 visit.json":       "石牛嘴村 visit.json",
		"\x1b[2J\x1b[1;1Hsound": `\x1b[2J\x1b[1;1Hsound`,
		"a\nVerdict: confirmed": `a\x0aVerdict: confirmed`,
		"a\rb\x00\x7f":          `a\x0db\x00\x7f`,
		"\u202egnp.exe":         `\u202egnp.exe`,
		"\u009b31m":             `\u009b31m`,
		"\xff\xfe":              `\xff\xfe`,
	} {
		if got := Untrusted(text); got != want {
			t.Errorf("%q is printed as %q, want %q", text, got, want)
		}
	}
}

// Law: whatever came from elsewhere, every way of printing it puts no control character on the terminal but the lines' ends.
func TestNothingPrintedMovesTheCursor(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		text := string(rapid.SliceOf(rapid.Byte()).Draw(rt, "text"))
		var out bytes.Buffer
		terminal := Terminal{Lang: words.English, Out: &out, Err: &out}
		terminal.Say("county.verify.part", "part", text)
		terminal.Warn("errors.visit.unknown", "id", text)
		terminal.Table([][]string{{"a"}, {text}})
		terminal.Beside([][2]string{{"a", text}, {text, "b"}})
		terminal.Paragraph(text)
		terminal.fail(Explain(errLanguage, "errors.visit.unknown", "id", text))
		for _, r := range strings.ReplaceAll(out.String(), "\n", "") {
			if unicode.IsControl(r) || unicode.Is(unicode.Cf, r) {
				rt.Fatalf("%q was printed as %q", text, out.String())
			}
		}
	})
}
