package evidence

import (
	"context"
	"encoding/binary"
	"errors"
	"log/slog"
	"testing"
	"testing/synctest"
	"time"

	"zhucun/server/project"
	"zhucun/server/project/phonetest"
	"zhucun/server/roster"
	"zhucun/server/store"
	"zhucun/server/store/memory"
	"zhucun/syncproto"
)

// anybody is a roster in which the first supervisors keep the sheet of both villages, so that a flag is one that a test wants.
type anybody struct{}

func (anybody) Load(store.Rosters) (*roster.Roster, error) {
	var all []roster.Supervisor
	for person := syncproto.Person(900); person < 910; person++ {
		for _, village := range []syncproto.Village{phonetest.Shanwan, phonetest.Heba} {
			all = append(all, roster.Supervisor{Person: person, Household: 7, Village: village, Sheet: 3, Term: roster.Term{To: syncproto.MaxDay}})
		}
	}
	return roster.New(roster.Tables{Supervisors: all}), nil
}

func newAsker(s store.Store) *Asker {
	return &Asker{Store: s, Rosters: anybody{}, Offset: phonetest.Zone, Secret: []byte("a secret of 16 B"), Log: slog.New(slog.DiscardHandler)}
}

func manifestNumber(n int) (hash syncproto.Hash) {
	binary.BigEndian.PutUint64(hash[:], uint64(n))
	return hash
}

// unlucky is the first manifest from n on that chance leaves alone.
func unlucky(n int) syncproto.Hash {
	for newAsker(nil).drawn(manifestNumber(n)) {
		n++
	}
	return manifestNumber(n)
}

