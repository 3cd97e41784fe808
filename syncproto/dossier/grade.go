package dossier

import "zhucun/syncproto"

// grade pairs again what was proven, by the rule that the county uses, and lets the lower of the two grades stand: the county may know of something
// that speaks against the record, and never of something that speaks for it and cannot be shown.
func (c *checker) grade() {
	for _, limit := range []string{LimitHolder, LimitClock, LimitLeftOut, LimitSameBook, LimitNames} {
		c.report.limit(limit)
	}
	events := make([]syncproto.Attested, 0, len(c.events))
	for _, a := range c.events {
		events = append(events, a.Attested)
	}
	for _, paired := range syncproto.Pair(events).Paired {
		if paired.Subject.ID == c.subject.id && paired.Subject.Leaf == c.subject.leaf {
			c.settle(paired.Grade)
		}
	}
	c.interval()
}

func (c *checker) settle(shown syncproto.Grade) {
	claimed, known := gradeOf(c.report.Claimed)
	switch {
	case !known:
		c.report.Grade = shown
		c.report.add(WhatGrade, Damaged, ContentsName)
	case trust(claimed) > trust(shown):
		c.report.Grade = shown
		c.report.add(WhatGrade, Open, ContentsName)
	case claimed == shown:
		c.report.Grade = shown
		c.report.add(WhatGrade, Proven, ContentsName)
	default:
		c.report.Grade = claimed
		c.report.add(WhatGrade, Attested, ContentsName)
	}
}

func gradeOf(name string) (syncproto.Grade, bool) {
	for g := syncproto.GradeWaiting; g <= syncproto.GradeWithdrawn; g++ {
		if g.String() == name {
			return g, true
		}
	}
	return 0, false
}

// trust orders grades: what is disputed or withdrawn is worth less than what waits.
func trust(g syncproto.Grade) int {
	switch g {
	case syncproto.GradeConfirmed:
		return 4
	case syncproto.GradeConfirmedByCode:
		return 3
	case syncproto.GradeInferred:
		return 2
	case syncproto.GradeWaiting:
		return 1
	}
	return 0
}

// notBefore is the newest checkpoint that the chain up to a segment, as far as it is in here, is bound to: what follows was written later. bound tells
// whether it names any.
func (c *checker) notBefore(last segment) (lo int64, bound bool) {
	for s, here := last, true; here; s, here = c.before(s) {
		if s.Header.Anchor != nil {
			lo, bound = max(lo, c.anchors[*s.Header.Anchor]), true
		}
	}
	return lo, bound
}

// interval is the county's signed time on either side of the record's own event.
func (c *checker) interval() {
	a, here := c.events[c.subject]
	if !here {
		return
	}
	if lo, bound := c.notBefore(a.segment); lo != 0 {
		c.report.Lo = lo
		c.report.add(WhatNotBefore, Proven, a.where())
	} else if bound {
		c.report.add(WhatNotBefore, Open, a.where())
	}
	c.report.Hi = c.checkpoint.Time
	c.report.add(WhatNotAfter, Proven, a.where())
}
