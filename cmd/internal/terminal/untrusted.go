package terminal

import (
	"fmt"
	"strings"
	"unicode"
	"unicode/utf8"
)

// Untrusted is a text that came from elsewhere (a file, a phone, a roster) as a terminal may print it: on one line, and what would move the cursor, hide or
// turn around what stands beside it, or is no character at all, is spelled out. Chinese and every other script stay as they are.
func Untrusted(text string) string { return spelled(text, "") }

// text is a text of the catalogue. The values put into it may have come from anywhere; of them it keeps the line breaks, which lists have.
func (t *Terminal) text(key string, args []any) string {
	return spelled(t.Lang.Text(key, args...), "\n")
}

// spelled spells out every control character but those.
func spelled(text, but string) string {
	var b strings.Builder
	for at := 0; at < len(text); {
		r, size := utf8.DecodeRuneInString(text[at:])
		switch {
		case r == utf8.RuneError && size == 1:
			fmt.Fprintf(&b, `\x%02x`, text[at])
		case strings.ContainsRune(but, r), !unsafeRune(r):
			b.WriteString(text[at : at+size])
		case r < 0x80:
			fmt.Fprintf(&b, `\x%02x`, r)
		default:
			fmt.Fprintf(&b, `\u%04x`, r)
		}
		at += size
	}
	return b.String()
}

// unsafeRune: control characters, those that turn the direction of writing or are not seen, and separators of lines.
func unsafeRune(r rune) bool {
	return unicode.In(r, unicode.Cc, unicode.Cf, unicode.Zl, unicode.Zp)
}
