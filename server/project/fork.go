package project

import (
	"context"
	"math"

	"zhucun/server/store"
	"zhucun/syncproto"
)

// forkStage begins the name of a cursor that holds, for each log, the ForkedAt its visits were projected with.
const forkStage = "project.fork."

// readForks brings one log up to date whose fork was found without a new event (a copy of the phone sealed fewer of the same events), or settled.
// Both raise an incident in the same transaction, so that a glance at the newest tells whether to look through the logs.
func (p *Projector) readForks(ctx context.Context) (advanced bool, err error) {
	var newest string
	var changed []syncproto.LogID
	err = p.Store.View(ctx, func(tx store.Tx) error {
		incidents, err := tx.IncidentsIn("", 1)
		if err != nil || len(incidents) == 0 || incidents[0].ID == p.lastIncident {
			return err
		}
		newest = incidents[0].ID
		changed, err = changedForks(tx)
		return err
	})
	if err != nil || newest == "" {
		return false, err
	}
	if len(changed) == 0 {
		p.lastIncident = newest
		return false, nil
	}
	return true, p.Store.Update(ctx, func(tx store.Tx) error {
		s := newStep(tx)
		if err := s.applyFork(changed[0]); err != nil {
			return err
		}
		return s.writeVisits()
	})
}

func changedForks(tx Tx) ([]syncproto.LogID, error) {
	logs, err := tx.LogsIn("")
	if err != nil {
		return nil, err
	}
	var changed []syncproto.LogID
	for _, log := range logs {
		applied, err := tx.Cursor(forkStage + log.ID.String())
		if err != nil {
			return nil, err
		}
		if applied != log.ForkedAt {
			changed = append(changed, log.ID)
		}
	}
	return changed, nil
}

// applyFork marks what a log's events from its fork on bear on, when the fork is another than at the last projection. A fork is rare and bounded by
// what one phone wrote since, so this is not cut into batches.
func (s *step) applyFork(id syncproto.LogID) error {
	log, err := s.log(id)
	if err != nil {
		return err
	}
	applied, err := s.tx.Cursor(forkStage + id.String())
	if err != nil || applied == log.ForkedAt {
		return err
	}
	from := min(applied, log.ForkedAt)
	if from == 0 {
		from = max(applied, log.ForkedAt)
	}
	events, err := s.tx.EventsOfLog(id, from, math.MaxInt64)
	if err != nil {
		return err
	}
	for _, event := range events {
		if err := s.affect(event); err != nil {
			return err
		}
	}
	return s.tx.SetCursor(forkStage+id.String(), log.ForkedAt)
}
