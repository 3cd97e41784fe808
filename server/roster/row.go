package roster

import (
	"regexp"
	"strconv"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"zhucun/syncproto"
)

// row reads the cells of one row by their columns. What cannot be read is reported and comes out as the zero value,
// which no good cell gives.
type row struct {
	*table
	line  int
	cells []string
}

var (
	phonePattern     = regexp.MustCompile(`^[+(（]?[0-9][0-9 ()（）+/、转-]{2,38}$`)
	shortenedPattern = regexp.MustCompile(`^[0-9]+(\.[0-9]+)?[eE]\+?[0-9]+$`)
)

func (r row) fail(column string, code Code, args ...string) {
	if i, ok := r.index[column]; ok {
		column = r.header[i]
	}
	r.table.fail(r.line, column, code, args...)
}

// checkStrays reports text that stands under no column: a comma too many has moved the cells.
func (r row) checkStrays() {
	for i, cell := range r.cells {
		if (i >= len(r.header) || r.header[i] == "") && trim(cell) != "" {
			r.fail("", CodeCellWithoutColumn, "position", strconv.Itoa(i+1))
			return
		}
	}
}

func (r row) cell(column string) string {
	if i := r.index[column]; i < len(r.cells) {
		return trim(r.cells[i])
	}
	return ""
}

// need is a cell that must not be empty.
func (r row) need(column string) (string, bool) {
	value := r.cell(column)
	if value == "" {
		r.fail(column, CodeEmptyCell)
	}
	return value, value != ""
}

// name is a text that must be there.
func (r row) name(column string, limit int) string {
	if _, ok := r.need(column); !ok {
		return ""
	}
	return r.text(column, limit)
}

// text is what people typed, emoji included, as long as it can be printed on a form and put into a spreadsheet. Reports
// do not repeat it: it is somebody's name.
func (r row) text(column string, limit int) string {
	value := r.cell(column)
	switch {
	case formula(value):
		r.fail(column, CodeFormula)
	case strings.ContainsRune(value, utf8.RuneError):
		r.fail(column, CodeLostCharacter)
	case strings.ContainsFunc(value, unprintable):
		r.fail(column, CodeControlCharacter)
	case utf8.RuneCountInString(value) > limit:
		r.fail(column, CodeTooLong, "limit", strconv.Itoa(limit))
	default:
		return value
	}
	return ""
}

// number is a whole number from 1 to limit, in at most nine digits.
func (r row) number(column string, limit uint32) uint32 {
	value, ok := r.need(column)
	if !ok {
		return 0
	}
	return r.parseNumber(column, value, limit)
}

func (r row) optionalNumber(column string, limit uint32) uint32 {
	if r.cell(column) == "" {
		return 0
	}
	return r.number(column, limit)
}

func (r row) parseNumber(column, value string, limit uint32) uint32 {
	n, err := strconv.ParseUint(value, 10, 32)
	if err != nil || !digits(value) || len(value) > 9 || n == 0 || n > uint64(limit) {
		r.wrongDigits(column, value, CodeBadNumber, "limit", strconv.FormatUint(uint64(limit), 10))
		return 0
	}
	return uint32(n)
}

func (r row) person(column string) syncproto.Person {
	return syncproto.Person(r.number(column, syncproto.MaxOrdinal))
}

// village is the 12-digit code of a village or residents' committee.
func (r row) village(column string) syncproto.Village {
	value, ok := r.need(column)
	if !ok {
		return 0
	}
	if len(value) != int(LevelVillage) || !digits(value) || value[0] == '0' {
		r.wrongDigits(column, value, CodeBadVillageCode)
		return 0
	}
	n, _ := strconv.ParseUint(value, 10, 64) // twelve digits always fit
	return syncproto.Village(n)
}

// wrongDigits tells a wrong number from one that a spreadsheet shortened, which no retyping of this cell alone mends.
func (r row) wrongDigits(column, value string, code Code, args ...string) {
	if shortenedPattern.MatchString(value) {
		code, args = CodeShortenedNumber, nil
	}
	r.fail(column, code, append(args, "value", shown(value))...)
}

// term is the columns from and to; an empty to is no end.
func (r row) term() Term {
	from, ok := r.day("from")
	to := NoEnd
	if r.cell("to") != "" {
		var good bool
		to, good = r.day("to")
		ok = ok && good
	}
	if ok && to < from {
		r.fail("to", CodeToBeforeFrom, "from", from.String(), "to", to.String())
		ok = false
	}
	if !ok {
		return Term{}
	}
	return Term{From: from, To: to}
}

// day takes 2020-07-01 and what spreadsheets make of it, 2020/7/1; the year comes first, so neither can be misread.
func (r row) day(column string) (syncproto.Day, bool) {
	value, ok := r.need(column)
	if !ok {
		return 0, false
	}
	date, err := time.Parse("2006-1-2", strings.ReplaceAll(value, "/", "-"))
	day := syncproto.Day(date.Unix() / 86_400)
	if err != nil || day < FirstDay || day >= NoEnd {
		r.fail(column, CodeBadDate, "value", shown(value))
		return 0, false
	}
	return day, true
}

// neededPhone is a phone that must be there.
func (r row) neededPhone(column string) string {
	if _, ok := r.need(column); !ok {
		return ""
	}
	return r.phone(column)
}

func (r row) phone(column string) string {
	value := r.cell(column)
	if value != "" && !phonePattern.MatchString(value) {
		r.wrongDigits(column, value, CodeBadPhone)
		return ""
	}
	return value
}

// trim leaves tabs and carriage returns, which are an attack or an accident and must be seen.
func trim(s string) string { return strings.Trim(s, " \u00a0\u3000") }

func digits(s string) bool {
	return !strings.ContainsFunc(s, func(c rune) bool { return c < '0' || c > '9' })
}

// formula tells whether a spreadsheet may compute the text: the full-width signs count in East Asian editions.
func formula(s string) bool {
	first, _ := utf8.DecodeRuneInString(s)
	return s != "" && strings.ContainsRune("=+-@\t\r＝＋－＠", first)
}

// unprintable characters break a line of a form or turn the reading direction of what follows. The two joiners and the
// tags stay, since emoji and some scripts are written with them.
func unprintable(c rune) bool {
	if c == '\u200c' || c == '\u200d' || c >= 0xE0020 && c <= 0xE007F {
		return false
	}
	return unicode.In(c, unicode.Cc, unicode.Cf, unicode.Zl, unicode.Zp)
}

// shown makes a wrong value safe for a terminal.
func shown(value string) string {
	safe := strings.Map(func(c rune) rune {
		if unprintable(c) {
			return utf8.RuneError
		}
		return c
	}, value)
	if runes := []rune(safe); len(runes) > maxShown {
		return string(runes[:maxShown]) + "…"
	}
	return safe
}
