package main

import (
	"encoding/json"
	"io"
	"math"
	"strconv"
	"strings"

	"zhucun/cmd/internal/terminal"
	"zhucun/syncproto/words"
)

// printTable shows rows to a person.
func printTable(t *terminal.Terminal, rows []row) {
	shownRows := [][]string{strings.Split(t.Lang.Text("demo.bench.header"), "\t")}
	for _, r := range rows {
		shownRows = append(shownRows, []string{r.name, shown(r.value), r.unit, shown(r.control), shown(r.bar), verdict(t.Lang, r)})
	}
	t.Table(shownRows)
}

func verdict(lang words.Lang, r row) string {
	switch {
	case r.lack != "":
		return lang.Text(r.lack)
	case r.over():
		return lang.Text("demo.bench.over")
	case r.bar != nil:
		return lang.Text("demo.bench.ok")
	}
	return ""
}

func shown(figure *float64) string {
	if figure == nil {
		return "-"
	}
	return strconv.FormatFloat(rounded(*figure), 'f', -1, 64)
}

// rounded keeps what a measurement can mean: three digits after the point.
func rounded(figure float64) float64 { return math.Round(figure*1000) / 1000 }

// printed is a row as other programs read it.
type printed struct {
	Name    string   `json:"name"`
	Value   *float64 `json:"value"`
	Unit    string   `json:"unit"`
	Control *float64 `json:"control"`
	Bar     *float64 `json:"bar"`
	Machine string   `json:"machine"`
}

// printJSON prints exactly one array.
func printJSON(out io.Writer, rows []row, machine string) error {
	all := make([]printed, len(rows))
	for i, r := range rows {
		all[i] = printed{r.name, roundedOrNull(r.value), r.unit, roundedOrNull(r.control), r.bar, machine}
	}
	encoder := json.NewEncoder(out)
	encoder.SetIndent("", "  ")
	return encoder.Encode(all)
}

func roundedOrNull(figure *float64) *float64 {
	if figure == nil {
		return nil
	}
	return new(rounded(*figure))
}
