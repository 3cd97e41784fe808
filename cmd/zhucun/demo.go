package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"os"
	"strings"

	"zhucun/cmd/internal/demo"
	"zhucun/cmd/internal/terminal"
	"zhucun/server/roster"
	"zhucun/server/store"
	"zhucun/syncproto"
)

type demoCommand struct {
	Folder   string `help:"county.help.demo_folder" default:"zhucun-demo" type:"path"`
	Testdata string `help:"county.help.demo_testdata" default:"testdata" type:"path"`
	Listen   string `help:"county.help.demo_listen" default:"127.0.0.1:8080" placeholder:"HOST:PORT"`
	Seed     uint64 `help:"county.help.demo_seed" default:"1"`
	Exit     bool   `help:"county.help.demo_exit"`
	JSON     bool   `help:"county.help.demo_json"`
	Child    bool   `hidden:""`
}

// Run lives a week in a real county and then stays up, so that one can look around.
func (c *demoCommand) Run(ctx context.Context, t *terminal.Terminal) error {
	if c.Child {
		return demo.Child(ctx, t.In)
	}
	d, err := demo.Run(ctx, demo.Options{Folder: c.Folder, Testdata: c.Testdata, Listen: c.Listen, Seed: c.Seed, Say: t.Warn,
		Log: slog.New(slog.NewTextHandler(os.Stderr, &slog.HandlerOptions{Level: slog.LevelWarn}))})
	if errors.Is(err, demo.ErrNoTestdata) {
		return terminal.Explain(err, "errors.testdata.missing", "folder", c.Testdata)
	}
	if err != nil {
		return explainOpen(explainListen(err, c.Listen), c.Folder)
	}
	return errors.Join(c.settle(d), c.show(ctx, t, d), d.Close())
}

// settle lets the operator's commands find the demo's county by its folder alone. A second run finds the settings there.
func (c *demoCommand) settle(d *demo.Demo) error {
	if err := keepWitness(d.CountyFolder(), d.WitnessFolder()); !errors.Is(err, os.ErrExist) {
		return err
	}
	return nil
}

func (c *demoCommand) show(ctx context.Context, t *terminal.Terminal, d *demo.Demo) error {
	if err := showRecords(ctx, t, d, shownAt{d.Address, d.CountyFolder(), d.Result.EvidenceRecords}); err != nil {
		return err
	}
	showCounts(t, d.Result)
	failed := d.Result.Failures()
	if len(failed) > 0 {
		t.Warn("demo.end.failed", "promises", strings.Join(failed, ", "))
	}
	if !c.Exit {
		if err := stay(ctx, t, d); err != nil {
			return err
		}
	}
	if c.JSON {
		if err := json.NewEncoder(t.Out).Encode(d.Result); err != nil {
			return err
		}
	}
	if len(failed) > 0 {
		return terminal.ErrRefused
	}
	return nil
}

// stay leaves the server running until the person has seen enough.
func stay(ctx context.Context, t *terminal.Terminal, d *demo.Demo) error {
	login, err := d.Login(ctx)
	if err != nil {
		return err
	}
	fmt.Fprintln(t.Out)
	t.Say("demo.end.open", "address", login)
	t.Say("demo.end.stop")
	<-ctx.Done()
	return nil
}

// shown is how many records of each grade the demo lists.
const shown = 2

// records are what a county holds; a demo and an office have them.
type records interface {
	// Roster is the newest roster.
	Roster(ctx context.Context) (*roster.Roster, error)
	// View runs a read on the county's database.
	View(ctx context.Context, read func(tx store.Tx) error) error
}

// shownAt is where a person finds the records that the demo does not list.
type shownAt struct {
	address string // of the pages
	folder  string // for the operator's commands
	all     int    // how many there are
}

// showRecords prints some visits and deeds of every grade with addresses that open, and says where the others are.
func showRecords(ctx context.Context, t *terminal.Terminal, county records, at shownAt) error {
	names, err := county.Roster(ctx)
	if err != nil {
		return err
	}
	return county.View(ctx, func(tx store.Tx) error {
		rows, addresses, listed := [][]string{visitHeader(t)}, []string{}, 0
		for grade := syncproto.GradeWaiting; grade <= syncproto.GradeWithdrawn; grade++ {
			visits, err := tx.VisitsBy(store.VisitQuery{Grade: grade, Limit: shown})
			if err != nil {
				return err
			}
			for i, v := range visits {
				rows = append(rows, visitRow(t, names, v))
				if i == 0 {
					addresses = append(addresses, fmt.Sprintf("%s/records/%s", at.address, v.ID))
				}
			}
			listed += len(visits)
		}
		t.Say("demo.end.some", "listed", listed, "records", at.all)
		t.Table(rows)
		t.Say("demo.end.addresses")
		for _, address := range addresses {
			fmt.Fprintln(t.Out, address)
		}
		t.Say("demo.end.rest", "address", at.address+"/", "folder", at.folder)
		return nil
	})
}

// showCounts prints what the run counted, each with its name.
func showCounts(t *terminal.Terminal, r demo.Result) {
	t.Say("demo.end.counts", "events", r.Events, "visits", r.Visits, "deeds", r.Deeds, "photos", r.PhotosComplete)
	t.Say("demo.end.grades", "confirmed", r.Confirmed, "by_code", r.ConfirmedByCode, "inferred", r.Inferred, "waiting", r.Waiting, "disputed", r.Disputed)
	t.Say("demo.end.promises", "acknowledged", r.Acknowledged, "lost", r.Lost, "duplicates", r.Duplicates, "rejected", r.Rejected, "cuts", r.Cuts, "kills", r.Kills)
	t.Say("demo.end.ledger", "size", r.LedgerSize, "verified", t.Lang.Text(map[bool]string{true: "demo.end.sound", false: "demo.end.damaged"}[r.LedgerVerified]),
		"seconds", fmt.Sprintf("%.0f", r.Seconds))
}
