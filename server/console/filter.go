package console

import (
	"html/template"
	"slices"
	"strings"

	"zhucun/server/roster"
	"zhucun/syncproto/words"
)

// Filter is what a page of many records may be narrowed by, and what it was asked for.
type Filter struct {
	Roster *roster.Roster
	Lang   words.Lang
	Place  string // division code of what the reader may see
	Asked  Choice
	Months []string     // on offer, as 2026-11
	Other  template.URL // the same page in the other language
}

// Choice is what a reader asked for. Empty does not restrict.
type Choice struct{ Village, Month, Grade string }

// filtered is a page with a filter.
type filtered struct {
	speech
	Filter Filter
}

func filter(f Filter) filtered { return filtered{speak(f.Lang, 0), f} }

func (filtered) Style() template.CSS   { return template.CSS(style) }
func (f filtered) Other() template.URL { return f.Filter.Other }

// option is a choice in the filter.
type option struct {
	Value, Name string
	Chosen      bool
}

func optionOf(value, name, asked string) option { return option{value, name, value == asked} }

// group is a township with its villages.
type group struct {
	option
	Villages []option
}

// Townships are the places on offer: villages to which somebody was ever posted, by township, within what the reader may see.
func (f filtered) Townships() []group {
	var groups []group
	for _, code := range postedVillages(f.Filter.Roster) {
		if !strings.HasPrefix(string(code), f.Filter.Place) {
			continue
		}
		village, township := placeNames(f.Filter.Roster, string(code))
		of := string(code[:roster.LevelTownship])
		if len(groups) == 0 || groups[len(groups)-1].Value != of {
			groups = append(groups, group{option: optionOf(of, township, f.Filter.Asked.Village)})
		}
		g := &groups[len(groups)-1]
		g.Villages = append(g.Villages, optionOf(string(code), village, f.Filter.Asked.Village))
	}
	return groups
}

func postedVillages(r *roster.Roster) []roster.DivisionCode {
	var codes []roster.DivisionCode
	for _, m := range r.Tables().Members {
		codes = append(codes, roster.VillageCode(m.Village))
	}
	slices.Sort(codes)
	return slices.Compact(codes)
}

// Wide says whether the reader may see a whole township and more.
func (f filtered) Wide() bool { return len(f.Filter.Place) <= int(roster.LevelTownship) }

// MonthsOnOffer are the months that may be asked for.
func (f filtered) MonthsOnOffer() []option {
	var options []option
	for _, month := range f.Filter.Months {
		options = append(options, optionOf(month, f.month(month), f.Filter.Asked.Month))
	}
	return options
}
