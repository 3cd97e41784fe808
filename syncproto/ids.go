package syncproto

import (
	"encoding/hex"
	"fmt"
	"strconv"
	"strings"
	"time"
)

// Names of things on the wire. Each has its own type so that one cannot stand for another.
type (
	LogID     [16]byte // one install, for life: H[16]("zhucun log 1" ‖ genesis)
	Hash      [32]byte // SHA-256 of bytes
	Head      [32]byte // names a segment
	Leaf      [32]byte // salted hash of one event
	Salt      [16]byte // hides the events of a segment from who holds only leaves
	Anchor    [16]byte // first bytes of the hash of a signed checkpoint
	MAC       [16]byte // proves that a one-time code was known
	SessionID [16]byte // chosen by the phone, begun by a signed hello
	KeyID     [16]byte // names a personal key
	CodeID    [5]byte  // finds a one-time code without telling it
	Signature [64]byte // Ed25519, or P-256 as r ‖ s

	Person    uint32 // roster number of a person, county-wide, never reused
	Household uint32 // roster number of a household
	Sheet     uint32 // number of a sign-in sheet, unique in its village
	Village   uint64 // 12-digit division code
	County    uint32 // 6-digit division code
	Epoch     uint32 // life of the server, from 1
	Local     uint32 // number of a person on one log, from 1
)

// Day is a civil date at UTC+8, as whole days since 1970-01-01. It is what two people saw and signed; no clock changes it.
type Day int32

// DayOf is the civil date of a moment given in milliseconds UTC, at an offset from UTC in minutes (480 for the whole of China).
func DayOf(ms int64, offsetMinutes int) Day {
	shifted := ms + int64(offsetMinutes)*60_000
	day := shifted / 86_400_000
	if shifted%86_400_000 < 0 {
		day--
	}
	return Day(day)
}

// ParseDay reads a date as 2026-11-23.
func ParseDay(s string) (Day, error) {
	t, err := time.Parse(time.DateOnly, s)
	if err != nil {
		return 0, malformed("%q is not a date like 2026-11-23", s)
	}
	return Day(t.Unix() / 86_400), nil
}

// String is the date as 2026-11-23.
func (d Day) String() string { return time.Unix(int64(d)*86_400, 0).UTC().Format(time.DateOnly) }

// Month is the first day of the day's month and the number of days it has.
func (d Day) Month() (first Day, length int) {
	t := time.Unix(int64(d)*86_400, 0).UTC()
	start := time.Date(t.Year(), t.Month(), 1, 0, 0, 0, 0, time.UTC)
	return Day(start.Unix() / 86_400), start.AddDate(0, 1, -1).Day()
}

func (id LogID) String() string     { return hex.EncodeToString(id[:]) }
func (h Hash) String() string       { return hex.EncodeToString(h[:]) }
func (h Head) String() string       { return hex.EncodeToString(h[:]) }
func (l Leaf) String() string       { return hex.EncodeToString(l[:]) }
func (a Anchor) String() string     { return hex.EncodeToString(a[:]) }
func (k KeyID) String() string      { return hex.EncodeToString(k[:]) }
func (v Village) String() string    { return fmt.Sprintf("%012d", uint64(v)) }
func (c County) String() string     { return fmt.Sprintf("%06d", uint32(c)) }
func (c County) Has(v Village) bool { return uint64(v)/1_000_000 == uint64(c) }

// ParseHash reads 64 hexadecimal digits.
func ParseHash(s string) (Hash, error) {
	var h Hash
	if len(s) != 64 {
		return h, malformed("a hash has 64 digits, not %d", len(s))
	}
	if _, err := hex.Decode(h[:], []byte(s)); err != nil {
		return h, malformed("a hash has digits 0-9 and a-f only")
	}
	return h, nil
}

// EventID names an event: its log and its place there.
type EventID struct {
	_   struct{} `cbor:",toarray"`
	Log LogID
	Seq uint64
}

// ID makes an EventID.
func ID(log LogID, seq uint64) EventID { return EventID{Log: log, Seq: seq} }

// String is the id's one form in tables and addresses: the log in lower-case hex, a hyphen, the place on it.
func (id EventID) String() string { return fmt.Sprintf("%s-%d", id.Log, id.Seq) }

// ParseEventID reads what String writes, and no other form, so that a record has one address.
func ParseEventID(s string) (EventID, error) {
	var id EventID
	log, seq, _ := strings.Cut(s, "-")
	raw, err := hex.DecodeString(log)
	if err != nil || len(raw) != len(id.Log) {
		return EventID{}, malformed("an event's log has %d digits 0-9 and a-f", 2*len(id.Log))
	}
	copy(id.Log[:], raw)
	id.Seq, err = strconv.ParseUint(seq, 10, 64)
	if err != nil || id.Seq == 0 || id.Seq > MaxSeq || id.String() != s {
		return EventID{}, malformed("an event's place on its log is a number from 1 on")
	}
	return id, nil
}