func ask(t *testing.T, a *Asker) (steps int) {
	t.Helper()
	for {
		advanced, err := a.Step(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		if !advanced {
			return steps
		}
		steps++
	}
}

func wanted(o *phonetest.Office, manifest syncproto.Hash) (is bool) {
	o.View(func(tx store.Tx) error {
		photos, err := tx.PhotosWith(manifest)
		for _, photo := range photos {
			is = is || photo.Wanted
		}
		return err
	})
	return is
}

func shown(p *phonetest.Phone, of syncproto.EventID, manifest syncproto.Hash) {
	p.Write(cadre, syncproto.Photo{Shows: syncproto.RefTo(p.Next(), of), Manifest: manifest})
}

func TestOnePhotoInTwentyIsDrawnAndWhichIsTheSecrets(t *testing.T) {
	one, other := newAsker(nil), newAsker(nil)
	other.Secret = []byte("another secret of the county")
	const photos = 20_000
	drawn, both := 0, 0
	for n := range photos {
		if one.drawn(manifestNumber(n)) {
			drawn++
			if other.drawn(manifestNumber(n)) {
				both++
			}
		}
	}
	if drawn < photos/oneIn*9/10 || drawn > photos/oneIn*11/10 {
		t.Errorf("%d of %d are drawn; want one in %d", drawn, photos, oneIn)
	}
	if both > drawn/5 {
		t.Errorf("%d of %d are drawn under another secret too; want about one in %d", both, drawn, oneIn)
	}
}

func TestDrawnPhotosAreAskedForOnce(t *testing.T) {
	p, body := visited(t)
	signin := p.Write(cadre, body)
	a := newAsker(p.Office.Store)
	for n := range 60 {
		shown(p, signin, manifestNumber(n))
	}
	deliver(p)
	ask(t, a)
	asked := 0
	for n := range 60 {
		if is := wanted(p.Office, manifestNumber(n)); is != a.drawn(manifestNumber(n)) {
			t.Errorf("photo %d is asked for: %v; want what the draw says", n, is)
		} else if is {
			asked++
		}
	}
	if asked == 0 {
		t.Error("none of 60 was drawn: the test shows nothing")
	}
	if steps := ask(t, newAsker(p.Office.Store)); steps != 0 {
		t.Errorf("after a restart it took %d steps over what it had read", steps)
	}
}

func TestPhotosOfFlaggedRecordsAreAskedFor(t *testing.T) {
	noon := uint16(12 * 60)
	for name, c := range map[string]struct {
		change func(*syncproto.SignIn)
		want   bool
	}{"entered later": {func(s *syncproto.SignIn) { s.Claimed = &noon }, true}, "nothing against it": {func(*syncproto.SignIn) {}, false}} {
		t.Run(name, func(t *testing.T) {
			p, body := visited(t)
			c.change(&body)
			signin := p.Write(cadre, body)
			shown(p, signin, unlucky(1))
			deliver(p)
			ask(t, newAsker(p.Office.Store))
			if got := wanted(p.Office, unlucky(1)); got != c.want {
				t.Errorf("asked for: %v, want %v", got, c.want)
			}
		})
	}
}

// What is said later, on the same day or of the same record, can flag what was looked at before.
func TestALaterEventHasThePhotosLookedAtAgain(t *testing.T) {
	for name, later := range map[string]func(p *phonetest.Phone, signin syncproto.EventID, body syncproto.SignIn){
		"another village that day": func(p *phonetest.Phone, _ syncproto.EventID, body syncproto.SignIn) {
			body.Village = phonetest.Heba
			p.Write(cadre, body)
		},
		"a household's sign-in that day is taken back": func(p *phonetest.Phone, signin syncproto.EventID, _ syncproto.SignIn) {
			p.Write(cadre, syncproto.Correction{Withdrawn: syncproto.RefTo(p.Next(), syncproto.ID(signin.Log, signin.Seq+2)), Reason: "没去"})
		},
		"a fork that begins before it": func(p *phonetest.Phone, signin syncproto.EventID, _ syncproto.SignIn) {
			p.Office.Update(func(tx store.Tx) error {
				log, err := tx.Log(p.Log)
				log.ForkedAt = signin.Seq
				return errors.Join(err, tx.UpdateLog(log))
			})
			p.Write(cadre, syncproto.Note{Village: phonetest.Shanwan, Text: "之后"})
		},
	} {
		t.Run(name, func(t *testing.T) {
			p, body := visited(t)
			office, home := body, body
			office.Where = syncproto.WhereOffice
			signin := p.Write(cadre, office)
			shown(p, signin, unlucky(1))
			p.Write(cadre, home)
			deliver(p)
			a := newAsker(p.Office.Store)
			ask(t, a)
			if wanted(p.Office, unlucky(1)) {
				t.Fatal("asked for before there was a reason")
			}
			later(p, signin, body)
			deliver(p)
			ask(t, a)
			if !wanted(p.Office, unlucky(1)) {
				t.Error("not asked for")
			}
		})
	}
}

func TestTheAskerWaitsForTheProjection(t *testing.T) {
	p, body := visited(t)
	noon := uint16(12 * 60)
	body.Claimed = &noon
	signin := p.Write(cadre, body)
	shown(p, signin, unlucky(1))
	p.Sync()
	a := newAsker(p.Office.Store)
	if steps := ask(t, a); steps != 0 {
		t.Errorf("%d steps over what is not projected", steps)
	}
	p.Office.Project()
	ask(t, a)
	if !wanted(p.Office, unlucky(1)) {
		t.Error("not asked for after the projection")
	}
}

func TestAskerRepeatsAfterAFault(t *testing.T) {
	for _, at := range []string{"row not written", "row written"} {
		t.Run(at, func(t *testing.T) {
			p, body := visited(t)
			noon := uint16(12 * 60)
			body.Claimed = &noon
			shown(p, p.Write(cadre, body), unlucky(1))
			deliver(p)
			a := newAsker(&faulty{Store: p.Office.Store, at: at})
			if _, err := a.Step(t.Context()); !errors.Is(err, errDisk) {
				t.Fatalf("Step: %v; want the disk's error", err)
			}
			ask(t, a)
			if !wanted(p.Office, unlucky(1)) {
				t.Error("not asked for")
			}
		})
	}
}

func TestAskerRunsWhenTheProjectionWakesIt(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		p := phonetest.NewOffice(t, memory.New()).NewPhone(0)
		p.Now = time.Date(2026, 11, 2, 0, 0, 0, 0, time.UTC)
		noon := uint16(12 * 60)
		body := syncproto.SignIn{Person: p.Cadre, Village: phonetest.Shanwan, Sheet: 3, Supervisor: p.Supervisor,
			Day: syncproto.DayOf(p.Now.UnixMilli(), phonetest.Zone), Claimed: &noon}
		ctx, cancel := context.WithCancel(t.Context())
		events, asks, ended := make(chan struct{}, 1), make(chan struct{}, 1), make(chan error, 2)
		projector := &project.Projector{Store: p.Office.Store, Log: slog.New(slog.DiscardHandler), Projected: func() { asks <- struct{}{} }}
		go func() { ended <- projector.Run(ctx, events) }()
		go func() { ended <- newAsker(p.Office.Store).Run(ctx, asks, nil) }()
		synctest.Wait()
		shown(p, p.Write(cadre, body), unlucky(1))
		p.Sync()
		events <- struct{}{}
		synctest.Wait()
		if !wanted(p.Office, unlucky(1)) {
			t.Error("not asked for")
		}
		cancel()
		for range 2 {
			if err := <-ended; !errors.Is(err, context.Canceled) {
				t.Errorf("Run ended with %v; want its context's error", err)
			}
		}
	})
}
