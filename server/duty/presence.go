package duty

import (
	"bytes"
	"cmp"
	"slices"

	"zhucun/server/store"
	"zhucun/syncproto"
)

// day judges the villages of one day and lets one of them count: where the stay was longest, and between equals the lower code.
func (r Rule) day(villages map[syncproto.Village][]store.Visit, offset int) []Presence {
	var presences []Presence
	var best *Presence
	var longest length
	for village, visits := range villages {
		p := presence(village, visits)
		why, stayed := r.judge(visits, offset)
		p.Why, p.Counted = why, why == WhySaid || why == WhyMeasured
		if len(villages) > 1 {
			p.Notes = []string{noteSeveral}
		}
		if p.Counted && (best == nil || cmp.Or(stayed.compare(longest), cmp.Compare(best.Village, village)) > 0) {
			best, longest = &p, stayed
		}
		presences = append(presences, p)
	}
	if r.OneVillage && best != nil {
		for i := range presences {
			presences[i].yield(best.Village)
		}
	}
	return presences
}

// yield gives way to the village for which the day counts.
func (p *Presence) yield(village syncproto.Village) {
	if p.Counted && p.Village != village {
		p.Counted, p.Why = false, WhyOtherVillage
	}
}

func presence(village syncproto.Village, visits []store.Visit) Presence {
	p := Presence{Day: visits[0].Meeting.Day, Village: village}
	for _, v := range visits {
		p.Visits = append(p.Visits, v.ID)
	}
	slices.SortFunc(p.Visits, compareIDs)
	p.Visits = slices.Compact(p.Visits)
	return p
}

func compareIDs(a, b syncproto.EventID) int {
	return cmp.Or(bytes.Compare(a.Log[:], b.Log[:]), cmp.Compare(a.Seq, b.Seq))
}

// judge says why the visits of one day in one village make it count or not. Arrival and length may be shown by two of them: who signs in at a household
// and works at the office for the rest of the day was there.
func (r Rule) judge(visits []store.Visit, offset int) (Why, length) {
	why, stayed := WhyWithdrawn, length{}
	for _, v := range visits {
		why = nearer(why, r.arrival(v, offset))
		if r.counts(v) && !ahead(v, offset) {
			stayed = stayed.longer(lengthOf(v))
		}
	}
	switch {
	case why != "":
		return why, stayed
	case r.saidEnough(stayed):
		return WhySaid, stayed
	case r.longEnough(stayed):
		return WhyMeasured, stayed
	case stayed.measured:
		return WhyTooShort, stayed
	}
	return WhyNoLength, stayed
}

// ahead tells whether a sign-in's day had not begun at the latest time at which it can have been written. Nobody was anywhere on a day to come, whoever
// confirms it.
func ahead(v store.Visit, offset int) bool { return v.Meeting.Day > syncproto.DayOf(v.Hi, offset) }

// arrival says why a visit alone does not show that the person came, "" when it does.
func (r Rule) arrival(v store.Visit, offset int) Why {
	switch {
	case v.Grade == syncproto.GradeWithdrawn:
		return WhyWithdrawn
	case v.Grade == syncproto.GradeDisputed:
		return WhyDisputed
	case ahead(v, offset):
		return WhyAhead
	case r.counts(v) && r.arrives(v):
		return ""
	case r.counts(v) && v.Where == syncproto.WhereOffice:
		return WhyOffice
	case r.counts(v):
		return WhyElsewhere
	case v.Grade == syncproto.GradeInferred:
		return WhyInferred
	case v.Grade == syncproto.GradeWaiting:
		return WhyWaiting
	}
	return WhyGrade
}

// nearer is the reason that is nearer to counting.
func nearer(a, b Why) Why {
	order := []Why{WhyWithdrawn, WhyDisputed, WhyAhead, WhyWaiting, WhyInferred, WhyGrade, WhyElsewhere, WhyOffice, ""}
	return order[max(slices.Index(order, a), slices.Index(order, b))]
}
