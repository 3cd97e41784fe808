package server

import (
	"encoding/json"
	"errors"
	"fmt"
	"sync"

	"zhucun/server/roster"
	"zhucun/server/store"
	"zhucun/server/verify"
	"zhucun/syncproto"
)

// rosters reads the newest roster from the store and keeps it while its version is the same. Safe for concurrent use.
type rosters struct {
	mu      sync.Mutex
	version uint64         // mu
	current *roster.Roster // mu
}

// Roster is what ingest judges by.
func (r *rosters) Roster(tx store.Rosters) (verify.Roster, error) {
	current, err := r.Load(tx)
	return policy{current}, err
}

// Load gives an empty roster before the first import.
func (r *rosters) Load(tx store.Rosters) (*roster.Roster, error) {
	last, err := tx.LastRoster()
	if errors.Is(err, store.ErrNotFound) {
		return roster.New(roster.Tables{}), nil
	}
	if err != nil {
		return nil, err
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.current != nil && r.version == last.Version {
		return r.current, nil
	}
	var tables roster.Tables
	if err := json.Unmarshal(last.Document, &tables); err != nil {
		return nil, fmt.Errorf("roster version %d: %w", last.Version, err)
	}
	r.version, r.current = last.Version, roster.New(tables)
	return r.current, nil
}

// policy answers verify's questions from the roster.
type policy struct{ roster *roster.Roster }

func (p policy) KnowsVillage(village syncproto.Village) bool {
	_, ok := p.roster.Village(village)
	return ok
}

func (p policy) KnowsPerson(person syncproto.Person) bool {
	_, ok := p.roster.Name(person)
	return ok
}

func (p policy) Appointed(person syncproto.Person, village syncproto.Village, day syncproto.Day) bool {
	return p.roster.AppointedOn(person, village, day)
}

func (p policy) Kin(a, b syncproto.Person) bool { return p.roster.Kin(a, b) }
