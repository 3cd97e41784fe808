package main

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"io/fs"
	"log/slog"
	seeded "math/rand/v2"
	"net"
	"time"

	"zhucun/clientsdk"
	"zhucun/server"
	"zhucun/server/roster"
	"zhucun/server/roster/sample"
	"zhucun/syncproto"
	"zhucun/syncproto/prototest"
)

// county is a real server with its own folder, serving a port of this machine, and the invitation of one phone to it.
type county struct {
	socket  *socket
	invited clientsdk.Invitation
	team    team
	stop    func() error // ends the server and waits for it
}

// team is who meets in the one village that has a team.
type team struct {
	cadre      roster.Member
	supervisor roster.Supervisor
}

const divisionsFile = "divisions/tongjiang-2020-06-30.csv"

// startCounty makes the county's folder with real divisions and one team, and serves it.
func startCounty(ctx context.Context, dir string, testdata fs.FS) (*county, error) {
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return nil, err
	}
	c := &county{socket: &socket{Listener: listener}}
	folder := server.Folder{Dir: dir, Now: time.Now, Random: rand.Reader}
	if err := c.found(ctx, folder, testdata); err != nil {
		return nil, errors.Join(err, listener.Close())
	}
	serving, err := server.Open(ctx, folder, slog.New(slog.DiscardHandler))
	if err != nil {
		return nil, errors.Join(err, listener.Close())
	}
	ctx, end := context.WithCancel(ctx)
	ended := make(chan error, 1)
	go func() { ended <- serving.Run(ctx, c.socket) }()
	c.stop = func() error { end(); return <-ended }
	return c, nil
}

// found does what an office does once: the folder, the roster, an invitation.
func (c *county) found(ctx context.Context, folder server.Folder, testdata fs.FS) error {
	if err := server.Create(folder.Dir, prototest.County, "通江县", folder.Random); err != nil {
		return err
	}
	office, err := server.OpenOffice(ctx, folder)
	if err != nil {
		return err
	}
	return errors.Join(c.invite(ctx, office, testdata), office.Close())
}

func (c *county) invite(ctx context.Context, office *server.Office, testdata fs.FS) error {
	divisions, err := fs.ReadFile(testdata, divisionsFile)
	if err != nil {
		return err
	}
	people, err := sample.New(divisions, 1, seeded.New(seeded.NewPCG(1, 2)))
	if err != nil {
		return err
	}
	findings, read, err := office.Import(ctx, people.Files(), false)
	if err != nil {
		return err
	}
	if findings.Errors > 0 {
		return fmt.Errorf("the sample roster has %d errors", findings.Errors)
	}
	c.team = team{read.Tables().Members[0], read.Tables().Supervisors[0]}
	invitation, err := office.Enrol(ctx, c.team.cadre.Village, syncproto.CustodyShared, "http://"+c.socket.Addr().String(), nil)
	c.invited = clientsdk.Invitation{Code: invitation.Code, Address: invitation.Address, County: prototest.County, Pins: &invitation.Pins}
	return err
}
