package terminal

import (
	"fmt"
	"os"
	"strings"

	"golang.org/x/term"
)

// columns of the terminal; 80 where the output is none.
func (t *Terminal) columns() int {
	if file, ok := t.Out.(*os.File); ok {
		if columns, _, err := term.GetSize(int(file.Fd())); err == nil && columns > 40 {
			return min(columns, 100)
		}
	}
	return 80
}

// Paragraph prints a text in lines that fit. What would do something to the terminal is spelled out.
func (t *Terminal) Paragraph(text string) { t.indented(0, spelled(text, "\n")) }

func (t *Terminal) indented(places int, text string) {
	for _, line := range wrap(text, t.columns()-places) {
		fmt.Fprintln(t.Out, strings.TrimRight(strings.Repeat(" ", places)+line, " "))
	}
}

// longestLabel is the widest label that has its text beside it.
const longestLabel = 26

// Beside prints labels with their texts beside them, or below where a label is long.
func (t *Terminal) Beside(rows [][2]string) {
	left, printable := 0, make([][2]string, len(rows))
	for i, row := range rows {
		printable[i] = [2]string{Untrusted(row[0]), spelled(row[1], "\n")}
	}
	rows = printable
	for _, row := range rows {
		if places := drawn(row[0]); places <= longestLabel {
			left = max(left, places)
		}
	}
	for _, row := range rows {
		if drawn(row[0]) > left {
			t.indented(gap, row[0])
			t.indented(left+2*gap, row[1])
			continue
		}
		lines := wrap(row[1], t.columns()-left-2*gap)
		t.indentedLine(row[0]+strings.Repeat(" ", left-drawn(row[0])+gap), lines[0])
		for _, line := range lines[1:] {
			t.indented(left+2*gap, line)
		}
	}
}

func (t *Terminal) indentedLine(label, text string) {
	fmt.Fprintln(t.Out, strings.TrimRight(strings.Repeat(" ", gap)+label+text, " "))
}

// wrap breaks a text into lines of at most that many places: at a space, or before a Chinese character that may begin a line.
func wrap(text string, places int) []string {
	var lines []string
	for paragraph := range strings.SplitSeq(text, "\n") {
		lines = append(lines, wrapLine([]rune(paragraph), places)...)
	}
	return lines
}

func wrapLine(text []rune, places int) []string {
	var lines []string
	for {
		end := breakOf(text, places)
		lines = append(lines, strings.TrimRight(string(text[:end]), " "))
		text = []rune(strings.TrimLeft(string(text[end:]), " "))
		if len(text) == 0 {
			return lines
		}
	}
}

// breakOf is where the first line of the text ends: at the last place for a break that fits, else where it is full.
func breakOf(text []rune, places int) int {
	used, last := 0, 0
	for i, r := range text {
		if i > 0 && mayBreak(text[i-1], r) {
			last = i
		}
		used += placesOf(r)
		if used <= places || i == 0 {
			continue
		}
		if last > 0 {
			return last
		}
		return i
	}
	return len(text)
}

// mayBreak tells whether a line may end between two characters.
func mayBreak(before, after rune) bool {
	if strings.ContainsRune(",。;:!?、)】》”’%", after) || strings.ContainsRune("(【《“‘", before) {
		return false
	}
	return before == ' ' || placesOf(before) == 2 || placesOf(after) == 2
}
