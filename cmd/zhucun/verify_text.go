package main

import (
	"fmt"
	"strings"

	"zhucun/cmd/internal/terminal"
	"zhucun/server/audit"
	"zhucun/syncproto/words"
)

// progress says on the error stream, once, which part is being looked at.
func progress(t *terminal.Terminal) func(audit.Part, uint64) {
	var last audit.Part
	return func(part audit.Part, _ uint64) {
		if part != last {
			last = part
			t.Warn("county.audit.progress", "part", partText(t.Lang, part))
		}
	}
}

func partText(lang words.Lang, part audit.Part) string {
	return lang.Text("county.audit.part." + string(part))
}

// printAudit says what was looked at, what is wrong, and what no such look can show.
func printAudit(t *terminal.Terminal, report audit.Report) {
	t.Say("county.verify.ledger", "size", report.Size, "segments", report.Segments, "events", report.Events)
	t.Say("county.audit.checked")
	for _, c := range report.Checked {
		fmt.Fprintf(t.Out, "  %s\n", t.Lang.Text("county.audit.rows", "part", partText(t.Lang, c.Part), "rows", c.Rows))
	}
	for _, left := range []struct {
		key   string
		count uint64
	}{{"county.audit.erased", report.Erased}, {"county.audit.unsigned", report.Unsigned}, {"county.audit.not_yet", report.NotYet}, {"county.audit.skipped", report.Skipped}} {
		if left.count > 0 {
			t.Say(left.key, "count", left.count)
		}
	}
	printFindings(t, report)
	t.Say("county.audit.open")
	for _, word := range report.Open {
		fmt.Fprintf(t.Out, "  %s\n", t.Lang.Text("county.audit.open."+word))
	}
	if report.Sound() {
		t.Say("county.verify.sound")
	} else {
		t.Say("county.verify.broken")
	}
}

func printFindings(t *terminal.Terminal, report audit.Report) {
	for _, f := range report.Findings {
		what := t.Lang.Text("county.audit.fault." + string(f.Fault))
		if len(f.Fields) > 0 {
			what += " " + t.Lang.Text("county.audit.fields", "fields", strings.Join(f.Fields, ", "))
		}
		t.Say("county.verify.part", "part", partText(t.Lang, f.Part), "row", rowText(t.Lang, f), "what", what)
	}
	for part, count := range report.More {
		t.Say("county.audit.more", "part", partText(t.Lang, part), "count", count)
	}
}

// rowText names a row as an officer finds it again: phone and record, place in the ledger, or the name it has.
func rowText(lang words.Lang, f audit.Finding) string {
	var places []string
	switch {
	case f.Phone != 0 && f.Record != 0:
		places = append(places, lang.Text("county.audit.at_record", "phone", f.Phone, "record", f.Record))
	case f.Phone != 0:
		places = append(places, lang.Text("county.audit.at_phone", "phone", f.Phone))
	}
	if f.Leaf != nil {
		places = append(places, lang.Text("county.audit.at_leaf", "leaf", *f.Leaf))
	}
	if f.Name != "" {
		places = append(places, f.Name)
	}
	return strings.Join(places, ", ")
}
