package console

import (
	"fmt"
	"strconv"
	"time"

	"zhucun/syncproto"
	"zhucun/syncproto/words"
)

// speech says values in one language.
type speech struct {
	Lang words.Lang
	zone *time.Location
}

// speak takes the county's civil time as minutes from UTC.
func speak(lang words.Lang, offset int) speech {
	return speech{lang, time.FixedZone("", offset*60)}
}

// T is a text of the catalogue.
func (s speech) T(key string, args ...any) string { return s.Lang.Text(key, args...) }

// word is the text of a stable word in a family of keys; "" stays "".
func (s speech) word(family, word string) string {
	if word == "" {
		return ""
	}
	return s.Lang.Text("page." + family + "." + word)
}

// moment is a time of milliseconds in the county's civil time; "" for none.
func (s speech) moment(ms int64) string {
	if ms == 0 {
		return ""
	}
	return time.UnixMilli(ms).In(s.zone).Format("2006-01-02 15:04")
}

// day is a civil date in full; a text that is no date stays as it is.
func (s speech) day(text string) string {
	day, err := syncproto.ParseDay(text)
	if err != nil {
		return text
	}
	t := time.Unix(int64(day)*86_400, 0).UTC()
	return s.Lang.Text("page.date.full", "year", t.Year(), "month", s.word("month", strconv.Itoa(int(t.Month()))), "day", t.Day(),
		"weekday", s.word("weekday", strconv.Itoa(int(t.Weekday()))))
}

// month is a month given as 2026-11.
func (s speech) month(text string) string {
	t, err := time.Parse("2006-01", text)
	if err != nil {
		return text
	}
	return s.Lang.Text("page.date.month", "year", t.Year(), "month", s.word("month", strconv.Itoa(int(t.Month()))))
}

func (s speech) clock(minutes *uint16) string {
	if minutes == nil {
		return ""
	}
	return fmt.Sprintf("%02d:%02d", *minutes/60%24, *minutes%60)
}

func (s speech) length(seconds *uint64) string {
	if seconds == nil {
		return ""
	}
	return s.Lang.Text("page.time.length", "hours", *seconds/3600, "minutes", *seconds/60%60)
}

func (s speech) money(fen *uint64) string {
	if fen == nil {
		return ""
	}
	return s.Lang.Text("page.money.yuan", "yuan", fmt.Sprintf("%d.%02d", *fen/100, *fen%100))
}

// join makes a list of any length; "" of none.
func (s speech) join(parts ...string) string {
	joined := ""
	for i, part := range parts {
		if i == 0 {
			joined = part
		} else {
			joined = s.Lang.Text("page.list.two", "first", joined, "second", part)
		}
	}
	return joined
}
