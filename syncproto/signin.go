package syncproto

// Where a sign-in was made; one at the office does not count alone (R22).
type Where uint8

// Places of a sign-in.
const (
	WhereHousehold Where = 0
	WhereOffice    Where = 1
	WhereElsewhere Where = 2
)

// Activity of a visit.
type Activity uint8

// Activities (R9, R49, R58, R60, R61, R63).
const (
	ActivityNotSaid        Activity = 0
	ActivityHouseholdVisit Activity = 1
	ActivitySurvey         Activity = 2
	ActivityCourtyard      Activity = 3
	ActivityOnsite         Activity = 4
	ActivityGuidance       Activity = 5
	ActivityTraining       Activity = 6
	ActivityCommittee      Activity = 7
	ActivityPaperwork      Activity = 8
	ActivityWorks          Activity = 9
	ActivityOther          Activity = 10
)

// PlaceClass is where the phone was against the village's circle, worked out on the phone; coordinates never leave it.
type PlaceClass uint8

// Classes of a place; a nil Place means that nobody asked.
const (
	PlaceInside  PlaceClass = 1
	PlaceOutside PlaceClass = 2
	PlaceUnknown PlaceClass = 3
)

// Datum of the coordinates that a place was worked out from: WGS-84 and GCJ-02 differ by half a kilometre.
type Datum uint8

// Datums.
const (
	DatumNone  Datum = 0
	DatumWGS84 Datum = 1
	DatumGCJ02 Datum = 2
)

// Place of a sign-in as a class; Band is the accuracy: 0 unknown, 1 ≤ 10 m, 2 ≤ 50 m, 3 ≤ 200 m, 4 ≤ 1 km, 5 worse.
type Place struct {
	_     struct{} `cbor:",toarray"`
	Class PlaceClass
	Band  uint8
	Datum Datum
}

// SignIn says that a person came to a village and signed in at a supervisor's home (R38).
type SignIn struct {
	_          struct{} `cbor:",toarray"`
	Person     Person
	Village    Village
	Sheet      Sheet
	Supervisor Person
	Day        Day
	Where      Where
	Claimed    *uint16 // minutes after midnight of Day, when entered later
	Activity   Activity
	Paper      *uint32 // printed number of the paper page that was keyed in; nil for the phone
	Place      *Place
}

// Kind of the event.
func (SignIn) Kind() Kind { return KindSignIn }

func (s SignIn) check() error {
	return firstError(checkOrdinal("person", uint32(s.Person)), checkVillage(s.Village), checkOrdinal("sheet", uint32(s.Sheet)),
		checkOrdinal("supervisor", uint32(s.Supervisor)), checkDay(s.Day), checkRange("where", uint64(s.Where), 0, 2),
		checkClaimed(s.Claimed, MaxClaimed), checkRange("activity", uint64(s.Activity), 0, 10), checkPaper(s.Paper), s.Place.check())
}

func (p *Place) check() error {
	if p == nil {
		return nil
	}
	return firstError(checkRange("place class", uint64(p.Class), 1, 3), checkRange("accuracy band", uint64(p.Band), 0, 5),
		checkRange("datum", uint64(p.Datum), 0, 2))
}

func checkPaper(number *uint32) error {
	if number == nil {
		return nil
	}
	return checkOrdinal("paper page", *number)
}

// SignOut says that the person of a sign-in left.
type SignOut struct {
	_       struct{} `cbor:",toarray"`
	SignIn  Ref
	Claimed *uint16 // minutes after midnight of the sign-in's day, up to the end of the next
}

// Kind of the event.
func (SignOut) Kind() Kind { return KindSignOut }

func (s SignOut) check() error {
	return firstError(s.SignIn.check(), checkClaimed(s.Claimed, MaxClaimedOut))
}
