package syncproto

import (
	"bytes"
	"cmp"
	"slices"
)

// Grade of a visit or a deed (SPEC.md section 11).
type Grade uint8

// Grades. Withdrawn is no grade of trust: its author took the event back.
const (
	GradeWaiting         Grade = 1
	GradeInferred        Grade = 2
	GradeConfirmedByCode Grade = 3
	GradeConfirmed       Grade = 4
	GradeDisputed        Grade = 5
	GradeWithdrawn       Grade = 6
)

var gradeNames = [...]string{"", "waiting", "inferred", "confirmed_by_code", "confirmed", "disputed", "withdrawn"}

// String is the grade's name in tables and in the catalogue of messages.
func (g Grade) String() string { return gradeNames[g] }

// Attributes are given to an event once, at ingest, and never change.
type Attributes struct {
	Lo, Hi, Best int64 // milliseconds UTC: not before, not after, best estimate
	Frozen       bool  // stands on or after a fork that no officer has settled, or was signed by an old key
	Refused      Code  // 3, 4, 8 or 9: takes no part
	Standing     Code  // of a confirmation: 0 good, else the first error of 11, 12, 13, 14, 15, 16
	Subject      Leaf  // of a confirmation by leaf: the leaf that its statement names
}

// Attested is an event with its place, leaf and attributes.
type Attested struct {
	ID   EventID
	Leaf Leaf
	Event
	Attributes
}

// Paired is a sign-in or deed with what supervisors said of it.
type Paired struct {
	Subject       Attested
	Grade         Grade
	By            *Attested  // the confirmation that made the grade, nil when waiting or withdrawn
	Confirmations []Attested // all that belong to it, rising
	Stay          *Stay      // longest stay said by confirmations that count
	Reasons       []Code     // when waiting: the standings of what belongs to it, rising
}

// Pairing is the result of Pair.
type Pairing struct {
	Paired   []Paired   // rising by (log, seq, leaf)
	Unpaired []Attested // confirmations that belong to nothing, rising
}

// Pair grades every sign-in and deed of a set of events. It is a pure function of the set: order and repetition change nothing. The numbers in
// the comments are the rules of SPEC.md section 11.
func Pair(events []Attested) Pairing {
	p := newPairer(events)
	var result Pairing
	for _, c := range p.confirmations {
		if subject, ok := p.belongs(c); ok {
			p.said[subject] = append(p.said[subject], c)
		} else {
			result.Unpaired = append(result.Unpaired, c)
		}
	}
	for _, s := range p.subjects {
		result.Paired = append(result.Paired, p.grade(s))
	}
	return result
}

// place tells events apart, also the two of a fork (rule 1).
type place struct {
	id   EventID
	leaf Leaf
}

// meeting is what a visit or deed and its confirmation agree on (rules 4 and 5).
type meeting struct {
	deed    bool
	person  Person
	village Village
	day     Day
}

type pairer struct {
	subjects      []Attested
	confirmations []Attested
	withdrawn     map[EventID]bool
	at            map[place]Attested
	atMeeting     map[meeting][]Attested
	byWord        map[meeting]int // confirmations without leaf or code, in good standing
	said          map[place][]Attested
}

func newPairer(events []Attested) *pairer {
	p := &pairer{withdrawn: map[EventID]bool{}, at: map[place]Attested{}, atMeeting: map[meeting][]Attested{},
		byWord: map[meeting]int{}, said: map[place][]Attested{}}
	events = distinct(events)
	p.withdraw(events)
	for _, e := range events {
		switch body := e.Body.(type) {
		case SignIn, Deed:
			p.addSubject(e)
		case Confirmation:
			p.addConfirmation(e, body)
		}
	}
	return p
}

// distinct sorts and applies rule 1.
func distinct(events []Attested) []Attested {
	kept := make([]Attested, 0, len(events))
	for _, e := range events {
		if e.Refused == 0 {
			kept = append(kept, e)
		}
	}
	slices.SortFunc(kept, compareAttested)
	return slices.CompactFunc(kept, func(a, b Attested) bool { return compareAttested(a, b) == 0 })
}

func compareAttested(a, b Attested) int {
	return cmp.Or(bytes.Compare(a.ID.Log[:], b.ID.Log[:]), cmp.Compare(a.ID.Seq, b.ID.Seq), bytes.Compare(a.Leaf[:], b.Leaf[:]))
}

// withdraw applies rule 2: an actor takes back an event of the same log, but no correction, and nothing that a supervisor's key has signed.
func (p *pairer) withdraw(events []Attested) {
	actors := map[EventID]Local{}
	for _, e := range events {
		if withdrawable(e.Body) {
			actors[e.ID] = e.Actor.Local()
		}
	}
	for _, e := range events {
		correction, ok := e.Body.(Correction)
		if !ok {
			continue
		}
		target, ok := correction.Withdrawn.Resolve(e.ID)
		if author, known := actors[target]; ok && known && target.Log == e.ID.Log && author == e.Actor.Local() {
			p.withdrawn[target] = true
		}
	}
}

func withdrawable(body Body) bool {
	switch body := body.(type) {
	case Correction:
		return false
	case Confirmation:
		return !body.Means.HasKey()
	}
	return true
}

