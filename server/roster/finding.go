package roster

import (
	"cmp"
	"fmt"
	"maps"
	"slices"
)

// Severity says whether a finding keeps the import out.
type Severity string

// Severities.
const (
	Error   Severity = "error"
	Warning Severity = "warning"
)

// Finding is one thing wrong. Args are for the person who imports, on a terminal or a page, and not for a log: they may
// repeat what a cell of a number, a date or a choice says.
type Finding struct {
	File     File              `json:"file"`
	Row      int               `json:"row"`    // line of the file, the header being line 1; 0 for the whole file
	Column   string            `json:"column"` // as the file's header spells it; empty for the whole row
	Severity Severity          `json:"severity"`
	Code     Code              `json:"code"`
	Args     map[string]string `json:"args"` // fill the placeholders of the text
}

// Place is where to look, as members.csv:12 (village).
func (f Finding) Place() string {
	switch {
	case f.Row == 0:
		return string(f.File)
	case f.Column == "":
		return fmt.Sprintf("%s:%d", f.File, f.Row)
	}
	return fmt.Sprintf("%s:%d (%s)", f.File, f.Row, f.Column)
}

// Words are the Args as names and values in turn, as the catalogue of texts takes them.
func (f Finding) Words() []any {
	var words []any
	for _, name := range slices.Sorted(maps.Keys(f.Args)) {
		words = append(words, name, f.Args[name])
	}
	return words
}

// Findings of one Read, in the order of the files and their lines.
type Findings struct {
	List     []Finding `json:"findings"` // of each severity at most MaxFindings a file, and what concerns whole files
	Errors   int       `json:"errors"`   // all of them, listed or not
	Warnings int       `json:"warnings"`
}

// Unlisted is the number of findings that were counted only.
func (f Findings) Unlisted() int { return f.Errors + f.Warnings - len(f.List) }

type collector struct {
	list   []Finding
	count  map[Severity]int
	inFile map[fileSeverity]int
}

// fileSeverity counts by file, so that one bad file hides nothing of the others.
type fileSeverity struct {
	file     File
	severity Severity
}

func newCollector() *collector {
	return &collector{count: map[Severity]int{}, inFile: map[fileSeverity]int{}}
}

// add completes a finding from pairs of an argument's name and value.
func (c *collector) add(f Finding, args ...string) {
	f.Severity = f.Code.Severity()
	c.count[f.Severity]++
	in := fileSeverity{f.File, f.Severity}
	if c.inFile[in]++; c.inFile[in] > MaxFindings && f.Row > 0 {
		return
	}
	f.Args = map[string]string{}
	for i := 0; i < len(args); i += 2 {
		f.Args[args[i]] = args[i+1]
	}
	c.list = append(c.list, f)
}

func (c *collector) findings() Findings {
	slices.SortStableFunc(c.list, func(a, b Finding) int {
		return cmp.Or(cmp.Compare(a.File.order(), b.File.order()), cmp.Compare(a.Row, b.Row))
	})
	return Findings{List: c.list, Errors: c.count[Error], Warnings: c.count[Warning]}
}
