package main

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"time"

	"zhucun/cmd/internal/terminal"
	"zhucun/server"
	"zhucun/server/evidence"
	"zhucun/server/roster"
	"zhucun/server/store"
	"zhucun/syncproto"
	"zhucun/syncproto/dossier"
)

type visitsShowCommand struct {
	ID   string `arg:"" help:"county.help.visit_id"`
	JSON bool   `name:"json" help:"county.help.visits_json"`
}

// Run prints everything that speaks for and against one visit or deed.
func (c *visitsShowCommand) Run(ctx context.Context, t *terminal.Terminal, all *commands) error {
	return withOffice(ctx, t, all, func(office *server.Office) error {
		id, err := recordCalled(ctx, office, c.ID)
		if err != nil {
			return err
		}
		record, err := office.Evidence(ctx, id)
		if errors.Is(err, store.ErrNotFound) {
			return terminal.Explain(err, "errors.visit.unknown", "id", c.ID)
		}
		if err != nil {
			return err
		}
		if c.JSON {
			return printJSON(t, record)
		}
		current, err := office.Roster(ctx)
		if err != nil {
			return err
		}
		newRecordSheet(t, current, record).print()
		return nil
	})
}

// recordCalled finds the record that a person means by an id.
func recordCalled(ctx context.Context, office *server.Office, text string) (id syncproto.EventID, err error) {
	err = office.View(ctx, func(tx store.Tx) error {
		id, err = findRecord(tx, text)
		return err
	})
	if errors.Is(err, store.ErrNotFound) {
		err = terminal.Explain(err, "errors.visit.unknown", "id", text)
	}
	return id, err
}

// recordSheet says an evidence record in words, with the roster's names beside the numbers.
type recordSheet struct {
	*terminal.Terminal
	names
	evidence.Record
}

func newRecordSheet(t *terminal.Terminal, r *roster.Roster, record evidence.Record) recordSheet {
	return recordSheet{t, names{r}, record}
}

func (s recordSheet) print() {
	s.Paragraph(s.word("page.headline.", s.Grade+"_"+s.Kind, "person", s.person(s.Person), "supervisor", s.supervisor()))
	s.Paragraph(s.word("page.meaning.", s.Grade))
	s.Paragraph("")
	s.Beside(s.facts())
	s.part("county.record.said", s.said())
	s.part("county.record.remarks", s.remarks())
	s.part("county.record.flags", s.flagged())
	s.part("county.record.unproven", s.unproven())
}

// part prints lines under a heading; without lines it is left out.
func (s recordSheet) part(heading string, lines []string) {
	if len(lines) == 0 {
		return
	}
	s.Paragraph("\n" + s.Lang.Text(heading))
	for _, line := range lines {
		s.Beside([][2]string{{"-", line}})
	}
}

// word is the text of a stable word; "" of none.
func (s recordSheet) word(family, word string, args ...any) string {
	if word == "" {
		return ""
	}
	return s.Lang.Text(family+word, args...)
}

// supervisor who made the grade, or on whose sheet the visit stands.
func (s recordSheet) supervisor() string {
	for _, c := range s.Confirmations {
		if s.By != "" && c.ID == s.By {
			return s.person(c.Actor)
		}
	}
	if s.SignIn != nil {
		return s.person(s.SignIn.Supervisor)
	}
	return ""
}

func (s recordSheet) facts() [][2]string {
	var rows [][2]string
	add := func(key, value string) {
		if value != "" {
			rows = append(rows, [2]string{s.Lang.Text(key), value})
		}
	}
	add("page.label.grade", s.word("page.grade.", s.Grade))
	add("page.label.kind", s.word("page.kind.", s.Kind))
	add("page.label.day", s.Day)
	add("page.label.person", s.person(s.Person))
	add("page.label.village", s.village(s.Village)+" "+s.Village)
	if v := s.SignIn; v != nil {
		add("county.record.supervisor", s.person(v.Supervisor))
		add("county.record.home", s.home(v.Supervisor))
		add("page.label.where", s.word("page.where.", v.Where, "supervisor", s.person(v.Supervisor)))
		if v.Activity != "not_said" {
			add("page.label.activity", s.word("page.activity.", v.Activity))
		}
		add("page.label.place", s.word("page.place.", v.Place.Class))
		s.happened(add, v.Statement)
	}
	if d := s.Deed; d != nil {
		add("page.label.deed", d.Title)
		add("page.label.category", s.word("page.category.", d.Category))
		var homes []string
		for _, number := range d.Households {
			homes = append(homes, s.household(number))
		}
		add("page.label.households", strings.Join(homes, ", "))
		s.happened(add, d.Statement)
	}
	if s.LeftAfter != nil {
		add("page.label.left_after", s.Lang.Text("page.time.length", "hours", *s.LeftAfter/3600, "minutes", *s.LeftAfter/60%60))
	}
	if len(s.Photos) > 0 {
		add("page.section.photos", fmt.Sprint(len(s.Photos)))
	}
	add("page.label.event", s.ID)
	return rows
}

