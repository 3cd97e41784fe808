package main

import (
	"context"
	"crypto/ed25519"
	"crypto/rand"
	"encoding/hex"
	"errors"
	"log/slog"
	"net"
	"os"
	"time"

	"github.com/rogpeppe/go-internal/testscript"

	"zhucun/clientsdk"
	"zhucun/server"
	"zhucun/server/project"
	"zhucun/server/store"
	"zhucun/syncproto"
)

// The example roster's team, and its supervisor.
const (
	exampleVillage    = syncproto.Village(511921100200)
	exampleCadre      = syncproto.Person(3)
	exampleSupervisor = syncproto.Person(10002)
	exampleSheet      = syncproto.Sheet(2)
)

// visited lives a visited county in zhucun-data. The ids stand in CONFIRMED, DENIED and WAITING, the county's public key in KEY.
func visited(ts *testscript.TestScript, neg bool, args []string) {
	folder := server.Folder{Dir: ts.MkAbs("zhucun-data"), Now: time.Now, Random: rand.Reader}
	ids, key, err := liveVisits(context.Background(), folder, ts.MkAbs("phone"))
	ts.Check(err)
	ts.Setenv("KEY", hex.EncodeToString(key))
	for name, id := range ids {
		ts.Setenv(name, id.String())
	}
}

// liveVisits serves the county while a phone delivers three visits of today: one confirmed, one denied, one that nobody spoke of.
func liveVisits(ctx context.Context, folder server.Folder, phoneDir string) (ids map[string]syncproto.EventID, key ed25519.PublicKey, err error) {
	running, err := server.Open(ctx, folder, slog.New(slog.DiscardHandler))
	if err != nil {
		return nil, nil, err
	}
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return nil, nil, errors.Join(err, running.Close())
	}
	serving, stop := context.WithCancel(ctx)
	ended := make(chan error, 1)
	go func() { ended <- running.Run(serving, listener) }()
	defer func() {
		stop()
		err = errors.Join(err, <-ended)
	}()
	office, err := server.OpenOffice(ctx, folder)
	if err != nil {
		return nil, nil, err
	}
	defer func() { err = errors.Join(err, office.Close()) }()
	if ids, err = live(ctx, office, phoneDir, "http://"+listener.Addr().String()); err != nil {
		return nil, nil, err
	}
	document := office.Document()
	return ids, document.LedgerKey(), settle(ctx, office)
}

func live(ctx context.Context, office *server.Office, dir, address string) (ids map[string]syncproto.EventID, err error) {
	phone, err := clientsdk.Open(ctx, clientsdk.Config{Dir: dir})
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, phone.Close()) }()
	invitation, err := office.Enrol(ctx, exampleVillage, syncproto.CustodyShared, address, nil)
	if err != nil {
		return nil, err
	}
	err = phone.Enrol(ctx, clientsdk.Invitation{Code: invitation.Code, Address: address, County: office.Document().County, Pins: &invitation.Pins})
	if err != nil {
		return nil, err
	}
	cadre, err := phone.AddPerson(ctx, clientsdk.AddPerson{Person: exampleCadre, Name: "曾明"})
	if err != nil {
		return nil, err
	}
	slip, err := office.Appoint(ctx, exampleSupervisor, exampleVillage, "county office", nil)
	if err != nil {
		return nil, err
	}
	keeper, err := phone.AddPerson(ctx, clientsdk.AddPerson{Person: exampleSupervisor, Name: "李玉珍", Secret: clientsdk.CardSecret(slip.Card),
		Custody: syncproto.CustodyShared, Appointment: &slip.Code})
	if err != nil {
		return nil, err
	}
	ids = map[string]syncproto.EventID{}
	for name, verdict := range map[string]syncproto.Verdict{"CONFIRMED": syncproto.VerdictYes, "DENIED": syncproto.VerdictNo, "WAITING": 0} {
		visit, err := phone.SignIn(ctx, syncproto.ActorOf(cadre, syncproto.UnlockNone), clientsdk.SignIn{Village: exampleVillage, Sheet: exampleSheet,
			Supervisor: exampleSupervisor, Day: syncproto.DayOf(time.Now().UnixMilli(), civilOffset), Activity: syncproto.ActivityHouseholdVisit})
		if err != nil {
			return nil, err
		}
		ids[name] = visit.ID
		if verdict == 0 {
			continue
		}
		_, err = phone.Confirm(ctx, clientsdk.Confirm{By: keeper, Of: clientsdk.OnThisPhone(visit.ID.Seq), Verdict: verdict, Secret: clientsdk.CardSecret(slip.Card)})
		if err != nil {
			return nil, err
		}
	}
	_, err = phone.Sync(ctx, nil)
	return ids, err
}

// settle waits until the running server has graded everything.
func settle(ctx context.Context, office *server.Office) error {
	for {
		var lag int
		err := office.View(ctx, func(tx store.Tx) (err error) {
			lag, err = project.Lag(tx, 1)
			return err
		})
		if err != nil || lag == 0 {
			return err
		}
	}
}

// goBack keeps a copy of the county's database, or puts it back as somebody does who restores an old copy: older keep, older back. Nothing has it open.
func goBack(ts *testscript.TestScript, neg bool, args []string) {
	const database = "zhucun-data/zhucun.db"
	from, to := database, "kept.db"
	if args[0] == "back" {
		from, to = to, from
	}
	data, err := os.ReadFile(ts.MkAbs(from))
	ts.Check(err)
	ts.Check(os.WriteFile(ts.MkAbs(to), data, 0o600))
}
