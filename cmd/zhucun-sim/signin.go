package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"time"

	"zhucun/clientsdk"
	"zhucun/clientsdk/journal/journalcost"
	"zhucun/syncproto"
	"zhucun/syncproto/prototest"
)

// signin measures a sign-in from the tap until the phone may say that it is kept.
type signin struct{ runs int }

func (signin) names() []string { return []string{"signin_ratio", "signin_ms"} }

// measure takes sign-ins and the control, a bare synced commit of a row of the same size, in turn on the same disk, and their medians. The control is
// in milliseconds in both rows.
func (s signin) measure(ctx context.Context) (rows []row, err error) {
	dir, err := os.MkdirTemp("", "zhucun-sim")
	if err != nil {
		return nil, err
	}
	defer os.RemoveAll(dir)
	phone, tap, err := signinPhone(ctx, filepath.Join(dir, "phone"))
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, phone.Close()) }()
	control, err := journalcost.Open(ctx, dir)
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, control.Close()) }()
	ours, bare, err := inTurn(s.runs, tap, func() error { return control.Commit(ctx, signinRow()) })
	if err != nil {
		return nil, err
	}
	names := s.names()
	return []row{
		{name: names[0], value: new(ours / bare), unit: "x", control: &bare, bar: new(3.0)},
		{name: names[1], value: &ours, unit: "ms", control: &bare, bar: new(100.0)},
	}, nil
}

// signinPhone is an enrolled phone without signal whose cadre signed in once before; tap is all that the second time takes.
func signinPhone(ctx context.Context, dir string) (*clientsdk.Phone, func() error, error) {
	phone, err := clientsdk.Open(ctx, clientsdk.Config{Dir: dir})
	if err != nil {
		return nil, nil, err
	}
	by, err := settleIn(ctx, phone)
	if err != nil {
		return nil, nil, errors.Join(err, phone.Close())
	}
	return phone, func() error {
		_, err := phone.SignIn(ctx, by, clientsdk.SignIn{Activity: syncproto.ActivityHouseholdVisit})
		return err
	}, nil
}

func settleIn(ctx context.Context, phone *clientsdk.Phone) (by syncproto.Actor, err error) {
	invited := clientsdk.Invitation{Code: prototest.Code("sim"), Address: "http://127.0.0.1", County: prototest.County}
	if err := phone.Enrol(ctx, invited); err != nil {
		return 0, err
	}
	local, err := phone.AddPerson(ctx, clientsdk.AddPerson{Person: prototest.Cadre, Name: "张三"})
	if err != nil {
		return 0, err
	}
	by = syncproto.ActorOf(local, syncproto.UnlockSession)
	_, err = phone.SignIn(ctx, by, clientsdk.SignIn{Village: prototest.Village, Sheet: prototest.Sheet, Supervisor: prototest.Supervisor,
		Activity: syncproto.ActivityHouseholdVisit})
	return by, err
}

// signinRow has the size of what the journal keeps of a sign-in: its bytes, its leaf, three clocks.
func signinRow() []byte {
	event, err := syncproto.EncodeEvent(syncproto.Event{Actor: syncproto.ActorOf(1, syncproto.UnlockSession), Body: prototest.SignIn()})
	if err != nil {
		panic(err) // a fixed event: cannot fail
	}
	return append(event, make([]byte, 32+3*8)...)
}

// inTurn runs two things one after the other, so often, and gives the median milliseconds of each.
func inTurn(runs int, first, second func() error) (ours, control float64, err error) {
	var a, b []float64
	for range runs {
		for _, one := range []struct {
			do   func() error
			took *[]float64
		}{{first, &a}, {second, &b}} {
			start := time.Now()
			if err := one.do(); err != nil {
				return 0, 0, fmt.Errorf("run %d: %w", len(b)+1, err)
			}
			*one.took = append(*one.took, float64(time.Since(start))/float64(time.Millisecond))
		}
	}
	return median(a), median(b), nil
}

func median(figures []float64) float64 {
	slices.Sort(figures)
	return figures[len(figures)/2]
}
