package dossier

import "zhucun/syncproto"

// State says how one thing stands.
type State string

// States.
const (
	Proven   State = "proven"   // a signature or hash that was checked here
	Attested State = "attested" // the county says so under its signature; nobody else can check it
	Open     State = "open"     // nothing in here shows it
	Damaged  State = "damaged"  // something in here contradicts it
)

// Item is one thing that was looked at. What is a stable word, also the end of the key of its text; Where names the member, and after "#" the seq of
// the event.
type Item struct {
	What  string `json:"what"`
	State State  `json:"state"`
	Where string `json:"where"`
}

// What items speak of.
const (
	WhatMember            = "member"             // a member is as the county sealed it
	WhatSeal              = "seal"               // the county's seal over the contents
	WhatCounty            = "county"             // the county document names the key that was given
	WhatCheckpoint        = "checkpoint"         // the county's signature over its ledger
	WhatLedger            = "ledger"             // the segment stands in the ledger
	WhatReceipt           = "receipt"            // the county's receipt for the segment
	WhatEnrolment         = "enrolment"          // the install holds the key of its genesis
	WhatAdmission         = "admission"          // the county enrolled this install
	WhatDeviceSignature   = "device_signature"   // the segment is signed by its log's key
	WhatRotation          = "rotation"           // the log went over to a new key that was held
	WhatChain             = "chain"              // the segment follows the one before
	WhatSubject           = "subject"            // the record's own event is here
	WhatPersonKey         = "person_key"         // who wrote the key event held the personal key
	WhatPersonalSignature = "personal_signature" // the supervisor's key signed this very statement
	WhatStanding          = "standing"           // vouched for, appointed, not the doer, not kin: the county's word
	WhatPhoto             = "photo"              // the bytes are those that the phone named when it signed
	WhatNotBefore         = "not_before"         // the phone knew a checkpoint of that time
	WhatNotAfter          = "not_after"          // the county's ledger held it by that time
	WhatGrade             = "grade"              // the grade that the county claims follows from what was checked
)

// What no dossier proves. Those about a confirmation, a photo or a key are named only where there is one.
const (
	LimitHolder   = "who_held_the_phone"
	LimitClock    = "wall_clock"
	LimitLeftOut  = "nothing_left_out"
	LimitSameBook = "same_ledger_for_all"
	LimitNames    = "names"
	LimitVouching = "vouching"
	LimitMeans    = "means"
	LimitShows    = "photo_shows_it"
	LimitTaken    = "photo_time"

	LimitCustodyOwn      = "custody_own"
	LimitCustodyHardware = "custody_shared_hardware"
	LimitCustodyShared   = "custody_shared"
	LimitCustodyCadre    = "custody_cadre"
)

// Report is what a dossier proves.
type Report struct {
	Subject syncproto.EventID // the record's sign-in or deed; zero when the contents cannot be read
	Claimed string            // grade by the county
	Grade   syncproto.Grade   // grade by these checks, never above Claimed; 0 when the record's own event is not proven
	Lo, Hi  int64             // milliseconds UTC by the county's signed checkpoints: not before, not after; 0 where not shown
	Items   []Item            // in the order of checking
	Limits  []string          // what is not proven, whatever the items say
}

// Damaged lists the items that are damaged; none means that the dossier holds together.
func (r Report) Damaged() []Item {
	var damaged []Item
	for _, item := range r.Items {
		if item.State == Damaged {
			damaged = append(damaged, item)
		}
	}
	return damaged
}

func (r *Report) add(what string, state State, where string) {
	r.Items = append(r.Items, Item{what, state, where})
}

// found adds an item that is proven or damaged.
func (r *Report) found(what string, holds bool, where string) {
	if holds {
		r.add(what, Proven, where)
	} else {
		r.add(what, Damaged, where)
	}
}

// limit adds a limit once.
func (r *Report) limit(name string) {
	for _, have := range r.Limits {
		if have == name {
			return
		}
	}
	r.Limits = append(r.Limits, name)
}