func (p *pairer) addSubject(e Attested) {
	p.subjects = append(p.subjects, e)
	p.at[place{e.ID, e.Leaf}] = e
	p.atMeeting[meetingOf(e)] = append(p.atMeeting[meetingOf(e)], e)
}

func (p *pairer) addConfirmation(e Attested, c Confirmation) {
	if p.withdrawn[e.ID] {
		return
	}
	p.confirmations = append(p.confirmations, e)
	if c.Subject.Form == ByWord && counts(e) {
		p.byWord[confirmedMeeting(c)]++
	}
}

func meetingOf(e Attested) meeting {
	switch body := e.Body.(type) {
	case SignIn:
		return meeting{false, body.Person, body.Village, body.Day}
	case Deed:
		return meeting{true, body.Person, body.Village, body.Day}
	}
	return meeting{}
}

func confirmedMeeting(c Confirmation) meeting {
	return meeting{c.Sheet == 0, c.Cadre, c.Village, c.Day}
}

// counts: in good standing and not from a frozen log.
func counts(e Attested) bool { return e.Standing == 0 && !e.Frozen }

// belongs applies rules 3 to 6: the one event, if any, that a confirmation speaks of.
func (p *pairer) belongs(e Attested) (place, bool) {
	found := p.fitting(e)
	if len(found) != 1 {
		return place{}, false
	}
	return place{found[0].ID, found[0].Leaf}, true
}

func (p *pairer) fitting(e Attested) []Attested {
	c := e.Body.(Confirmation)
	meeting := confirmedMeeting(c)
	switch {
	case c.Subject.Form == BySamePhone, c.Subject.Form == ByQR:
		if s, ok := p.at[subjectOf(e, c)]; ok {
			return []Attested{s}
		}
	case meeting.deed: // a code or a word does not say what the deed was
	case c.Subject.Form == ByVisitCode:
		return keep(p.atMeeting[meeting], func(s Attested) bool { return sheetOf(s) == c.Sheet && VisitCodeOf(s.Leaf) == c.Subject.Code })
	case p.byWord[meeting] == 1 && counts(e):
		return keep(p.atMeeting[meeting], func(s Attested) bool { return !p.withdrawn[s.ID] })
	}
	return nil
}

// subjectOf is the place that a confirmation by leaf names: its leaf alone could stand in two logs.
func subjectOf(e Attested, c Confirmation) place {
	if c.Subject.Form == ByQR {
		return place{c.Subject.Event, e.Subject}
	}
	id, _ := Ref{Back: c.Subject.Back}.Resolve(e.ID)
	return place{id, e.Subject}
}

func keep(events []Attested, fits func(Attested) bool) []Attested {
	return slices.DeleteFunc(slices.Clone(events), func(e Attested) bool { return !fits(e) })
}

func sheetOf(e Attested) Sheet {
	if s, ok := e.Body.(SignIn); ok {
		return s.Sheet
	}
	return 0
}

// grade applies rules 2 and 7 to 10.
func (p *pairer) grade(s Attested) Paired {
	paired := Paired{Subject: s, Grade: GradeWaiting, Confirmations: p.said[place{s.ID, s.Leaf}]}
	for i := range paired.Confirmations {
		c := &paired.Confirmations[i]
		switch grade := said(s, *c); {
		case grade == GradeWaiting:
			paired.Reasons = append(paired.Reasons, reason(*c))
		case grade > paired.Grade:
			paired.Grade, paired.By = grade, c
		}
		if said(s, *c) != GradeWaiting && said(s, *c) != GradeDisputed {
			paired.Stay = longer(paired.Stay, c.Body.(Confirmation).Stay)
		}
	}
	slices.Sort(paired.Reasons)
	paired.Reasons = slices.Compact(paired.Reasons)
	return p.settle(paired)
}

// settle lets withdrawal and a frozen log prevail over what was said, and drops reasons that no longer matter.
func (p *pairer) settle(paired Paired) Paired {
	switch {
	case p.withdrawn[paired.Subject.ID]:
		paired.Grade, paired.By, paired.Stay = GradeWithdrawn, nil, nil
	case paired.Subject.Frozen:
		paired.Grade, paired.By = GradeDisputed, nil
	}
	if paired.Grade != GradeWaiting {
		paired.Reasons = nil
	}
	return paired
}

// said is the grade that one confirmation gives to the event it belongs to.
func said(s, e Attested) Grade {
	c := e.Body.(Confirmation)
	switch {
	case e.Standing != 0:
		return GradeWaiting
	case c.Verdict == VerdictNo, meetingOf(s) != confirmedMeeting(c), sheetOf(s) != c.Sheet && c.Subject.Form != ByWord:
		return GradeDisputed
	case e.Frozen:
		return GradeWaiting
	case c.Subject.Form == ByVisitCode:
		return GradeConfirmedByCode
	case c.Subject.Form == ByWord:
		return GradeInferred
	}
	return GradeConfirmed
}

// reason why a confirmation does not count.
func reason(e Attested) Code {
	if e.Standing != 0 {
		return e.Standing
	}
	return CodeFork
}

func longer(a, b *Stay) *Stay {
	if a == nil || b != nil && *b > *a {
		return b
	}
	return a
}
