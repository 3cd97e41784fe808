package prototest

import "zhucun/syncproto"

// SignIn is that of the cadre at the supervisor's home today, with no item that may be absent.
func SignIn() syncproto.SignIn {
	return syncproto.SignIn{Person: Cadre, Village: Village, Sheet: Sheet, Supervisor: Supervisor, Day: Today, Activity: syncproto.ActivityHouseholdVisit}
}

// Deed is one of the cadre today, with no item that may be absent.
func Deed() syncproto.Deed {
	return syncproto.Deed{Person: Cadre, Village: Village, Day: Today, Title: "修水池", Category: syncproto.CategoryWater,
		Households: []syncproto.Household{90_412}, Origin: syncproto.OriginVillager}
}

// Confirms says yes to SignIn, of which the subject tells how it is known. Means and proof are for the caller to add.
func Confirms(subject syncproto.Subject) syncproto.Confirmation {
	return syncproto.Confirmation{Subject: subject, Cadre: Cadre, Village: Village, Sheet: Sheet, Day: Today, Verdict: syncproto.VerdictYes}
}

// ConfirmsDeed says yes to Deed.
func ConfirmsDeed(subject syncproto.Subject) syncproto.Confirmation {
	c := Confirms(subject)
	c.Sheet = 0
	return c
}

// Back is a subject that stands so many places before on the same phone.
func Back(places uint64) syncproto.Subject {
	return syncproto.Subject{Form: syncproto.BySamePhone, Back: places}
}

// ByCode is a subject whose visit code was read aloud.
func ByCode(code syncproto.VisitCode) syncproto.Subject {
	return syncproto.Subject{Form: syncproto.ByVisitCode, Code: code}
}

// ByQR is a subject on another phone.
func ByQR(id syncproto.EventID, leaf syncproto.Leaf) syncproto.Subject {
	return syncproto.Subject{Form: syncproto.ByQR, Event: id, Leaf: leaf}
}

// ByWord is a subject of which only the day is known.
func ByWord() syncproto.Subject { return syncproto.Subject{Form: syncproto.ByWord} }

// Of points at a value, for the items that may be absent.
func Of[T any](value T) *T { return &value }
