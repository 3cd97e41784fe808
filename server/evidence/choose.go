package evidence

import (
	"cmp"
	"slices"

	"zhucun/server/store"
	"zhucun/syncproto"
)

// Anybody with an enrolled phone may write about anybody's record, as often as they like. These bounds keep it small enough to be read, and its dossier
// small enough to be checked, whatever they write.
const (
	// mostOfKind is how many notes, and how many photos and so on, a record shows.
	mostOfKind = 100
	// mostOfPhone is how many of them from any phone but the record's own.
	mostOfPhone = 8
	// mostKeys is how many keys such a phone may have had: a dossier has to show all of them.
	mostKeys = 8
)

// choose gives the rows that the record shows, in the order in which they came, and counts the others. What must be shown is; then come those from the
// record's own phone, from the person's other phones, and from others, of equals the earlier.
func (l *loader) choose(rows []store.Event, must func(store.Event) bool) ([]store.Event, error) {
	order := make([]int, len(rows))
	for i := range order {
		order[i] = i
	}
	slices.SortStableFunc(order, func(a, b int) int { return cmp.Compare(l.rank(rows[a], must), l.rank(rows[b], must)) })
	var shown []int
	ofPhone := map[syncproto.LogID]int{}
	for _, i := range order {
		room, err := l.room(rows[i], len(shown), ofPhone[rows[i].ID.Log])
		if err != nil {
			return nil, err
		}
		if !must(rows[i]) && !room {
			l.record.LeftOut++
			continue
		}
		shown = append(shown, i)
		ofPhone[rows[i].ID.Log]++
	}
	slices.Sort(shown)
	chosen := make([]store.Event, 0, len(shown))
	for _, i := range shown {
		chosen = append(chosen, rows[i])
	}
	return chosen, nil
}

func (l *loader) rank(row store.Event, must func(store.Event) bool) int {
	switch {
	case must(row):
		return 0
	case l.own(row):
		return 1
	case row.Person == l.visit.Meeting.Person:
		return 2
	}
	return 3
}

// room tells whether a record that shows so many, so many of them from this phone, shows one more.
func (l *loader) room(row store.Event, shown, ofPhone int) (bool, error) {
	if shown >= mostOfKind || l.own(row) {
		return shown < mostOfKind, nil
	}
	if ofPhone >= mostOfPhone {
		return false, nil
	}
	keys, err := l.tx.KeysOfLog(row.ID.Log, mostKeys+1)
	return len(keys) <= mostKeys, err
}

func (l *loader) own(row store.Event) bool { return row.ID.Log == l.visit.ID.Log }

func none(store.Event) bool { return false }
