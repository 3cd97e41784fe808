package project

import (
	"fmt"
	"maps"
	"slices"

	"zhucun/server/store"
	"zhucun/syncproto"
)

// place tells events apart, also the two of a fork.
type place struct {
	id   syncproto.EventID
	leaf syncproto.Leaf
}

func placeOf(e syncproto.Attested) place { return place{e.ID, e.Leaf} }

// closure is the set of events on which the result of one meeting depends.
type closure struct {
	tx     Tx
	events map[place]store.Event
}

// load collects the events at the meeting, the confirmations that name its sign-ins and deeds by leaf, and what withdraws any of them.
func (s *step) load(meeting store.Meeting) (closure, error) {
	c := closure{tx: s.tx, events: map[place]store.Event{}}
	met, err := s.tx.EventsAtMeeting(meeting)
	if err != nil {
		return c, err
	}
	c.add(met)
	for _, event := range met {
		if event.Kind == syncproto.KindConfirmation {
			continue
		}
		confirmations, err := s.tx.ConfirmationsOf(event.Leaf)
		if err != nil {
			return c, err
		}
		c.add(confirmations)
	}
	for _, id := range c.ids() {
		if err := c.addCorrections(id); err != nil {
			return c, err
		}
	}
	return c, nil
}

func (c closure) add(events []store.Event) {
	for _, event := range events {
		c.events[place{event.ID, event.Leaf}] = event
	}
}

func (c closure) ids() []syncproto.EventID {
	ids := map[syncproto.EventID]bool{}
	for place := range c.events {
		ids[place.id] = true
	}
	return slices.Collect(maps.Keys(ids))
}

// addCorrections adds what withdraws an event and, because a withdrawal asks who wrote it, all that stands under the event's id on any branch.
func (c closure) addCorrections(id syncproto.EventID) error {
	corrections, err := correctionsOf(c.tx, id)
	if err != nil || len(corrections) == 0 {
		return err
	}
	c.add(corrections)
	same, err := c.tx.EventsOfLog(id.Log, id.Seq, id.Seq)
	c.add(same)
	return err
}

func correctionsOf(tx store.Events, id syncproto.EventID) ([]store.Event, error) {
	events, err := tx.EventsAbout(id)
	return slices.DeleteFunc(events, func(e store.Event) bool { return e.Kind != syncproto.KindCorrection }), err
}

// attest decodes the events for pairing. Refused ones take no part (rule 1), and some of them cannot be decoded.
func (s *step) attest(events map[place]store.Event) ([]syncproto.Attested, error) {
	set := make([]syncproto.Attested, 0, len(events))
	for place, row := range events {
		if row.Refused != 0 {
			continue
		}
		event, err := syncproto.DecodeEvent(row.Bytes)
		if err != nil {
			return nil, fmt.Errorf("stored event %s: %w", row.ID, err)
		}
		log, err := s.log(row.ID.Log)
		if err != nil {
			return nil, err
		}
		attributes := row.Attributes
		attributes.Frozen = row.FrozenOn(log)
		set = append(set, syncproto.Attested{ID: place.id, Leaf: place.leaf, Event: event, Attributes: attributes})
	}
	return set, nil
}
