package main

import (
	"fmt"
	"strings"

	"zhucun/cmd/internal/terminal"
	"zhucun/syncproto"
	"zhucun/syncproto/words"
)

// lines are what the supervisor is shown before they give their card or PIN: of a record that is here or was scanned all it says, because all of it
// is what they sign.
func (s subject) lines(lang words.Lang) []string {
	switch body := s.said.(type) {
	case syncproto.SignIn:
		return visitLines(lang, body)
	case syncproto.Deed:
		return deedLines(lang, body)
	}
	if s.facts.Sheet == 0 {
		return []string{lang.Text("field.confirm.deed", "cadre", s.facts.Cadre, "day", s.facts.Day, "village", s.facts.Village)}
	}
	return []string{lang.Text("field.confirm.signin", "cadre", s.facts.Cadre, "day", s.facts.Day, "village", s.facts.Village, "sheet", s.facts.Sheet)}
}

func visitLines(lang words.Lang, v syncproto.SignIn) []string {
	lines := []string{
		lang.Text("field.confirm.signin", "cadre", v.Person, "day", v.Day, "village", v.Village, "sheet", v.Sheet),
		lang.Text("field.confirm.where", "where", wheres.text(lang, int(v.Where))),
		lang.Text("field.confirm.activity", "activity", activities.text(lang, int(v.Activity))),
		lang.Text("field.confirm.supervisor", "person", v.Supervisor),
	}
	if v.Claimed != nil {
		lines = append(lines, lang.Text("field.confirm.claimed", "time", fmt.Sprintf("%02d:%02d", *v.Claimed/60, *v.Claimed%60)))
	}
	if v.Paper != nil {
		lines = append(lines, lang.Text("field.confirm.paper", "paper", *v.Paper))
	}
	if v.Place != nil {
		lines = append(lines, lang.Text("field.confirm.place", "place", places.text(lang, int(v.Place.Class))))
	}
	return lines
}

func deedLines(lang words.Lang, d syncproto.Deed) []string {
	lines := []string{
		lang.Text("field.confirm.deed_titled", "cadre", d.Person, "day", d.Day, "village", d.Village, "title", terminal.Untrusted(d.Title)),
		lang.Text("field.confirm.category", "category", categories.text(lang, int(d.Category))),
		lang.Text("field.confirm.origin", "origin", origins.text(lang, int(d.Origin))),
		costText(lang, d.Cost),
		householdsText(lang, d.Households),
	}
	if d.Task != nil {
		lines = append(lines, lang.Text("field.confirm.task", "task", d.Task))
	}
	return lines
}

func costText(lang words.Lang, fen *uint64) string {
	if fen == nil {
		return lang.Text("field.confirm.cost_unsaid")
	}
	return lang.Text("field.confirm.cost", "yuan", fmt.Sprintf("%d.%02d", *fen/100, *fen%100))
}

func householdsText(lang words.Lang, households []syncproto.Household) string {
	if len(households) == 0 {
		return lang.Text("field.confirm.households_unsaid")
	}
	return lang.Text("field.confirm.households", "households", strings.Trim(strings.ReplaceAll(fmt.Sprint(households), " ", ", "), "[]"))
}
