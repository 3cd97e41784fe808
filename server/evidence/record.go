package evidence

// Record is everything that speaks for and against one visit or deed. Persons, households and villages are numbers of the roster. Words are stable
// and the keys of texts; empty means not said. Ids are written log-seq, hashes in hexadecimal, times in milliseconds UTC, days as 2026-11-23.
type Record struct {
	ID        string   `json:"id"`
	Kind      string   `json:"kind"` // visit, deed
	Grade     string   `json:"grade"`
	Reasons   []string `json:"reasons,omitempty"` // why it waits: names of errors of the protocol
	Person    uint32   `json:"person"`
	Village   string   `json:"village"`
	Day       string   `json:"day"`
	By        string   `json:"by,omitempty"`      // the confirmation that made the grade
	Means     string   `json:"means,omitempty"`   // how it was signed: card, pin; the worse where the phone said both
	Custody   string   `json:"custody,omitempty"` // whose phone held the key: own, shared_hardware, shared, cadre
	Stay      string   `json:"stay,omitempty"`    // the longest that counts: passed, part, day, night
	LeftAfter *uint64  `json:"left_after_s,omitempty"`

	SignIn        *SignIn        `json:"signin,omitempty"`
	Deed          *Deed          `json:"deed,omitempty"`
	Confirmations []Confirmation `json:"confirmations"`
	SignOuts      []SignOut      `json:"signouts"`
	Corrections   []Correction   `json:"corrections"`
	Notes         []Note         `json:"notes"`
	Photos        []Photo        `json:"photos"`
	LeftOut       int            `json:"left_out"` // more sign-outs, confirmations, corrections, notes and photos than a record shows
	Segments      []Segment      `json:"segments"` // that all of it rests on, by log and first seq
	Flags         []Flag         `json:"flags"`    // to be looked at; they decide nothing
}

// Statement is what every event says of itself.
type Statement struct {
	ID        string `json:"id"`
	Leaf      string `json:"leaf"`
	Actor     uint32 `json:"actor"`  // who held the phone, as the phone claims; 0 the phone itself
	Unlock    string `json:"unlock"` // none, session, pin, card
	Time      Time   `json:"time"`
	Head      string `json:"head"`              // of its segment
	Withdrawn bool   `json:"withdrawn"`         // its author took it back
	Refused   string `json:"refused,omitempty"` // why it takes no part
}

// Time is when an event happened as far as anybody can prove. Class: interval (not before and not after are proven), not_after (only that), none.
type Time struct {
	NotBefore int64  `json:"not_before_ms,omitempty"`
	NotAfter  int64  `json:"not_after_ms,omitempty"`
	Best      int64  `json:"best_ms"`
	Class     string `json:"class"`
}

// SignIn is the sign-in of a visit.
type SignIn struct {
	Statement
	Sheet      uint32  `json:"sheet"`
	Supervisor uint32  `json:"supervisor"` // on whose sheet
	Where      string  `json:"where"`      // household, office, elsewhere
	Activity   string  `json:"activity"`
	Claimed    *uint16 `json:"claimed_min,omitempty"` // minutes after midnight, when entered later
	Paper      *uint32 `json:"paper,omitempty"`       // page that was keyed in
	Place      Place   `json:"place"`
}

// Place of the phone against the village's circle, worked out on the phone.
type Place struct {
	Class    string `json:"class"`              // inside, outside, unknown, not_asked
	Accuracy string `json:"accuracy,omitempty"` // unknown, within_10m, within_50m, within_200m, within_1km, worse
	Datum    string `json:"datum,omitempty"`    // none, wgs84, gcj02
}

// Deed is what was done.
type Deed struct {
	Statement
	Title      string   `json:"title"`
	Category   string   `json:"category"`
	Households []uint32 `json:"households"`
	Origin     string   `json:"origin"` // villager, survey, above
	Cost       *uint64  `json:"cost_fen,omitempty"`
	Task       string   `json:"task,omitempty"`
}

// Confirmation is what a supervisor said.
type Confirmation struct {
	Statement
	Belongs      bool   `json:"belongs"`            // false: at the same meeting, but pairing gave it to no record
	Standing     string `json:"standing,omitempty"` // why it is not in good standing: the name of the error
	Frozen       bool   `json:"frozen"`             // its log has two versions, an officer must look
	Form         string `json:"form"`               // same_phone, qr, visit_code, word
	Verdict      string `json:"verdict"`            // yes, no
	Stay         string `json:"stay,omitempty"`
	Satisfaction string `json:"satisfaction,omitempty"` // yes, partly, no
	Reason       string `json:"reason,omitempty"`
	Means        string `json:"means"`         // card, pin, paper_code, drawn, voice: the worse of Claimed and the key's
	Claimed      string `json:"claimed_means"` // as the signature has it
	Strokes      string `json:"strokes,omitempty"`
	Key          *Key   `json:"key,omitempty"`
}

// Key is the personal key that signed, and what it is worth.
type Key struct {
	ID      string `json:"id"`
	Event   string `json:"event"`             // that registered it
	Changed string `json:"changed,omitempty"` // that last said that it was wrapped anew, before it signed
	Person  uint32 `json:"person"`
	Custody string `json:"custody"`
	Means   string `json:"means"`   // card, pin: what wrapped it when it signed, as the phone had said before
	Vouched bool   `json:"vouched"` // the county handed its owner an appointment slip, and it was spent on this key
}

// SignOut says that the person left.
type SignOut struct {
	Statement
	Claimed *uint16 `json:"claimed_min,omitempty"`
}

// Correction takes an event of this record back.
type Correction struct {
	Statement
	Withdraws   string `json:"withdraws"`
	Replacement string `json:"replacement,omitempty"`
	Reason      string `json:"reason"`
}

// Note is free text about it.
type Note struct {
	Statement
	Text string `json:"text"`
}

// Photo shows it.
type Photo struct {
	Statement
	Manifest string   `json:"manifest"`
	Wanted   bool     `json:"wanted"` // its original is asked for
	Parts    []Part   `json:"parts"`  // in the order of sending; none before the manifest has come
	Pictures Pictures `json:"pictures"`
}

// Part is one form of a photo that the manifest names.
type Part struct {
	Role     string `json:"role"` // manifest, thumbnail, view, original
	Hash     string `json:"hash"`
	Length   uint64 `json:"length"`
	Complete int64  `json:"complete_ms,omitempty"` // when all bytes were here and checked
}

// Pictures are the county's own, upright and without metadata.
type Pictures struct {
	State     string `json:"state"`            // none, due, made, failed
	Source    string `json:"source,omitempty"` // original or view: the copy that they were made from
	From      string `json:"from,omitempty"`
	View      string `json:"view,omitempty"`
	Thumbnail string `json:"thumbnail,omitempty"`
	Width     uint32 `json:"width,omitempty"`
	Height    uint32 `json:"height,omitempty"`
	Reason    string `json:"reason,omitempty"` // why a copy could not be read: not_a_photo, too_large, too_many_pixels, damaged, missing
	Unlike    bool   `json:"unlike"`
}

// Segment is a signed run of events, and where it stands in the county's ledger.
type Segment struct {
	Head     string `json:"head"`
	Log      string `json:"log"`
	First    uint64 `json:"first"`
	Count    uint8  `json:"count"`
	State    string `json:"state"` // joined, branch
	Leaf     uint64 `json:"leaf_index"`
	Received int64  `json:"received_ms"`
}

// Flag is something to look at, with the numbers for its text.
type Flag struct {
	Word    string            `json:"word"`
	Numbers map[string]string `json:"numbers,omitempty"`
}
