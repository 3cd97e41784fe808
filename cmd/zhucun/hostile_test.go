package main

import (
	"bytes"
	"strings"
	"testing"

	"zhucun/cmd/internal/terminal"
	"zhucun/syncproto/dossier"
	"zhucun/syncproto/words"
)

// A dossier comes from anybody; what it names must not be able to repaint the auditor's screen.
func TestADossierCannotWriteOnTheAuditorsTerminal(t *testing.T) {
	var out bytes.Buffer
	screen := &terminal.Terminal{Lang: words.English, Out: &out, Err: &out}
	for _, state := range []dossier.State{dossier.Damaged, dossier.Proven, dossier.Attested, dossier.Open} {
		printReport(screen, dossier.Report{Items: []dossier.Item{{What: "photo", State: state, Where: "photos/\x1b[2J\rVerdict: confirmed\n\u202e.jpg"}}})
	}
	if strings.ContainsAny(out.String(), "\x1b\r\u202e") || strings.Contains(out.String(), "\nVerdict: confirmed") {
		t.Errorf("printed %q", out.String())
	}
}
