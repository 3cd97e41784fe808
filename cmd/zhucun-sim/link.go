package main

import (
	"context"
	"fmt"
	"net"
	"strconv"
	"time"

	"zhucun/cmd/internal/terminal"
	"zhucun/cmd/zhucun-sim/link"
)

// linkCommand takes any program through a weak link: the program connects to Listen, and reaches To.
type linkCommand struct {
	List       bool   `help:"sim.help.link_list"`
	Profile    string `help:"sim.help.link_profile" default:"EDGE" placeholder:"NAME"`
	Seed       uint64 `help:"sim.help.link_seed" default:"1"`
	NewAddress bool   `help:"sim.help.link_new_address"`
	Listen     string `help:"sim.help.link_listen" default:"127.0.0.1:9000" placeholder:"HOST:PORT"`
	To         string `help:"sim.help.link_to" default:"127.0.0.1:8080" placeholder:"HOST:PORT"`
}

// linkReport is how often the link says what went over it.
const linkReport = 10 * time.Second

// Run carries until it is interrupted, and says what passed every ten seconds and at the end.
func (c *linkCommand) Run(ctx context.Context, t *terminal.Terminal) error {
	if c.List {
		listProfiles(t)
		return nil
	}
	profile, err := link.Find(c.Profile)
	if err != nil {
		return terminal.Misuse(err, "sim.link.unknown", "name", c.Profile)
	}
	profile.NewAddress = c.NewAddress
	weak, err := link.Open(profile, c.Seed)
	if err != nil {
		return err
	}
	defer func() { _ = weak.Close() }() // there is nothing in it to lose
	near, err := new(net.ListenConfig).Listen(ctx, "tcp", c.Listen)
	if err != nil {
		return terminal.Explain(err, "sim.link.no_listener", "address", c.Listen, "error", err)
	}
	c.announce(t, weak, near.Addr())
	return c.carry(ctx, t, weak, near)
}

func (c *linkCommand) announce(t *terminal.Terminal, weak *link.Link, near net.Addr) {
	if weak.Driver == link.TUN {
		t.Say("sim.link.tun")
	} else {
		t.Say("sim.link.shaped", "reason", weak.Missing)
	}
	t.Say("sim.link.opened", "near", near, "far", c.To, "profile", weak.Profile.Name, "seed", c.Seed)
}

func (c *linkCommand) carry(ctx context.Context, t *terminal.Terminal, weak *link.Link, near net.Listener) error {
	ended := make(chan error, 1)
	go func() { ended <- weak.Proxy(ctx, near, c.To) }()
	every := time.NewTicker(linkReport)
	defer every.Stop()
	for begin := time.Now(); ; {
		select {
		case err := <-ended:
			sayTraffic(t, weak, time.Since(begin))
			return err
		case <-every.C:
			sayTraffic(t, weak, time.Since(begin))
		}
	}
}

// sayTraffic says what went each way since the beginning.
func sayTraffic(t *terminal.Terminal, weak *link.Link, since time.Duration) {
	up, down := weak.Traffic()
	seconds := int(since.Seconds())
	t.Say("sim.link.up", "seconds", seconds, "packets", up.Packets, "bytes", up.Bytes, "full", up.Dropped, "lost", up.Lost, "outage", up.CutOff)
	t.Say("sim.link.down", "seconds", seconds, "packets", down.Packets, "bytes", down.Bytes, "full", down.Dropped, "lost", down.Lost, "outage", down.CutOff)
}

// listProfiles prints what --profile may be.
func listProfiles(t *terminal.Terminal) {
	rows := [][]string{{t.Lang.Text("sim.link.column_name"), t.Lang.Text("sim.link.column_up"), t.Lang.Text("sim.link.column_down"),
		t.Lang.Text("sim.link.column_rtt"), t.Lang.Text("sim.link.column_loss"), t.Lang.Text("sim.link.column_more")}}
	for _, p := range link.Profiles() {
		rows = append(rows, []string{p.Name, strconv.Itoa(p.Up / 1000), strconv.Itoa(p.Down / 1000), strconv.FormatInt(p.RTT.Milliseconds(), 10),
			fmt.Sprint(p.Loss * 100), peculiarity(t, p)})
	}
	t.Table(rows)
}

// peculiarity is what a profile has besides its figures.
func peculiarity(t *terminal.Terminal, p link.Profile) string {
	switch {
	case p.Outages.Down > 0:
		return t.Lang.Text("sim.link.outages", "up", p.Outages.Up.Seconds(), "down", p.Outages.Down.Seconds())
	case p.Portal:
		return t.Lang.Text("sim.link.portal")
	case p.CutAfter > 0:
		return t.Lang.Text("sim.link.cut", "seconds", p.CutAfter.Seconds())
	}
	return ""
}
