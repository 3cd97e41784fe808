package console

import (
	"html/template"
	"io"

	"zhucun/syncproto/words"
)

// plain is a page that needs no more than its language and the county's name.
type plain struct {
	speech
	County string
}

func (plain) Style() template.CSS { return template.CSS(style) }
func (plain) Script() template.JS { return template.JS(script) }

// Other is the same page in the other language.
func (p plain) Other() template.URL { return otherLang(p.Lang) }

func otherLang(lang words.Lang) template.URL {
	if lang == words.Chinese {
		return "?lang=" + template.URL(words.English)
	}
	return "?lang=" + template.URL(words.Chinese)
}

// About writes the line about the county that anybody may read.
func About(w io.Writer, lang words.Lang, county string) error {
	return write(w, "about", plain{speak(lang, 0), county})
}

// Enter writes the log-in page, whose script spends the code of the address's fragment.
func Enter(w io.Writer, lang words.Lang, county string) error {
	return write(w, "enter", plain{speak(lang, 0), county})
}

// TroublePage is what a page for an error is made of.
type TroublePage struct {
	Lang   words.Lang
	Status int
	Code   string // stable word, also the end of the keys of its texts
	Text   string // what happened, for a person
	Inside bool   // the reader has a session: the list is a way out
}

// Trouble writes a page for an error: what happened, what one can do, and last the code to read out to the office.
func Trouble(w io.Writer, p TroublePage) error {
	return write(w, "trouble", trouble{plain{speak(p.Lang, 0), ""}, p})
}

type trouble struct {
	plain
	Page TroublePage
}

// Title is the trouble in a few words.
func (t trouble) Title() string { return t.word("trouble", t.Page.Code) }

// Remedy is what one can do about it.
func (t trouble) Remedy() string { return t.word("remedy", t.Page.Code) }
