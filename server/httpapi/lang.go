package httpapi

import (
	"golang.org/x/text/language"

	"zhucun/syncproto/words"
)

// langOf is the language asked for: by the address, else by the browser, else Chinese.
func langOf(asked, accepted string) words.Lang {
	switch words.Lang(asked) {
	case words.Chinese, words.English:
		return words.Lang(asked)
	}
	tags, _, err := language.ParseAcceptLanguage(accepted)
	if err != nil || len(tags) == 0 {
		return words.Chinese
	}
	_, index, _ := language.NewMatcher([]language.Tag{language.Chinese, language.English}).Match(tags...)
	if index == 1 {
		return words.English
	}
	return words.Chinese
}

func otherLang(lang words.Lang) words.Lang {
	if lang == words.Chinese {
		return words.English
	}
	return words.Chinese
}
