package reader

import "cmp"

// ID names one event: by its place, and by its leaf, because a fork can put two
// events at one place. Log and Leaf are the raw bytes.
type ID struct {
	Log  string
	Seq  uint64
	Leaf string
}

func (a ID) compare(b ID) int {
	return cmp.Or(cmp.Compare(a.Log, b.Log), cmp.Compare(a.Seq, b.Seq), cmp.Compare(a.Leaf, b.Leaf))
}

// Kind is what an event does in pairing; kinds that do nothing are not given.
type Kind string

// The kinds that take part.
const (
	Signin       Kind = "signin"
	Deed         Kind = "deed"
	Confirmation Kind = "confirmation"
	Correction   Kind = "correction"
)

// Form is how a confirmation names its subject.
type Form string

// The forms of section 5; the two with a leaf are one here.
const (
	ByLeaf  Form = "by leaf"
	ByCode  Form = "by code"
	ByNames Form = "by names"
)

// NoStay is the stay that nobody said.
const NoStay = -1

// Event is one event with its attributes, as section 11 looks at it.
type Event struct {
	ID
	Kind    Kind
	Local   uint64 // the local number that wrote it
	Refused int    // 0, or the error it was refused with
	Frozen  bool

	// Of a signin, a deed, and of what a confirmation says of its subject. A
	// deed has sheet 0.
	Person, Village, Sheet, Day uint64

	// Of a confirmation.
	Form     Form
	Subject  ID     // by leaf: the event it names, place and leaf
	Code     uint64 // by code
	Signed   bool   // by a personal key: means 1 and 2
	Verdict  uint64
	Stay     int
	Standing int

	// Of a correction: the event it withdraws.
	OfLog string
	OfSeq uint64
}

// Grade is what an event came to.
type Grade string

// The grades of section 11.
const (
	Withdrawn       Grade = "withdrawn"
	Disputed        Grade = "disputed"
	Confirmed       Grade = "confirmed"
	ConfirmedByCode Grade = "confirmed by code"
	Inferred        Grade = "inferred"
	Waiting         Grade = "waiting"
)

// Outcome is one signin's or deed's result.
type Outcome struct {
	Grade   Grade
	By      ID    // the confirmation that is named; zero without one
	Stay    int   // of a signin; NoStay when nobody said
	Reasons []int // of waiting: rising, each once
}

// Pair gives the outcome of every signin and deed that takes part. It is the
// rules of section 11 in their order, quadratic and without any index.
func Pair(events []Event) map[ID]Outcome {
	set := takingPart(events)
	outcomes := map[ID]Outcome{}
	for _, e := range set {
		if e.Kind == Signin || e.Kind == Deed {
			outcomes[e.ID] = set.outcome(e)
		}
	}
	return outcomes
}
