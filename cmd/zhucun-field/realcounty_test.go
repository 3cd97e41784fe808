package main

import (
	"bytes"
	"context"
	"crypto/rand"
	"errors"
	"io"
	"log/slog"
	"net"
	"os"
	"path/filepath"
	"strconv"
	"time"

	"github.com/rogpeppe/go-internal/testscript"

	"zhucun/clientsdk"
	"zhucun/cmd/internal/terminal"
	"zhucun/server"
	"zhucun/server/roster"
	"zhucun/syncproto"
)

// realFolder is where a story's real county keeps its data.
func realFolder(ts *testscript.TestScript) server.Folder {
	return server.Folder{Dir: ts.MkAbs("county"), Now: time.Now, Random: rand.Reader}
}

// startRealCounty makes a county, serves it until the story ends, and puts its address into COUNTY. Its roster is the example, or what the office
// starts from: real-county [template].
func startRealCounty(ts *testscript.TestScript, neg bool, args []string) {
	folder := realFolder(ts)
	ts.Check(server.Create(folder.Dir, 511921, "通江县", rand.Reader))
	files := exampleRoster
	if len(args) > 0 {
		files = templateRoster
	}
	withOffice(ts, func(ctx context.Context, office *server.Office) error {
		from, err := files()
		if err != nil {
			return err
		}
		findings, _, err := office.Import(ctx, from, false)
		if err == nil && findings.Errors > 0 {
			err = errors.New("the roster has errors")
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

func exampleRoster() (roster.Files, error) {
	return rosterOf(func(name roster.File) ([]byte, error) {
		return os.ReadFile(filepath.Join("..", "..", "testdata", "roster", "example", string(name)))
	})
}

func templateRoster() (roster.Files, error) {
	return rosterOf(func(name roster.File) ([]byte, error) { return roster.Template(name, false), nil })
}

func rosterOf(read func(roster.File) ([]byte, error)) (files roster.Files, err error) {
	for i, into := range []*io.Reader{&files.Divisions, &files.Teams, &files.Members, &files.Households, &files.Supervisors} {
		data, err := read(roster.FileNames()[i])
		if err != nil {
			return files, err
		}
		*into = bytes.NewReader(data)
	}
	return files, nil
}

// realSlips hands out what people get on paper in a village: slip.png and code.txt to enrol a phone; appointment.txt, card.png and card.txt for a
// supervisor; slip.txt is both of their texts in the order they are asked for: real-slips [SUPERVISOR].
func realSlips(ts *testscript.TestScript, neg bool, args []string) {
	const village = 511921100200
	supervisor := uint64(10002)
	if len(args) > 0 {
		var err error
		supervisor, err = strconv.ParseUint(args[0], 10, 32)
		ts.Check(err)
	}
	withOffice(ts, func(ctx context.Context, office *server.Office) error {
		invitation, err := office.Enrol(ctx, village, syncproto.CustodyShared, ts.Getenv("COUNTY"), nil)
		if err != nil {
			return err
		}
		slip, err := office.Appoint(ctx, syncproto.Person(supervisor), village, "county office", nil)
		if err != nil {
			return err
		}
		writeText(ts, "code.txt", invitation.Code.Printed())
		writeText(ts, "appointment.txt", slip.Code.Printed())
		writeText(ts, "card.txt", slip.Card.Printed())
		writeText(ts, "slip.txt", slip.Card.Printed()+"\n"+slip.Code.Printed())
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

// realPhoto demands that the county's evidence record of a record of this phone has a photo's original whole: real-photo RECORD FILE.
func realPhoto(ts *testscript.TestScript, neg bool, args []string) {
	seq, err := strconv.ParseUint(args[0], 10, 62)
	ts.Check(err)
	data, err := os.ReadFile(ts.MkAbs(args[1]))
	ts.Check(err)
	log := logOf(ts)
	withOffice(ts, func(ctx context.Context, office *server.Office) error {
		record, err := office.Evidence(ctx, syncproto.ID(log, seq))
		if err != nil {
			return err
		}
		for _, photo := range record.Photos {
			for _, part := range photo.Parts {
				if part.Role == "original" && part.Hash == syncproto.HashOf(data).String() && part.Length == uint64(len(data)) && part.Complete > 0 {
					return nil
				}
			}
		}
		return errors.New("the record has no such original, or not whole")
	})
}

// logOf is the name of this phone's log.
func logOf(ts *testscript.TestScript) syncproto.LogID {
	ctx := context.Background()
	phone, err := clientsdk.Open(ctx, clientsdk.Config{Dir: ts.Getenv("ZHUCUN_FIELD_DIR")})
	ts.Check(err)
	status, err := phone.Status(ctx)
	ts.Check(errors.Join(err, phone.Close()))
	return status.Log
}

// realGrade demands what the county thinks of a record of this phone: real-grade RECORD GRADE.
func realGrade(ts *testscript.TestScript, neg bool, args []string) {
	seq, err := strconv.ParseUint(args[0], 10, 62)
	ts.Check(err)
	log := logOf(ts)
	withOffice(ts, func(ctx context.Context, office *server.Office) error {
		record, err := office.Evidence(ctx, syncproto.ID(log, seq))
		if err == nil && record.Grade != args[1] {
			ts.Fatalf("record %d is graded %s, want %s", seq, record.Grade, args[1])
		}
		return err
	})
}
