package terminal

import (
	"strings"

	"zhucun/syncproto/words"
)

// saidLanguage finds --lang before the command line is parsed: what is wrong with it is said in that language already.
func saidLanguage(args []string) string {
	for i, arg := range args {
		if value, ok := strings.CutPrefix(arg, "--lang="); ok {
			return value
		}
		if arg == "--lang" && i+1 < len(args) {
			return args[i+1]
		}
	}
	return ""
}

// language is what was said, else ZHUCUN_LANG, else what the machine speaks: the first of LANGUAGE's list that the catalogue has, as gettext reads it, else
// LC_ALL, LC_MESSAGES, LANG (POSIX).
func language(said string, environment func(string) string) words.Lang {
	for _, value := range []string{said, environment("ZHUCUN_LANG")} {
		if value != "" {
			return words.Parse(value)
		}
	}
	locale := ""
	for _, name := range []string{"LC_ALL", "LC_MESSAGES", "LANG"} {
		if locale = environment(name); locale != "" {
			break
		}
	}
	if bare, _, _ := strings.Cut(locale, "."); bare == "C" || bare == "POSIX" { // asked for no language at all, and LANGUAGE gives way
		return words.Parse(locale)
	}
	for preferred := range strings.SplitSeq(environment("LANGUAGE"), ":") {
		if known(preferred) {
			return words.Parse(preferred)
		}
	}
	return words.Parse(locale)
}

// known tells whether the catalogue has the language; it answers an unknown one in English.
func known(locale string) bool {
	return locale != "" && (words.Parse(locale) != words.English || strings.HasPrefix(strings.ToLower(locale), string(words.English)))
}
