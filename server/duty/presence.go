package duty

import (
	"bytes"
	"cmp"
	"slices"

	"zhucun/server/store"
	"zhucun/syncproto"
)

// day judges the villages of one day and lets one of them count: where the stay was longest, and between equals the lower code.
func (r Rule) day(villages map[syncproto.Village][]store.Visit) []Presence {
	var presences []Presence
	var best *Presence
	var longest length
	for village, visits := range villages {
		p := presence(village, visits)
		var stayed length
		p.Why, stayed = r.judge(visits)
		p.Counted = p.Why == ""
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

// judge says why the visits of one day in one village do not make it count, "" when they do. Arrival and length may be shown by two of them: who
// signs in at a household and works at the office for the rest of the day was there.
func (r Rule) judge(visits []store.Visit) (Why, length) {
	why, stayed := WhyWithdrawn, length{}
	for _, v := range visits {
		why = nearer(why, r.arrival(v))
		if r.counts(v) {
			stayed = stayed.longer(lengthOf(v))
		}
	}
	switch {
	case why != "" || r.suffices(stayed):
		return why, stayed
	case stayed.measured:
		return WhyTooShort, stayed
	}
	return WhyNoLength, stayed
}

// arrival says why a visit alone does not show that the person came, "" when it does.
func (r Rule) arrival(v store.Visit) Why {
	switch {
	case v.Grade == syncproto.GradeWithdrawn:
		return WhyWithdrawn
	case v.Grade == syncproto.GradeDisputed:
		return WhyDisputed
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
	order := []Why{WhyWithdrawn, WhyDisputed, WhyWaiting, WhyInferred, WhyGrade, WhyElsewhere, WhyOffice, ""}
	return order[max(slices.Index(order, a), slices.Index(order, b))]
}
