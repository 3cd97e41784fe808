// Package duty counts the days a person was in a village, by a rule that is data (R94).
//
// It reads visits as they were projected and grades nothing itself. It ranks nobody and gives no score: a result is one person's month, in which
// every day opens to the records behind it.
//
// Words: a day is what the person and the supervisor signed, never a clock's; it counts with a confirmed arrival at a household and either a sign-out
// long enough after it or a stay that the household stated; a presence is one village on one day.
//
// Flow: [Rule.Sheet] reads a month of a place and gives a [Figure] for each person in each village, with the days behind it, in the roster's order;
// [Rule.Month] reads one person's month; both judge by [Rule.Days]. [ReadRule] finds the county's rule, [Rule.Minimum] is the norm that stands beside a
// figure. Whether somebody met it is for people to say.
//
// Laws: pure and total, the order of visits changes nothing; a civil day counts once at most; a day that lay ahead when the county had the record never
// counts; each day says why it counts or not, in a stable word whose text stands in the catalogue under page.why.
package duty

import (
	"cmp"
	"slices"

	"zhucun/server/store"
	"zhucun/syncproto"
)

// Why a presence counts or not. Each is the last word of a key under page.why.
type Why string

// Why it does not, from the least that was shown to the most; a presence names the reason that is nearest to counting.
const (
	WhyWithdrawn    Why = "withdrawn"      // every sign-in was taken back by who wrote it
	WhyDisputed     Why = "disputed"       // the supervisor says no, or an officer has to look at the phone
	WhyAhead        Why = "ahead"          // the day lay ahead when the county had the sign-in
	WhyWaiting      Why = "waiting"        // no confirmation in good standing
	WhyInferred     Why = "inferred"       // confirmed without saying which sign-in
	WhyGrade        Why = "other_grade"    // confirmed, by a grade that the county's rule does not let count
	WhyElsewhere    Why = "elsewhere_only" // confirmed, but never at a household
	WhyOffice       Why = "office_only"    // confirmed at the office of the village committee alone (R22)
	WhyNoLength     Why = "no_length"      // nobody said how long: no sign-out, or the phone was started again before it; no stay
	WhyTooShort     Why = "too_short"      // sign-out before the hours were over, and no stay that suffices
	WhyOtherVillage Why = "other_village"  // it would count, but the day has counted for another village (R21)
)

// Why it counts.
const (
	WhySaid     Why = "said"     // confirmed at arrival, and the household said how long
	WhyMeasured Why = "measured" // confirmed at arrival, and the sign-out came after the hours
)

// noteSeveral stands beside each presence of a day on which the person signed in in several villages (R21).
const noteSeveral = "several_villages"

// Presence is one person in one village on one day.
type Presence struct {
	Day     syncproto.Day
	Village syncproto.Village
	Counted bool
	Why     Why
	Notes   []string // stable words to show beside it: several_villages
	Visits  []syncproto.EventID
}

// Days judges the visits of one person: one presence for each day and village, rising. Deeds among them are passed over. offset is the county's civil time
// in minutes from UTC.
func (r Rule) Days(visits []store.Visit, offset int) []Presence {
	byDay := map[syncproto.Day]map[syncproto.Village][]store.Visit{}
	for _, v := range visits {
		at := v.Meeting
		if at.Deed {
			continue
		}
		if byDay[at.Day] == nil {
			byDay[at.Day] = map[syncproto.Village][]store.Visit{}
		}
		byDay[at.Day][at.Village] = append(byDay[at.Day][at.Village], v)
	}
	var all []Presence
	for _, villages := range byDay {
		all = append(all, r.day(villages, offset)...)
	}
	slices.SortFunc(all, func(a, b Presence) int { return cmp.Or(cmp.Compare(a.Day, b.Day), cmp.Compare(a.Village, b.Village)) })
	return all
}

// Count is the number of civil days that count, for whichever village.
func Count(presences []Presence) int {
	days := map[syncproto.Day]bool{}
	for _, p := range presences {
		if p.Counted {
			days[p.Day] = true
		}
	}
	return len(days)
}
