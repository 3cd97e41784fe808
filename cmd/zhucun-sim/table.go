package main

import (
	"encoding/json"
	"fmt"
	"io"
	"math"
	"strconv"
	"text/tabwriter"

	"zhucun/syncproto/words"
)

// printTable shows rows to a person.
func printTable(out io.Writer, lang words.Lang, rows []row) error {
	table := tabwriter.NewWriter(out, 0, 0, 2, ' ', 0)
	fmt.Fprintln(table, lang.Text("demo.bench.header"))
	for _, r := range rows {
		fmt.Fprintf(table, "%s\t%s\t%s\t%s\t%s\t%s\n", r.name, shown(r.value), r.unit, shown(r.control), shown(r.bar), verdict(lang, r))
	}
	return table.Flush()
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
