package evidence

import (
	"fmt"
	"strconv"

	"zhucun/server/store"
	"zhucun/syncproto"
)

// Words of flags. Each is the last part of a key of its text.
const (
	flagSeveral     = "several_villages" // signed in in several villages that day (R21)
	flagOfficeOnly  = "office_only"      // that day in this village at the committee's office only (R22)
	flagLater       = "entered_later"    // the time was claimed afterwards (R24)
	flagBeneficiary = "sole_beneficiary" // the confirming household alone had the benefit (R99)
	flagForked      = "log_forked"       // the phone's log has two versions from a seq on
	flagUnlike      = "photo_unlike"     // a photo's view does not look like its original
	flagAhead       = "day_ahead"        // the day lay ahead when the county had the record
	flagLong        = "day_long_before"  // it was written long after the day
	flagCard        = "card_unknown"     // the signature says a card, and the phone had said a PIN
	flagPIN         = "pin_unknown"      // the signature says a PIN, and the phone had said a card
	flagNoSheet     = "sheet_unknown"    // no supervisor of the village has that sheet
	flagSheetNames  = "sheet_names"      // the sheet is that of another household than the supervisor's whom the sign-in names
	flagSheetSigns  = "sheet_signs"      // it is that of another household than the supervisor's who confirmed
)

func (l *loader) addFlags() error {
	if err := l.flagLog(); err != nil {
		return err
	}
	for _, photo := range l.record.Photos {
		if photo.Pictures.Unlike {
			l.flag(flagUnlike, "photo", photo.ID)
		}
	}
	l.flagTime()
	l.flagMeans()
	if l.deed != nil {
		return l.flagBeneficiary()
	}
	l.flagSheet()
	if claimed := l.record.SignIn.Claimed; claimed != nil {
		l.flag(flagLater, "time", fmt.Sprintf("%02d:%02d", *claimed/60, *claimed%60))
	}
	return l.flagDay()
}

// flag takes names and values in turn.
func (l *loader) flag(word string, numbers ...string) {
	f := Flag{Word: word, Numbers: map[string]string{}}
	for i := 0; i+1 < len(numbers); i += 2 {
		f.Numbers[numbers[i]] = numbers[i+1]
	}
	l.record.Flags = append(l.record.Flags, f)
}

func (l *loader) flagLog() error {
	log, err := l.tx.Log(l.visit.ID.Log)
	if err == nil && log.ForkedAt != 0 && l.visit.ID.Seq >= log.ForkedAt {
		l.flag(flagForked, "phone", strconv.FormatUint(uint64(log.Ordinal), 10), "seq", strconv.FormatUint(log.ForkedAt, 10))
	}
	return err
}

// flagDay looks at the person's other sign-ins of the day that were not taken back.
func (l *loader) flagDay() error {
	visits, err := l.sameDay()
	if err != nil {
		return err
	}
	villages, reached := map[syncproto.Village]bool{l.visit.Meeting.Village: true}, false
	for _, v := range visits {
		if v.Meeting.Deed || v.Grade == syncproto.GradeWithdrawn {
			continue
		}
		villages[v.Meeting.Village] = true
		reached = reached || v.Meeting.Village == l.visit.Meeting.Village && v.Where != syncproto.WhereOffice
	}
	if len(villages) > 1 {
		l.flag(flagSeveral, "villages", strconv.Itoa(len(villages)))
	}
	if l.visit.Where == syncproto.WhereOffice && !reached {
		l.flag(flagOfficeOnly)
	}
	return nil
}

// dayLimit is how many visits and deeds of a day are looked at.
const dayLimit = 200

// sameDay lists all visits and deeds of the person on the record's day; a person who has more than the limit is flagged by those.
func (l *loader) sameDay() ([]store.Visit, error) {
	at := l.visit.Meeting
	return l.tx.VisitsBy(store.VisitQuery{Person: at.Person, From: at.Day, To: at.Day, Limit: dayLimit})
}

// flagBeneficiary asks whether the household that confirmed a deed is the only one it was done for.
func (l *loader) flagBeneficiary() error {
	if len(l.deed.Households) != 1 {
		return nil
	}
	for _, c := range l.record.Confirmations {
		home, known := l.roster.HouseholdOf(syncproto.Person(c.Actor), l.visit.Meeting.Village, l.visit.Meeting.Day)
		if c.Belongs && known && home == l.deed.Households[0] {
			l.flag(flagBeneficiary, "household", strconv.FormatUint(uint64(home), 10))
			return nil
		}
	}
	return nil
}
