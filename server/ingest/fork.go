package ingest

import (
	"errors"
	"fmt"

	"zhucun/server/store"
	"zhucun/syncproto"
)

// raise freezes the log from where a fork begins, or tells of an old key that freezes nothing but what it signed; one incident a place.
func (s *step) raise(row store.Segment, begins bool) error {
	if row.State != store.SegmentBranch && row.State != store.SegmentOldKey {
		return nil
	}
	s.r.out.notice(syncproto.CodeFork, &row.Log, row.First)
	if !begins {
		return nil
	}
	log, err := s.tx.Log(row.Log)
	if err != nil {
		return err
	}
	if row.State == store.SegmentOldKey {
		return s.incident("incident.old_key", log, row.First)
	}
	if log.ForkedAt == 0 || row.First < log.ForkedAt {
		log.ForkedAt = row.First
		if err := s.tx.UpdateLog(log); err != nil {
			return err
		}
	}
	return s.incident("incident.fork", log, row.First)
}

// incident adds one, once for each kind, log and seq.
func (s *step) incident(kind string, log store.Log, seq uint64) error {
	id, err := newIncidentID(s.Random, s.now)
	if err != nil {
		return err
	}
	err = s.tx.AddIncident(store.Incident{ID: id, Kind: kind, Log: &log.ID, Seq: seq, Place: log.Village.String(), At: s.now,
		Detail: map[string]string{"ordinal": fmt.Sprint(log.Ordinal), "seq": fmt.Sprint(seq)}})
	if errors.Is(err, store.ErrExists) {
		return nil
	}
	return err
}
