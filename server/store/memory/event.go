package memory

import (
	"cmp"
	"slices"

	"zhucun/server/store"
	"zhucun/syncproto"
)

// AddEvent is store.Events'.
func (t *tx) AddEvent(event store.Event) (position uint64, err error) {
	event = copyEvent(event)
	event.Position, event.Frozen = uint64(len(t.events.rows))+1, false
	if err := t.events.add(leafAt{event.ID, event.Leaf}, event); err != nil {
		return 0, err
	}
	return event.Position, nil
}

// eventsWhere lists events rising by position.
func (t *tx) eventsWhere(match func(e *store.Event) bool) ([]store.Event, error) {
	return list(t.events.where(match), copyEvent), nil
}

func (t *tx) eventWhere(match func(e *store.Event) bool) (store.Event, error) {
	event, err := first(t.events.where(match))
	return out(event, err, copyEvent)
}

// Event is store.Events'.
func (t *tx) Event(id syncproto.EventID) (store.Event, error) {
	return t.eventWhere(func(e *store.Event) bool { return e.ID == id })
}

// EventsAfter is store.Events'.
func (t *tx) EventsAfter(position uint64, limit int) ([]store.Event, error) {
	found, err := t.eventsWhere(func(e *store.Event) bool { return e.Position > position })
	return atMost(found, limit), err
}

// EventsAbout is store.Events'.
func (t *tx) EventsAbout(id syncproto.EventID) ([]store.Event, error) {
	return t.eventsWhere(func(e *store.Event) bool { return e.About != nil && *e.About == id })
}

// EventsOfLog is store.Events'.
func (t *tx) EventsOfLog(log syncproto.LogID, from, to uint64) ([]store.Event, error) {
	found, err := t.eventsWhere(func(e *store.Event) bool { return e.ID.Log == log && from <= e.ID.Seq && e.ID.Seq <= to })
	slices.SortStableFunc(found, func(a, b store.Event) int { return cmp.Compare(a.ID.Seq, b.ID.Seq) })
	return found, err
}

// EventsAtMeeting is store.Meetings'.
func (t *tx) EventsAtMeeting(meeting store.Meeting) ([]store.Event, error) {
	return t.eventsWhere(func(e *store.Event) bool { return e.Meeting != nil && *e.Meeting == meeting })
}

// ConfirmationsOf is store.Meetings'.
func (t *tx) ConfirmationsOf(leaf syncproto.Leaf) ([]store.Event, error) {
	return t.eventsWhere(func(e *store.Event) bool {
		return e.Kind == syncproto.KindConfirmation && e.Subject == leaf && leaf != syncproto.Leaf{}
	})
}
