package project

import (
	"fmt"

	"zhucun/server/store"
	"zhucun/syncproto"
)

// Tx is what projecting reads and writes.
type Tx interface {
	store.Logs
	store.People
	store.Events
	store.Meetings
	store.Visits
	store.Cursors
}

// step is the work of one transaction.
type step struct {
	tx       Tx
	logs     map[syncproto.LogID]store.Log
	meetings map[store.Meeting]bool // whose result may have changed
}

func newStep(tx Tx) *step {
	return &step{tx: tx, logs: map[syncproto.LogID]store.Log{}, meetings: map[store.Meeting]bool{}}
}

// batch projects the next events of the feed and moves the cursor past them.
func (s *step) batch(limit int) error {
	position, err := Projected(s.tx)
	if err != nil {
		return err
	}
	events, err := s.tx.EventsAfter(position, limit)
	if err != nil || len(events) == 0 {
		return err
	}
	written := map[syncproto.LogID]bool{}
	for _, event := range events {
		if err := s.touch(event.ID); err != nil {
			return fmt.Errorf("event %s: %w", event.ID, err)
		}
		written[event.ID.Log] = true
	}
	for log := range written {
		if err := s.applyFork(log); err != nil {
			return err
		}
	}
	if err := s.writeVisits(); err != nil {
		return err
	}
	return s.tx.SetCursor(stage, events[len(events)-1].Position)
}

// writeVisits pairs each meeting that may have changed.
func (s *step) writeVisits() error {
	for meeting := range s.meetings {
		if err := s.pair(meeting); err != nil {
			return fmt.Errorf("pair a meeting in village %s on %s: %w", meeting.Village, meeting.Day, err)
		}
	}
	return nil
}

func (s *step) pair(meeting store.Meeting) error {
	closure, err := s.load(meeting)
	if err != nil {
		return err
	}
	set, err := s.attest(closure.events)
	if err != nil {
		return err
	}
	for _, paired := range syncproto.Pair(set).Paired {
		row := closure.events[placeOf(paired.Subject)]
		if row.Meeting == nil || *row.Meeting != meeting {
			continue // came along with a fork; its own meeting's closure is complete, this one is not
		}
		visit, err := s.visit(paired, row)
		if err != nil {
			return err
		}
		if err := s.tx.PutVisit(visit); err != nil {
			return err
		}
	}
	return nil
}

// log reads each log once in a step.
func (s *step) log(id syncproto.LogID) (store.Log, error) {
	if log, ok := s.logs[id]; ok {
		return log, nil
	}
	log, err := s.tx.Log(id)
	if err != nil {
		return store.Log{}, fmt.Errorf("log %s: %w", id, err)
	}
	s.logs[id] = log
	return log, nil
}
