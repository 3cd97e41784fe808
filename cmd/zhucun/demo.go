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
	"zhucun/server/store"
)

type demoCommand struct {
	Folder   string `help:"county.help.demo_folder" default:"zhucun-demo" type:"path"`
	Testdata string `help:"county.help.demo_testdata" default:"testdata" type:"path"`
	Listen   string `help:"county.help.listen" default:"127.0.0.1:8080"`
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
		return err
	}
	return errors.Join(c.show(ctx, t, d), d.Close())
}

func (c *demoCommand) show(ctx context.Context, t *terminal.Terminal, d *demo.Demo) error {
	if err := c.table(ctx, t, d); err != nil {
		return err
	}
	failed := d.Result.Failures()
	if len(failed) > 0 {
		t.Warn("demo.end.failed", "promises", strings.Join(failed, ", "))
	}
	if !c.Exit {
		login, err := d.Login(ctx)
		if err != nil {
			return err
		}
		t.Say("demo.end.open", "address", login)
		t.Say("demo.end.stop")
		<-ctx.Done()
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

// table prints the visits and evidence records of this run's end with their addresses.
func (c *demoCommand) table(ctx context.Context, t *terminal.Terminal, d *demo.Demo) error {
	r := d.Result
	err := d.View(ctx, func(tx store.Tx) error {
		visits, err := tx.VisitsBy(store.VisitQuery{Limit: 1000})
		if err != nil {
			return err
		}
		if err := printVisits(t, visits); err != nil {
			return err
		}
		for _, v := range visits {
			if v.Meeting.Deed {
				fmt.Fprintf(t.Out, "%s/records/%s\n", d.Address, v.ID)
			}
		}
		return nil
	})
	t.Say("demo.end.counts", "events", r.Events, "visits", r.Visits, "deeds", r.Deeds, "photos", r.PhotosComplete)
	t.Say("demo.end.grades", "confirmed", r.Confirmed, "by_code", r.ConfirmedByCode, "inferred", r.Inferred, "waiting", r.Waiting, "disputed", r.Disputed)
	t.Say("demo.end.promises", "acknowledged", r.Acknowledged, "lost", r.Lost, "duplicates", r.Duplicates, "rejected", r.Rejected, "cuts", r.Cuts, "kills", r.Kills)
	t.Say("demo.end.ledger", "size", r.LedgerSize, "verified", r.LedgerVerified, "seconds", fmt.Sprintf("%.0f", r.Seconds))
	return err
}
