package reader

import (
	"cmp"
	"slices"
)

// taking are the events that take part, each once.
type taking []Event

// takingPart is rule 1 and the second half of rule 2.
func takingPart(events []Event) taking {
	var once taking
	for _, e := range events {
		same := func(o Event) bool { return o.ID == e.ID }
		if !slices.Contains([]int{3, 4, 8, 9}, e.Refused) && !slices.ContainsFunc(once, same) {
			once = append(once, e)
		}
	}
	gone := func(e Event) bool { return e.Kind == Confirmation && once.withdrawn(e) }
	return slices.DeleteFunc(slices.Clone(once), gone)
}

// withdrawn is rule 2: an earlier event of the same log and the same local
// number, not itself a correction, and not signed by a personal key.
func (t taking) withdrawn(e Event) bool {
	signed := e.Kind == Confirmation && e.Signed
	return e.Kind != Correction && !signed && slices.ContainsFunc(t, func(c Event) bool {
		return c.Kind == Correction && c.OfLog == e.Log && c.OfSeq == e.Seq &&
			c.Log == e.Log && c.Seq > e.Seq && c.Local == e.Local
	})
}

// outcome is rules 7 to 10 for one signin or deed.
func (t taking) outcome(e Event) Outcome {
	if t.withdrawn(e) {
		return Outcome{Grade: Withdrawn, Stay: NoStay}
	}
	var belonging, counting []Event
	disputed := e.Frozen
	for _, c := range t {
		if owner, ok := t.owner(c); !ok || owner.ID != e.ID {
			continue
		}
		belonging = append(belonging, c)
		disputed = disputed || c.Standing == 0 && (c.Verdict == 2 || contradicts(c, e))
		if good(c) && c.Verdict == 1 {
			counting = append(counting, c)
		}
	}
	switch {
	case disputed:
		return Outcome{Grade: Disputed, Stay: NoStay}
	case len(counting) == 0:
		return Outcome{Grade: Waiting, Stay: NoStay, Reasons: reasons(belonging)}
	}
	best := slices.MinFunc(counting, better)
	out := Outcome{Grade: gradeOf(best.Form), By: best.ID, Stay: NoStay}
	if e.Kind == Signin {
		out.Stay = longest(counting)
	}
	return out
}

// owner is rules 3 to 6: the one event that a confirmation belongs to.
func (t taking) owner(c Event) (Event, bool) {
	if c.Kind != Confirmation {
		return Event{}, false
	}
	switch {
	case c.Form == ByLeaf:
		return t.only(func(e Event) bool { return e.ID == c.Subject })
	case c.Sheet == 0: // of a deed: neither six digits nor a word say which
		return Event{}, false
	case c.Form == ByCode:
		return t.only(func(e Event) bool {
			return agrees(c, e) && e.Sheet == c.Sheet && visitCode([]byte(e.Leaf)) == c.Code
		})
	default:
		if !good(c) || t.rivals(c) != 1 {
			return Event{}, false
		}
		return t.only(func(e Event) bool { return agrees(c, e) && !t.withdrawn(e) })
	}
}

// only is the one signin or deed that fits; two make neither.
func (t taking) only(fits func(Event) bool) (Event, bool) {
	var fit []Event
	for _, e := range t {
		if (e.Kind == Signin || e.Kind == Deed) && fits(e) {
			fit = append(fit, e)
		}
	}
	if len(fit) != 1 {
		return Event{}, false
	}
	return fit[0], true
}

// agrees is what rules 4 and 5 have in common: a signin of the same names.
func agrees(c, e Event) bool {
	return e.Kind == Signin && e.Person == c.Person && e.Village == c.Village && e.Day == c.Day
}

// rivals counts the confirmations in good standing that rule 5 could give the
// same event, c among them.
func (t taking) rivals(c Event) int {
	n := 0
	for _, o := range t {
		if o.Kind == Confirmation && o.Form == ByNames && good(o) && o.Sheet != 0 &&
			o.Person == c.Person && o.Village == c.Village && o.Day == c.Day {
			n++
		}
	}
	return n
}

// good is what counts under 5 and 8: standing 0, and not frozen (rule 9). A
// frozen one in good standing disputes all the same (rule 7).
func good(c Event) bool { return c.Standing == 0 && !c.Frozen }

// contradicts is the second half of rule 3; rules 4 and 5 cannot contradict. A
// confirmation with a sheet speaks of a signin, so it contradicts a deed.
func contradicts(c, e Event) bool {
	return c.Form == ByLeaf && (c.Person != e.Person || c.Village != e.Village || c.Day != e.Day || c.Sheet != e.Sheet)
}

// better is rule 8's order.
func better(a, b Event) int {
	rank := []Form{ByLeaf, ByCode, ByNames}
	return cmp.Or(cmp.Compare(slices.Index(rank, a.Form), slices.Index(rank, b.Form)), a.ID.compare(b.ID))
}

func gradeOf(form Form) Grade {
	switch form {
	case ByLeaf:
		return Confirmed
	case ByCode:
		return ConfirmedByCode
	default:
		return Inferred
	}
}

func longest(counting []Event) int {
	stay := NoStay
	for _, c := range counting {
		stay = max(stay, c.Stay)
	}
	return stay
}

// reasons is rule 9: the standings, and 8 where only the frozen log is in the way.
func reasons(belonging []Event) []int {
	var all []int
	for _, c := range belonging {
		switch {
		case c.Standing != 0:
			all = append(all, c.Standing)
		case c.Frozen:
			all = append(all, 8)
		}
	}
	slices.Sort(all)
	return slices.Compact(all)
}
