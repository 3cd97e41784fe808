package demo

import (
	"context"
	"fmt"
	"math/rand/v2"
	"time"

	"zhucun/clientsdk"
	"zhucun/syncproto"
)

// story lives the week of one phone without signal.
type story struct {
	*handset
	number int
	album  *album
	random *rand.Rand
	kills  int
}

const days = 7

// live goes through the days. start is the first morning.
func (s *story) live(ctx context.Context, start time.Time) error {
	for day := range days {
		s.clock.truth = start.Add(time.Duration(day)*24*time.Hour + time.Duration(s.number)*time.Minute)
		if err := s.day(ctx, day); err != nil {
			return fmt.Errorf("phone %d, day %d: %w", s.number+1, day+1, err)
		}
	}
	return nil
}

func (s *story) actor(day int) syncproto.Actor {
	return syncproto.ActorOf(s.locals[day%2], syncproto.UnlockSession)
}

// civil is the day that people see on the wall, whatever the phone's clock says.
func (s *story) civil() syncproto.Day { return syncproto.DayOf(s.clock.truth.UnixMilli(), 480) }

func (s *story) day(ctx context.Context, day int) error {
	visit, err := s.arrive(ctx, day)
	if err != nil {
		return err
	}
	s.clock.truth = s.clock.truth.Add(10 * time.Minute)
	if err := s.confirmVisit(ctx, day, visit); err != nil {
		return err
	}
	if s.number == restarts && day == 1 {
		s.clock.restart()
	}
	if day == 2 || day == 5 {
		if err := s.deed(ctx, day); err != nil {
			return err
		}
	}
	if day == 3 {
		if _, err := s.phone.Note(ctx, s.actor(day), clientsdk.Note{About: visit.ID.Seq, Village: s.code, Text: "水渠堵了,和户主一起清了一半"}); err != nil {
			return err
		}
	}
	s.clock.truth = s.clock.truth.Add(5 * time.Hour)
	_, err = s.phone.SignOut(ctx, s.actor(day), visit.ID.Seq, nil)
	return err
}

func (s *story) signin() clientsdk.SignIn {
	return clientsdk.SignIn{Village: s.code, Sheet: s.supervisor.Sheet, Supervisor: s.supervisor.Person, Day: s.civil(),
		Activity: syncproto.ActivityHouseholdVisit}
}

// arrive signs in; one phone dies at that moment, and one cadre first types a wrong number.
func (s *story) arrive(ctx context.Context, day int) (clientsdk.Written, error) {
	switch {
	case s.number == killed && day == 4:
		return s.arriveAndDie(ctx, day)
	case s.number == byWord && day == 0:
		return s.arriveMistaken(ctx, day)
	}
	return s.phone.SignIn(ctx, s.actor(day), s.signin())
}

func (s *story) arriveMistaken(ctx context.Context, day int) (clientsdk.Written, error) {
	wrong := s.signin()
	wrong.Supervisor = 999_999_999
	mistaken, err := s.phone.SignIn(ctx, s.actor(day), wrong)
	if err != nil {
		return mistaken, err
	}
	right, err := s.phone.SignIn(ctx, s.actor(day), s.signin())
	if err != nil {
		return right, err
	}
	_, err = s.phone.Correct(ctx, s.actor(day), clientsdk.Correction{Event: mistaken.ID.Seq, Replacement: right.ID.Seq, Reason: "监督员编号输错"})
	return right, err
}

// confirmVisit is what the household says, in the way of this phone.
func (s *story) confirmVisit(ctx context.Context, day int, visit clientsdk.Written) error {
	stay := syncproto.StayDay
	c := clientsdk.Confirm{By: s.keeper, Of: clientsdk.OnThisPhone(visit.ID.Seq), Stay: &stay, Secret: clientsdk.CardSecret(s.card)}
	phone := s.phone
	facts := clientsdk.Facts{Cadre: s.cadres[day%2], Village: s.code, Sheet: s.supervisor.Sheet, Day: s.civil()}
	switch {
	case s.number == readsAloud:
		phone, c.Of = s.partner.phone, clientsdk.ByVisitCode(visit.VisitCode, facts)
	case s.number == showsQR:
		text, err := s.phone.QR(ctx, visit.ID.Seq)
		if err != nil {
			return err
		}
		if c.Of, err = clientsdk.FromQR(text); err != nil {
			return err
		}
		phone = s.partner.phone
	case s.number == byWord:
		c.Of = clientsdk.ByWord(facts)
	case s.number == disagrees && day == 3:
		c.Verdict, c.Stay = syncproto.VerdictNo, nil
	case day == 6 && s.number == ordinary:
		return nil // nobody was at home
	}
	if s.partner != nil {
		s.partner.clock.truth = s.clock.truth
		c.By, c.Secret = s.partner.keeper, clientsdk.CardSecret(s.partner.card)
	}
	_, err := phone.Confirm(ctx, c)
	return err
}

var deeds = []clientsdk.Deed{
	{Title: "三组入户路硬化", Category: syncproto.CategoryRoad},
	{Title: "接通自来水", Category: syncproto.CategoryWater},
	{Title: "代办慢性病卡", Category: syncproto.CategoryMedical},
	{Title: "帮孩子申请助学金", Category: syncproto.CategorySchooling},
	{Title: "修补漏雨屋顶", Category: syncproto.CategoryWorks},
}

// deed is done, photographed, and confirmed by the household.
func (s *story) deed(ctx context.Context, day int) error {
	d := deeds[(s.number+day)%len(deeds)]
	d.Village, d.Day, d.Households = s.code, s.civil(), s.households[:1]
	done, err := s.phone.Deed(ctx, s.actor(day), d)
	if err != nil {
		return err
	}
	photos := 1
	if day == 5 && s.number < 4 {
		photos = 2
	}
	for range photos {
		photo, err := s.album.take(s.random)
		if err != nil {
			return err
		}
		if _, err := s.phone.AddPhoto(ctx, s.actor(day), done.ID.Seq, photo); err != nil {
			return err
		}
	}
	if s.partner != nil {
		return s.confirmDeedElsewhere(ctx, done)
	}
	satisfied := syncproto.Satisfied
	_, err = s.phone.Confirm(ctx, clientsdk.Confirm{By: s.keeper, Of: clientsdk.OnThisPhone(done.ID.Seq), Satisfaction: &satisfied,
		Secret: clientsdk.CardSecret(s.card)})
	return err
}

func (s *story) confirmDeedElsewhere(ctx context.Context, done clientsdk.Written) error {
	text, err := s.phone.QR(ctx, done.ID.Seq)
	if err != nil {
		return err
	}
	of, err := clientsdk.FromQR(text)
	if err != nil {
		return err
	}
	satisfied := syncproto.PartlySatisfied
	_, err = s.partner.phone.Confirm(ctx, clientsdk.Confirm{By: s.partner.keeper, Of: of, Satisfaction: &satisfied, Reason: "还差一段排水沟",
		Secret: clientsdk.CardSecret(s.partner.card)})
	return err
}