// happened adds when it happened, as far as anybody can prove, in the county's time.
func (s recordSheet) happened(add func(key, value string), said evidence.Statement) {
	add("county.record.not_before", s.moment(said.Time.NotBefore))
	add("county.record.not_after", s.moment(said.Time.NotAfter))
	add("county.record.best", s.moment(said.Time.Best))
}

func (s recordSheet) moment(ms int64) string {
	if ms == 0 {
		return ""
	}
	at := time.UnixMilli(ms).In(time.FixedZone("UTC+8", civilOffset*60)).Format(minute)
	return s.Lang.Text("county.record.beijing", "time", at)
}

// home is the household for which a supervisor confirms.
func (s recordSheet) home(supervisor uint32) string {
	for _, a := range s.Appointments(syncproto.Person(supervisor)) {
		if a.Village.String() == s.Village {
			return s.household(uint32(a.Household))
		}
	}
	return ""
}

// said is what households said of this record.
func (s recordSheet) said() []string {
	var lines []string
	for _, c := range s.Confirmations {
		if !c.Belongs {
			continue
		}
		parts := []string{s.person(c.Actor) + ":", s.word("page.said.", c.Verdict+"_"+s.Kind), s.word("page.stay.", c.Stay),
			s.word("page.satisfaction.", c.Satisfaction), c.Reason, s.word("page.signed.", c.Means), s.word("page.reason.", c.Standing)}
		if c.Withdrawn {
			parts = append(parts, s.Lang.Text("page.said.withdrawn"))
		}
		lines = append(lines, joinSaid(parts))
	}
	if len(lines) == 0 {
		lines = append(lines, s.Lang.Text("page.said.nobody"))
	}
	for _, reason := range s.Reasons {
		lines = append(lines, s.word("page.reason.", reason))
	}
	return lines
}

func joinSaid(parts []string) string {
	var there []string
	for _, part := range parts {
		if part != "" {
			there = append(there, part)
		}
	}
	return strings.Join(there, " ")
}

// remarks are notes and corrections.
func (s recordSheet) remarks() []string {
	var lines []string
	for _, n := range s.Notes {
		lines = append(lines, s.Lang.Text("page.remark.note", "person", s.person(n.Actor), "text", n.Text))
	}
	for _, c := range s.Corrections {
		lines = append(lines, s.Lang.Text("page.remark.correction", "person", s.person(c.Actor), "reason", c.Reason))
	}
	return lines
}

// flagged are things to look at, each with its reason in numbers.
func (s recordSheet) flagged() []string {
	var lines []string
	for _, flag := range s.Flags {
		var numbers []any
		for name, value := range flag.Numbers {
			numbers = append(numbers, name, value)
		}
		lines = append(lines, s.word("page.flag.", flag.Word, numbers...))
	}
	return lines
}

// unproven is what no signature shows, in the words of the offline check.
func (s recordSheet) unproven() []string {
	limits := []string{dossier.LimitHolder, dossier.LimitClock}
	if s.By != "" {
		limits = append(limits, dossier.LimitVouching)
	}
	if s.Custody != "" {
		limits = append(limits, "custody_"+s.Custody)
	}
	if len(s.Photos) > 0 {
		limits = append(limits, dossier.LimitShows, dossier.LimitTaken)
	}
	var lines []string
	for _, limit := range append(limits, dossier.LimitLeftOut, dossier.LimitSameBook, dossier.LimitNames) {
		lines = append(lines, s.word("page.limit.", limit))
	}
	return lines
}
