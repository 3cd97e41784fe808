// Package phonetest has phones on which people live through days, for tests of what the server makes of them: their events go through real segments,
// signatures and judging into any store. It is not the phone's code (the server never sees that), and it has no wire.
//
// Words: an [Office] is a county where everybody is known and every supervisor is appointed everywhere; a [Phone] is shared, in a supervisor's home.
//
// Flow: [NewOffice] on a store, [Office.NewPhone], set Now and write events, [Phone.Sync], [Office.Project].
//
// Laws: whatever fails ends the test; ids, keys and leaves are the same on every run.
package phonetest

import (
	"context"
	"log/slog"
	"testing"

	"zhucun/server/project"
	"zhucun/server/store"
	"zhucun/syncproto"
)

// Two villages, and the minutes of their civil time from UTC.
const (
	Shanwan = syncproto.Village(511921103201)
	Heba    = syncproto.Village(511921103202)
	Zone    = 8 * 60
)

// firstSupervisor parts the numbers of cadres from those of supervisors.
const firstSupervisor = syncproto.Person(900)

// Office is a county. Its roster is in the methods that package verify asks.
type Office struct {
	t        testing.TB
	Store    store.Store
	phones   uint32
	segments uint64
}

// NewOffice opens a county on an empty store.
func NewOffice(t testing.TB, s store.Store) *Office { return &Office{t: t, Store: s} }

// KnowsVillage is true.
func (*Office) KnowsVillage(syncproto.Village) bool { return true }

// KnowsPerson is true.
func (*Office) KnowsPerson(syncproto.Person) bool { return true }

// Appointed is true of every supervisor.
func (*Office) Appointed(person syncproto.Person, _ syncproto.Village, _ syncproto.Day) bool {
	return person >= firstSupervisor
}

// Kin is false.
func (*Office) Kin(_, _ syncproto.Person) bool { return false }

// Update commits rows.
func (o *Office) Update(do func(tx store.Tx) error) {
	o.t.Helper()
	o.must(o.Store.Update(context.Background(), do))
}

// View reads rows.
func (o *Office) View(do func(tx store.Tx) error) {
	o.t.Helper()
	o.must(o.Store.View(context.Background(), do))
}

// Project runs the projection until nothing is left.
func (o *Office) Project() {
	o.t.Helper()
	p := &project.Projector{Store: o.Store, Log: slog.New(slog.DiscardHandler)}
	for advanced := true; advanced; {
		var err error
		advanced, err = p.Step(context.Background())
		o.must(err)
	}
}

func (o *Office) must(err error) {
	o.t.Helper()
	if err != nil {
		o.t.Fatal(err)
	}
}
