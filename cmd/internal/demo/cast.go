package demo

import (
	"context"
	"fmt"
	"path/filepath"
	"time"

	"zhucun/clientsdk"
	"zhucun/server"
	"zhucun/server/roster"
	"zhucun/syncproto"
)

// site is a village with its people.
type site struct {
	village    roster.Division
	code       syncproto.Village
	cadres     [2]syncproto.Person
	supervisor roster.Supervisor
	households []syncproto.Household
}

// sites picks villages that have a whole team and no phone of an earlier run.
func sites(r *roster.Roster, day syncproto.Day, count int, used map[syncproto.Village]bool, pick func(n int) int) ([]site, error) {
	teams := r.Tables().Teams
	households := map[syncproto.Village][]syncproto.Household{}
	for _, h := range r.Tables().Households {
		households[h.Village] = append(households[h.Village], h.Number)
	}
	var chosen []site
	for tried := 0; len(chosen) < count; tried++ {
		if tried > 100*count {
			return nil, fmt.Errorf("too few villages have a whole team on %s", day)
		}
		s := site{code: teams[pick(len(teams))].Village}
		s.village, _ = r.Village(s.code)
		s.households = households[s.code]
		cadres := 0
		for _, m := range r.MembersOn(s.code, day) {
			if m.Role == roster.Cadre && cadres < 2 {
				s.cadres[cadres] = m.Person
				cadres++
			}
		}
		supervisors := r.SupervisorsOn(s.code, day)
		if cadres == 2 && len(supervisors) > 0 && len(s.households) > 0 && !taken(chosen, s.code) && !used[s.code] {
			s.supervisor = supervisors[0]
			chosen = append(chosen, s)
		}
	}
	return chosen, nil
}

func taken(chosen []site, code syncproto.Village) bool {
	for _, s := range chosen {
		if s.code == code {
			return true
		}
	}
	return false
}

// handset is one phone of the story.
type handset struct {
	site
	dir     string
	clock   *phoneClock
	phone   *clientsdk.Phone
	locals  [2]syncproto.Local // of the cadres
	keeper  syncproto.Local    // of the supervisor
	card    syncproto.Card
	noSlip  bool // the supervisor never got an appointment slip
	partner *handset
	log     syncproto.LogID
}

// enrol puts the phone into use: one code for the install, one slip for the supervisor.
func (h *handset) enrol(ctx context.Context, office *server.Office, address string) error {
	invitation, err := office.Enrol(ctx, h.code, syncproto.CustodyShared, address, nil)
	if err != nil {
		return err
	}
	if err := h.open(ctx); err != nil {
		return err
	}
	document := office.Document()
	err = h.phone.Enrol(ctx, clientsdk.Invitation{Code: invitation.Code, Address: address, County: document.County, Pins: &invitation.Pins})
	if err != nil {
		return err
	}
	status, err := h.phone.Status(ctx)
	if err != nil {
		return err
	}
	h.log = status.Log
	for i, cadre := range h.cadres {
		if h.locals[i], err = h.phone.AddPerson(ctx, clientsdk.AddPerson{Person: cadre, Name: "干部"}); err != nil {
			return err
		}
	}
	return h.appoint(ctx, office)
}

func (h *handset) appoint(ctx context.Context, office *server.Office) error {
	slip, err := office.Appoint(ctx, h.supervisor.Person, h.code, "县民政局", nil)
	if err != nil {
		return err
	}
	h.card = slip.Card
	person := clientsdk.AddPerson{Person: h.supervisor.Person, Name: "监督员", Secret: clientsdk.CardSecret(slip.Card),
		Custody: syncproto.CustodyShared, Appointment: &slip.Code}
	if h.noSlip {
		person.Appointment = nil
	}
	h.keeper, err = h.phone.AddPerson(ctx, person)
	return err
}

// noPause: the link is bad enough without waiting.
func noPause(ctx context.Context, _ int) error { return ctx.Err() }

// open opens the phone's folder; its clock is the story's.
func (h *handset) open(ctx context.Context) error {
	var err error
	h.phone, err = clientsdk.Open(ctx, clientsdk.Config{Dir: h.dir, Clock: h.clock, Attempts: 200, Pause: noPause})
	return err
}

// castOf makes the phones of a run, with what is particular about each.
func castOf(folder string, chosen []site, start time.Time) []*handset {
	var cast []*handset
	for i, s := range chosen {
		clock := &phoneClock{truth: start, booted: start.Add(-time.Duration(i+1) * time.Hour), boot: uint32(1000 + i)}
		cast = append(cast, &handset{site: s, clock: clock, dir: filepath.Join(folder, fmt.Sprintf("phone-%02d", i+1))})
	}
	cast[yearsAhead].clock.skew = 3 * 365 * 24 * time.Hour
	cast[beforeTime].clock.skew = -56 * 365 * 24 * time.Hour
	cast[unvouched].noSlip = true
	pair(cast[readsAloud], cast[hearsAloud])
	pair(cast[showsQR], cast[readsQR])
	return cast
}

// The phones that are particular; the others live an ordinary week.
const (
	ordinary = iota
	yearsAhead
	beforeTime
	restarts
	readsAloud // a cadre's phone; the supervisor hears the visit code and confirms on the next
	hearsAloud
	showsQR // a cadre's phone; the supervisor's reads its QR code
	readsQR
	byWord
	unvouched
	disagrees
	killed
	phones // how many there are
)

// pair gives two phones one village: the cadre's and the household's.
func pair(cadre, household *handset) {
	cadre.partner = household
	household.site = cadre.site
}
