package memory

import (
	"bytes"
	"maps"
	"slices"

	"zhucun/server/store"
)

// pointee copies what a pointer points at.
func pointee[T any](p *T) *T {
	if p == nil {
		return nil
	}
	copied := *p
	return &copied
}

func copyLog(log store.Log) store.Log {
	log.Genesis, log.Parent = bytes.Clone(log.Genesis), pointee(log.Parent)
	return log
}

func copySegment(segment store.Segment) store.Segment {
	segment.Payload = bytes.Clone(segment.Payload)
	return segment
}

func copyWaiting(waiting store.Waiting) store.Waiting {
	waiting.Payload = bytes.Clone(waiting.Payload)
	return waiting
}

func copyEvent(event store.Event) store.Event {
	event.Bytes, event.About, event.Meeting = bytes.Clone(event.Bytes), pointee(event.About), pointee(event.Meeting)
	return event
}

func copyPersonKey(key store.PersonKey) store.PersonKey {
	key.Vouched = pointee(key.Vouched)
	return key
}

func copyVisit(visit store.Visit) store.Visit {
	visit.By, visit.Stay, visit.LeftAfter = pointee(visit.By), pointee(visit.Stay), pointee(visit.LeftAfter)
	visit.Confirmations, visit.Reasons = slices.Clone(visit.Confirmations), slices.Clone(visit.Reasons)
	return visit
}

func copyEntry(entry store.LedgerEntry) store.LedgerEntry {
	entry.Statement = bytes.Clone(entry.Statement)
	return entry
}

func copyCheckpoint(checkpoint store.Checkpoint) store.Checkpoint {
	checkpoint.Note = bytes.Clone(checkpoint.Note)
	return checkpoint
}

func copyIncident(incident store.Incident) store.Incident {
	incident.Log, incident.Detail = pointee(incident.Log), maps.Clone(incident.Detail)
	return incident
}

func copyRoster(version store.RosterVersion) store.RosterVersion {
	version.Document = bytes.Clone(version.Document)
	return version
}
