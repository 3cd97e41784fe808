package sqlite

import (
	"zhucun/server/store"
	"zhucun/syncproto"
)

// EventsAtMeeting is store.Meetings'.
func (t *tx) EventsAtMeeting(meeting store.Meeting) ([]store.Event, error) {
	return all(t, scanEvent, `SELECT position,`+eventColumns+`
		FROM event
		WHERE meeting_person = ? AND meeting_day = ? AND meeting_village = ? AND meeting_deed = ?
		ORDER BY position`, meeting.Person, meeting.Day, meeting.Village, meeting.Deed)
}

// ConfirmationsOf is store.Meetings'.
func (t *tx) ConfirmationsOf(leaf syncproto.Leaf) ([]store.Event, error) {
	return all(t, scanEvent, `SELECT position,`+eventColumns+` FROM event WHERE kind = 3 AND subject = ? ORDER BY position`, leaf[:])
}
