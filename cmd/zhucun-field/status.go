package main

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"strings"

	"zhucun/clientsdk"
	"zhucun/cmd/internal/terminal"
	"zhucun/syncproto"
	"zhucun/syncproto/words"
)

type statusCommand struct {
	JSON bool `name:"json" help:"field.help.status_json"`
	Last int  `help:"field.help.status_last" default:"10"`
}

// Run tells what is on this phone, what of it is delivered by the county's receipts, and what was refused and why. Nothing is asked of the network.
func (c *statusCommand) Run(ctx context.Context, t *terminal.Terminal, all *commands) error {
	return all.withPhone(ctx, func(phone *clientsdk.Phone) error {
		status, err := phone.Status(ctx)
		if err != nil {
			return err
		}
		if c.JSON {
			return printJSON(t.Out, status)
		}
		if !status.Enrolled {
			return clientsdk.ErrNotEnrolled
		}
		printStatus(t, status)
		return c.printRecords(ctx, t, phone)
	})
}

func printStatus(t *terminal.Terminal, s clientsdk.Status) {
	if !s.Granted {
		t.Say("field.status.not_granted")
	}
	t.Say("field.status.records", "kept", s.Events, "delivered", s.Delivered, "refused", len(s.Refused))
	t.Say("field.status.photos", "kept", s.Photos, "delivered", s.Arrived, "damaged", s.Damaged)
	for _, refused := range s.Refused {
		for _, code := range refused.Codes {
			t.Say("field.status.reason", "number", refused.Seq, "reason", refusalText(t.Lang, code))
		}
	}
	for _, code := range s.Notices {
		t.Say("field.status.notice", "reason", refusalText(t.Lang, code))
	}
}

// printRecords lists the newest records with the numbers by which other commands name them.
func (c *statusCommand) printRecords(ctx context.Context, t *terminal.Terminal, phone *clientsdk.Phone) error {
	events, err := phone.List(ctx, 0, c.Last)
	if err != nil {
		return err
	}
	for _, event := range events {
		fmt.Fprintf(t.Out, "%6d  %s  %s\n", event.ID.Seq, summary(t, event.Said.Body), state(t.Lang, event))
	}
	return nil
}

// state of a record: whether it was withdrawn and by which, and how far it has come.
func state(lang words.Lang, event clientsdk.Event) string {
	come := "field.status.kept"
	switch {
	case len(event.Refused) > 0:
		come = "field.status.refused"
	case event.Delivered:
		come = "field.status.delivered"
	}
	if event.Withdrawn == 0 {
		return lang.Text(come)
	}
	return lang.Text("field.status.withdrawn", "by", event.Withdrawn, "state", lang.Text(come))
}

// summary is a record in a few words.
func summary(t *terminal.Terminal, body syncproto.Body) string {
	said := []string{kinds.text(t.Lang, int(body.Kind()))}
	switch body := body.(type) {
	case syncproto.SignIn:
		said = append(said, body.Day.String(), body.Village.String())
	case syncproto.Deed:
		said = append(said, body.Day.String(), body.Title)
	case syncproto.Confirmation:
		said = append(said, body.Day.String(), verdicts.text(t.Lang, int(body.Verdict)))
	}
	return strings.Join(said, " ")
}

type statusJSON struct {
	Enrolled  bool          `json:"enrolled"`
	Granted   bool          `json:"granted"`
	Log       string        `json:"log"`
	County    string        `json:"county"`
	Address   string        `json:"address"`
	Events    int           `json:"events"`
	Delivered int           `json:"delivered"`
	Refused   []refusedJSON `json:"refused"`
	Photos    int           `json:"photos"`
	Arrived   int           `json:"photos_delivered"`
	Damaged   int           `json:"photos_refused"`
	Notices   []string      `json:"notices"`
}

type refusedJSON struct {
	Record  uint64   `json:"record"`
	Reasons []string `json:"reasons"`
}

func printJSON(to io.Writer, s clientsdk.Status) error {
	out := statusJSON{Enrolled: s.Enrolled, Granted: s.Granted, Log: s.Log.String(), County: s.County.String(), Address: s.Address, Events: s.Events,
		Delivered: s.Delivered, Refused: []refusedJSON{}, Photos: s.Photos, Arrived: s.Arrived, Damaged: s.Damaged, Notices: names(s.Notices)}
	for _, refused := range s.Refused {
		out.Refused = append(out.Refused, refusedJSON{refused.Seq, names(refused.Codes)})
	}
	return json.NewEncoder(to).Encode(out)
}

// names of error numbers, as the protocol has them.
func names(codes []syncproto.Code) []string {
	named := make([]string, 0, len(codes))
	for _, code := range codes {
		named = append(named, code.String())
	}
	return named
}
