package evidence

import (
	"slices"
	"testing"

	"pgregory.net/rapid"

	"zhucun/server/store"
	"zhucun/server/store/memory"
	"zhucun/syncproto"
)

// What is chosen is bounded in all and for each phone, holds what must be shown, prefers the record's own phone, keeps its order, and the rest is counted.
func TestWhatIsChosen(t *testing.T) {
	own := syncproto.LogID{1}
	rapid.Check(t, func(r *rapid.T) {
		logs := rapid.SliceOfN(rapid.Uint8Range(1, uint8(rapid.IntRange(2, 40).Draw(r, "of"))), 0, 400).Draw(r, "phones")
		for range rapid.IntRange(0, 3).Draw(r, "doubled") {
			logs = append(logs, logs...)
		}
		must := rapid.IntRange(-1, len(logs)-1).Draw(r, "must")
		rows := make([]store.Event, len(logs))
		for i, log := range logs {
			rows[i] = store.Event{ID: syncproto.ID(syncproto.LogID{log}, uint64(i+1))}
		}
		l := &loader{visit: store.Visit{ID: syncproto.ID(own, 1), Meeting: store.Meeting{Person: 7}}}
		var chosen []store.Event
		err := memory.New().View(r.Context(), func(tx store.Tx) (err error) {
			l.tx = tx
			chosen, err = l.choose(rows, func(e store.Event) bool { return must >= 0 && e.ID == rows[must].ID })
			return err
		})
		if err != nil {
			r.Fatal(err)
		}
		ofPhone, ofOwn := map[syncproto.LogID]int{}, 0
		for _, row := range chosen {
			ofPhone[row.ID.Log]++
		}
		for log, count := range ofPhone {
			if log != own && count > mostOfPhone {
				r.Errorf("%d of one phone", count)
			}
		}
		for _, log := range logs {
			if log == own[0] {
				ofOwn++
			}
		}
		switch {
		case len(chosen)+l.record.LeftOut != len(rows):
			r.Errorf("%d chosen and %d left out of %d", len(chosen), l.record.LeftOut, len(rows))
		case len(chosen) > mostOfKind:
			r.Errorf("%d chosen", len(chosen))
		case must >= 0 && !slices.ContainsFunc(chosen, func(e store.Event) bool { return e.ID == rows[must].ID }):
			r.Errorf("what must be shown is left out")
		case !slices.IsSortedFunc(chosen, func(a, b store.Event) int { return int(a.ID.Seq) - int(b.ID.Seq) }):
			r.Errorf("out of order")
		case ofPhone[own] < min(ofOwn, mostOfKind-1):
			r.Errorf("%d of the record's own phone's %d", ofPhone[own], ofOwn)
		}
	})
}

// On another phone the person's own words come before those of others, however many came first.
func TestThePersonsOtherPhoneComesBeforeOthers(t *testing.T) {
	var rows []store.Event
	for i := range 120 {
		rows = append(rows, store.Event{ID: syncproto.ID(syncproto.LogID{byte(i + 2)}, 1)})
	}
	rows = append(rows, store.Event{ID: syncproto.ID(syncproto.LogID{200}, 1), Person: 7})
	l := &loader{visit: store.Visit{ID: syncproto.ID(syncproto.LogID{1}, 1), Meeting: store.Meeting{Person: 7}}}
	err := memory.New().View(t.Context(), func(tx store.Tx) error {
		l.tx = tx
		chosen, err := l.choose(rows, none)
		if len(chosen) != mostOfKind || chosen[len(chosen)-1].Person != 7 || l.record.LeftOut != 21 {
			t.Errorf("%d chosen, the last of person %d, %d left out", len(chosen), chosen[len(chosen)-1].Person, l.record.LeftOut)
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
}

// Many sign-outs that were taken back do not push out the one by which the visit's length is measured.
func TestTheSignOutThatCountsIsShown(t *testing.T) {
	p, body := visited(t)
	signin := p.Write(cadre, body)
	for range mostOfKind + 5 {
		out := p.Write(cadre, syncproto.SignOut{SignIn: syncproto.RefTo(p.Next(), signin)})
		p.Write(cadre, syncproto.Correction{Withdrawn: syncproto.RefTo(p.Next(), out), Reason: "按错"})
	}
	last := p.Write(cadre, syncproto.SignOut{SignIn: syncproto.RefTo(p.Next(), signin)})
	deliver(p)
	r := load(t, p.Office, signin)
	if len(r.SignOuts) != mostOfKind || r.SignOuts[mostOfKind-1].ID != last.String() || r.SignOuts[mostOfKind-1].Withdrawn || r.LeftOut < 6 {
		t.Errorf("%d sign-outs, %d left out; want the last of them among %d", len(r.SignOuts), r.LeftOut, mostOfKind)
	}
}
