package terminal

import (
	"fmt"
	"strings"
	"unicode"

	"golang.org/x/text/width"
)

// gap is what stands between two columns.
const gap = 2

// Table prints rows with their columns under each other as a terminal draws them, where a Chinese character takes two places. Nothing is cut, and what is
// untrusted is spelled out; the first row is the header.
func (t *Terminal) Table(rows [][]string) {
	var widths []int
	for _, row := range rows {
		for i, cell := range row {
			if i == len(widths) {
				widths = append(widths, 0)
			}
			widths[i] = max(widths[i], drawn(Untrusted(cell)))
		}
	}
	for _, row := range rows {
		var line strings.Builder
		for i, cell := range row {
			cell = Untrusted(cell)
			line.WriteString(cell)
			line.WriteString(strings.Repeat(" ", widths[i]-drawn(cell)+gap))
		}
		fmt.Fprintln(t.Out, strings.TrimRight(line.String(), " "))
	}
}

// drawn is how many places of a terminal a text takes.
func drawn(text string) int {
	places := 0
	for _, r := range text {
		places += placesOf(r)
	}
	return places
}

func placesOf(r rune) int {
	switch width.LookupRune(r).Kind() {
	case width.EastAsianWide, width.EastAsianFullwidth:
		return 2
	}
	if unicode.Is(unicode.Mn, r) {
		return 0
	}
	return 1
}
