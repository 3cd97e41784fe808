package main

import (
	"context"
	"crypto/rand"
	"errors"
	"io"
	"log/slog"
	"net"
	"os"
	"path/filepath"
	"time"

	"github.com/rogpeppe/go-internal/testscript"

	"zhucun/cmd/internal/terminal"
	"zhucun/server"
	"zhucun/server/roster"
	"zhucun/syncproto"
)

// realFolder is where a story's real county keeps its data.
func realFolder(ts *testscript.TestScript) server.Folder {
	return server.Folder{Dir: ts.MkAbs("county"), Now: time.Now, Random: rand.Reader}
}

// startRealCounty makes the county of the example roster, serves it until the story ends, and puts its address into COUNTY.
func startRealCounty(ts *testscript.TestScript, neg bool, args []string) {
	folder := realFolder(ts)
	ts.Check(server.Create(folder.Dir, 511921, "通江县", rand.Reader))
	withOffice(ts, func(ctx context.Context, office *server.Office) error {
		findings, _, err := importExample(ctx, office)
		if err == nil && findings.Errors > 0 {
			err = errors.New("the example roster has errors")
		}
		return err
	})
	ctx, stop := context.WithCancel(context.Background())
	running, err := server.Open(ctx, folder, slog.New(slog.DiscardHandler))
	ts.Check(err)
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	ts.Check(err)
	ended := make(chan error, 1)
	go func() { ended <- running.Run(ctx, listener) }()
	ts.Defer(func() {
		stop()
		if err := <-ended; err != nil {
			ts.Logf("the server ended with %v", err)
		}
	})
	ts.Setenv("COUNTY", "http://"+listener.Addr().String())
}

func importExample(ctx context.Context, office *server.Office) (roster.Findings, *roster.Roster, error) {
	var files roster.Files
	for name, into := range map[string]*io.Reader{"divisions": &files.Divisions, "teams": &files.Teams, "members": &files.Members,
		"households": &files.Households, "supervisors": &files.Supervisors} {
		file, err := os.Open(filepath.Join("..", "..", "testdata", "roster", "example", name+".csv"))
		if err != nil {
			return roster.Findings{}, nil, err
		}
		defer file.Close()
		*into = file
	}
	return office.Import(ctx, files, false)
}

// realSlips hands out what people get on paper: slip.png to enrol a phone in the village; appointment.txt and card.png for supervisor 10002.
func realSlips(ts *testscript.TestScript, neg bool, args []string) {
	const village, supervisor = 511921100200, 10002
	withOffice(ts, func(ctx context.Context, office *server.Office) error {
		invitation, err := office.Enrol(ctx, village, syncproto.CustodyShared, ts.Getenv("COUNTY"), nil)
		if err != nil {
			return err
		}
		slip, err := office.Appoint(ctx, supervisor, village, "county office")
		if err != nil {
			return err
		}
		writeText(ts, "appointment.txt", slip.Code.Printed())
		for name, text := range map[string]string{"slip.png": invitation.Text(), "card.png": slip.Card.QR()} {
			picture, err := terminal.QRPNG(text, 400)
			if err != nil {
				return err
			}
			writeBytes(ts, name, picture)
		}
		return nil
	})
}

func withOffice(ts *testscript.TestScript, do func(context.Context, *server.Office) error) {
	ctx := context.Background()
	office, err := server.OpenOffice(ctx, realFolder(ts))
	ts.Check(err)
	ts.Check(errors.Join(do(ctx, office), office.Close()))
}
