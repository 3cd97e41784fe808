package project

import (
	"zhucun/server/store"
	"zhucun/syncproto"
)

// touch marks the meetings that a new event can change. What stands under the same id on another branch of a fork counts too: pairing resolves
// withdrawals by id.
func (s *step) touch(id syncproto.EventID) error {
	events, err := s.tx.EventsOfLog(id.Log, id.Seq, id.Seq)
	if err != nil {
		return err
	}
	for _, event := range events {
		if err := s.affect(event); err != nil {
			return err
		}
	}
	return nil
}

// affect marks the meetings on which one event bears.
func (s *step) affect(event store.Event) error {
	if event.Refused != 0 {
		return nil
	}
	switch event.Kind {
	case syncproto.KindSignIn, syncproto.KindDeed:
		s.meetings[*event.Meeting] = true
	case syncproto.KindConfirmation:
		s.meetings[*event.Meeting] = true
		return s.affectSubject(event)
	case syncproto.KindSignOut, syncproto.KindCorrection:
		return s.follow(event)
	}
	return nil
}

// affectSubject marks the meeting of the event that a confirmation names by place and leaf: it may be another than the confirmation says. When that event
// has not come yet it will find the confirmation.
func (s *step) affectSubject(confirmation store.Event) error {
	if confirmation.About == nil || confirmation.Subject == (syncproto.Leaf{}) {
		return nil
	}
	named, err := s.tx.EventsOfLog(confirmation.About.Log, confirmation.About.Seq, confirmation.About.Seq)
	if err != nil {
		return err
	}
	for _, event := range named {
		if event.Leaf != confirmation.Subject || event.Kind == syncproto.KindConfirmation {
			continue
		}
		if err := s.affect(event); err != nil {
			return err
		}
	}
	return nil
}

// follow goes from a correction to what it withdraws, and from a sign-out to its sign-in. Nothing withdraws a correction, so this ends.
func (s *step) follow(event store.Event) error {
	if event.About == nil {
		return nil
	}
	targets, err := s.tx.EventsOfLog(event.About.Log, event.About.Seq, event.About.Seq)
	if err != nil {
		return err
	}
	for _, target := range targets {
		if target.Kind == syncproto.KindCorrection || event.Kind == syncproto.KindSignOut && target.Kind != syncproto.KindSignIn {
			continue
		}
		if err := s.affect(target); err != nil {
			return err
		}
	}
	return nil
}
