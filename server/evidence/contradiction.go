package evidence

import (
	"slices"
	"strconv"

	"zhucun/server/roster"
	"zhucun/syncproto"
)

// longBefore is by how many days a record may be written after its day before that is something to look at: a week without a phone is nothing strange.
const longBefore = 7

// flagTime holds the day that two people signed against what is proven of when they wrote it. It moves no day.
func (l *loader) flagTime() {
	day := l.visit.Meeting.Day
	if received := syncproto.DayOf(l.visit.Hi, l.offset); l.visit.Hi != 0 && day > received {
		l.flag(flagAhead, "day", day.String(), "received", received.String(), "days", strconv.Itoa(int(day-received)))
	}
	if written := syncproto.DayOf(l.visit.Lo, l.offset); l.visit.Lo != 0 && written-day > longBefore {
		l.flag(flagLong, "day", day.String(), "written", written.String(), "days", strconv.Itoa(int(written-day)))
	}
}

// flagMeans looks at the confirmations of this record whose signature says otherwise than the phone had said of the key.
func (l *loader) flagMeans() {
	for _, c := range l.record.Confirmations {
		if !c.Belongs || c.Key == nil || c.Claimed == c.Key.Means {
			continue
		}
		word := flagPIN
		if c.Claimed == syncproto.MeansCard.String() {
			word = flagCard
		}
		l.flag(word, "person", number(c.Actor))
	}
}

// flagSheet holds the sheet against the roster. A sheet is kept in one home for ever; who confirms on it is of that home, or the deputy of somebody there.
func (l *loader) flagSheet() {
	at, signin := l.visit.Meeting, l.record.SignIn
	keepers := slices.DeleteFunc(l.roster.SupervisorsOn(at.Village, at.Day), func(s roster.Supervisor) bool { return uint32(s.Sheet) != signin.Sheet })
	sheet := number(signin.Sheet)
	if len(keepers) == 0 {
		l.flag(flagNoSheet, "sheet", sheet)
		return
	}
	if !l.keeps(keepers, signin.Supervisor) {
		l.flag(flagSheetNames, "sheet", sheet, "household", number(uint32(keepers[0].Household)), "person", number(signin.Supervisor))
	}
	for _, c := range l.record.Confirmations {
		if c.Belongs && !l.keeps(keepers, c.Actor) {
			l.flag(flagSheetSigns, "sheet", sheet, "household", number(uint32(keepers[0].Household)), "person", number(c.Actor))
		}
	}
}

func (l *loader) keeps(keepers []roster.Supervisor, person uint32) bool {
	who, at := syncproto.Person(person), l.visit.Meeting
	home, known := l.roster.HouseholdOf(who, at.Village, at.Day)
	return slices.ContainsFunc(keepers, func(s roster.Supervisor) bool {
		return s.Person == who || s.Deputy == who || known && s.Household == home
	})
}

func number(n uint32) string { return strconv.FormatUint(uint64(n), 10) }
