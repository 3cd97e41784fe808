package console

import (
	"strings"
	"unicode"
)

// isolated makes a text that people wrote fit to stand inside a sentence of ours: its direction stays its own, so that nothing it holds can turn the words
// around it. Controls of direction are dropped, as phones and rosters may not bring any; a text in letters that run from right to left is isolated
// (UAX 9: first strong isolate, pop directional isolate). Markup is the template's to escape.
func isolated(text string) string {
	text = strings.Map(func(r rune) rune {
		if unicode.Is(unicode.Bidi_Control, r) {
			return -1
		}
		return r
	}, text)
	if strings.ContainsFunc(text, rightToLeft) {
		return "\u2068" + text + "\u2069"
	}
	return text
}

func rightToLeft(r rune) bool {
	return unicode.In(r, unicode.Arabic, unicode.Hebrew, unicode.Syriac, unicode.Thaana, unicode.Nko, unicode.Adlam, unicode.Mandaic, unicode.Samaritan)
}
