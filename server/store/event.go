package store

import "zhucun/syncproto"

// Event is one event of a joined or branch segment, judged once.
type Event struct {
	Position             uint64 // in the feed, set by AddEvent
	ID                   syncproto.EventID
	Leaf                 syncproto.Leaf
	Head                 syncproto.Head // of its segment
	Kind                 syncproto.Kind
	Bytes                []byte
	Person               syncproto.Person   // the actor, resolved; 0 when the phone itself or unknown
	About                *syncproto.EventID // what its ref, or its subject by leaf, points at
	Meeting              *Meeting           // of a signin, deed or confirmation
	Boot                 uint32
	Elapsed              uint64         // seconds since the boot, at the event
	Reason               syncproto.Code // why it is refused or waits; 0: neither
	OldKey               bool           // of a segment under a key that the log had given up: disputed by itself
	syncproto.Attributes                // all but Frozen is stored, which FrozenOn gives
}

// FrozenOn tells whether the event is disputed: by itself, or because its log has forked at or before it.
func (e Event) FrozenOn(log Log) bool {
	return e.OldKey || log.ForkedAt != 0 && e.ID.Seq >= log.ForkedAt
}

// Meeting is what a visit or deed and its confirmation agree on; events are grouped by it for pairing.
type Meeting struct {
	Deed    bool
	Person  syncproto.Person
	Village syncproto.Village
	Day     syncproto.Day
}

// Events are the judged events and, in order of Position, the feed of the county.
type Events interface {
	// AddEvent adds one and gives its position: one more than the last, in commit order. ErrExists when (log, seq, leaf) is there.
	AddEvent(event Event) (position uint64, err error)
	// Event finds the first that was stored under an id; ErrNotFound.
	Event(id syncproto.EventID) (Event, error)
	// EventsAfter lists the feed from a position on, at most limit.
	EventsAfter(position uint64, limit int) ([]Event, error)
	// EventsAbout lists those whose About is id, rising by position.
	EventsAbout(id syncproto.EventID) ([]Event, error)
	// EventsOfLog lists a log's events with seq in [from, to], rising by seq, then by position.
	EventsOfLog(log syncproto.LogID, from, to uint64) ([]Event, error)
}

// Meetings finds the events that are paired together.
type Meetings interface {
	// EventsAtMeeting lists signins, deeds and confirmations of a meeting, rising by position.
	EventsAtMeeting(meeting Meeting) ([]Event, error)
	// ConfirmationsOf lists the confirmations whose Attributes.Subject is the leaf, rising by position; none for the zero leaf.
	ConfirmationsOf(leaf syncproto.Leaf) ([]Event, error)
}

// Member binds a local number of a log to a person.
type Member struct {
	Log    syncproto.LogID
	Local  syncproto.Local
	Person syncproto.Person
	Seq    uint64 // of the person_added
}

// PersonKey is a personal key on a log.
type PersonKey struct {
	Log     syncproto.LogID
	Seq     uint64 // of the person_key: its name on the log
	Local   syncproto.Local
	Person  syncproto.Person
	Key     syncproto.PublicKey
	Custody syncproto.Custody // the worse of what the phone says and what the office knows
	Means   syncproto.Means
	Vouched *syncproto.CodeID // the appointment code that vouches for it
	Ended   uint64            // seq of the person_key on the same log that ended it; 0: none did
	EndedAt int64             // ledger time from which on it makes nothing more: the county vouched for a newer key of the person; 0: it has not
}

// People are the persons and personal keys known on each log.
type People interface {
	// AddMember binds a local number; ErrExists when it is bound.
	AddMember(member Member) error
	// MemberOf finds who a local number is; ErrNotFound.
	MemberOf(log syncproto.LogID, local syncproto.Local) (Member, error)
	// AddPersonKey registers a key and ends, at its seq, those of the same local number with a lower seq that have not ended; one
	// that is vouched for is ended only by another that is. ErrExists, and nothing ended, when the log has a key from that seq: another branch of a fork.
	AddPersonKey(key PersonKey) error
	// EndKeysOf sets EndedAt of the person's vouched keys, on whatever log, that have none.
	EndKeysOf(person syncproto.Person, at int64) error
	// PersonKeyAt finds the key registered by the event at seq; ErrNotFound.
	PersonKeyAt(log syncproto.LogID, seq uint64) (PersonKey, error)
	// KeysOfPerson lists all keys of a person on all logs, in the order in which they were added.
	KeysOfPerson(person syncproto.Person) ([]PersonKey, error)
}
