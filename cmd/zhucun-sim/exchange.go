package main

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"

	"zhucun/clientsdk"
	"zhucun/syncproto"
)

// exchange measures what a real phone and a real server say to each other over loopback.
type exchange struct{ testdata fs.FS }

func (exchange) names() []string {
	return []string{"sync_requests", "idle_up_bytes", "idle_down_bytes"}
}

// syncedEvents are journalled before the first sync.
const syncedEvents = 20

// measure syncs twice on one connection: first a new phone that enrols and pushes its events, then the same with nothing new. Bytes are the second
// sync's: HTTP head and body, and 40 for each TCP segment of 1,460.
func (e exchange) measure(ctx context.Context) (rows []row, err error) {
	dir, err := os.MkdirTemp("", "zhucun-sim")
	if err != nil {
		return nil, err
	}
	defer os.RemoveAll(dir)
	county, err := startCounty(ctx, filepath.Join(dir, "county"), e.testdata)
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, county.stop()) }()
	phone, err := clientsdk.Open(ctx, clientsdk.Config{Dir: filepath.Join(dir, "phone")})
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, phone.Close()) }()
	if err := phone.Enrol(ctx, county.invited); err != nil {
		return nil, err
	}
	if err := live(ctx, phone, county.team); err != nil {
		return nil, err
	}
	return e.syncTwice(ctx, phone, county.socket)
}

func (e exchange) syncTwice(ctx context.Context, phone *clientsdk.Phone, socket *socket) ([]row, error) {
	if err := syncAll(ctx, phone); err != nil {
		return nil, fmt.Errorf("first sync: %w", err)
	}
	first := socket.take()
	count, err := requests(first.up)
	if err != nil {
		return nil, fmt.Errorf("count the requests: %w", err)
	}
	if err := syncAll(ctx, phone); err != nil {
		return nil, fmt.Errorf("idle sync: %w", err)
	}
	idle := socket.take()
	if idle.connections != 1 {
		return nil, fmt.Errorf("%d connections, so the idle sync was not on a warm one", idle.connections)
	}
	names := e.names()
	return []row{
		{name: names[0], value: new(float64(count)), unit: "requests", bar: new(1.0)},
		{name: names[1], value: new(float64(onTheLine(len(idle.up)))), unit: "B", bar: new(260.0)},
		{name: names[2], value: new(float64(onTheLine(len(idle.down)))), unit: "B", bar: new(260.0)},
	}, nil
}

// syncAll syncs and fails unless every event is then delivered: what a server refuses is no measurement.
func syncAll(ctx context.Context, phone *clientsdk.Phone) error {
	if _, err := phone.Sync(ctx, nil); err != nil {
		return err
	}
	status, err := phone.Status(ctx)
	if err != nil {
		return err
	}
	if status.Delivered != syncedEvents || len(status.Refused) > 0 {
		return fmt.Errorf("%d of %d events delivered, %d refused", status.Delivered, status.Events, len(status.Refused))
	}
	return nil
}

// live journals syncedEvents: the cadre's name, then sign-ins, deeds and sign-outs in turn.
func live(ctx context.Context, phone *clientsdk.Phone, team team) error {
	local, err := phone.AddPerson(ctx, clientsdk.AddPerson{Person: team.cadre.Person, Name: team.cadre.Name})
	if err != nil {
		return err
	}
	by, signin := syncproto.ActorOf(local, syncproto.UnlockSession), clientsdk.Written{}
	for last := uint64(1); last < syncedEvents; last++ {
		switch last % 3 {
		case 1:
			signin, err = phone.SignIn(ctx, by, clientsdk.SignIn{Village: team.supervisor.Village, Sheet: team.supervisor.Sheet,
				Supervisor: team.supervisor.Person, Activity: syncproto.ActivityHouseholdVisit})
		case 2:
			_, err = phone.Deed(ctx, by, clientsdk.Deed{Title: "修水池", Category: syncproto.CategoryWater,
				Households: []syncproto.Household{team.supervisor.Household}})
		default:
			_, err = phone.SignOut(ctx, by, signin.ID.Seq, nil)
		}
		if err != nil {
			return fmt.Errorf("event %d: %w", last+1, err)
		}
	}
	return nil
}
