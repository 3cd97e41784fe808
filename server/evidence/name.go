package evidence

import "zhucun/syncproto"

// word picks the name of an enumerated value whose range the decoder has checked.
func word[N ~uint8](n N, names ...string) string {
	if int(n) >= len(names) {
		return ""
	}
	return names[n]
}

func whereWord(w syncproto.Where) string { return word(w, "household", "office", "elsewhere") }

func activityWord(a syncproto.Activity) string {
	return word(a, "not_said", "household_visit", "survey", "courtyard_meeting", "onsite_meeting", "guidance", "training", "committee_meeting",
		"paperwork", "works", "other")
}

func placeOf(p *syncproto.Place) Place {
	if p == nil {
		return Place{Class: "not_asked"}
	}
	return Place{
		Class:    word(p.Class, "", "inside", "outside", "unknown"),
		Accuracy: word(p.Band, "unknown", "within_10m", "within_50m", "within_200m", "within_1km", "worse"),
		Datum:    word(p.Datum, "none", "wgs84", "gcj02"),
	}
}

func categoryWord(c syncproto.Category) string {
	return word(c, "other", "road", "water", "medical", "schooling", "communication", "television", "income", "works")
}

func originWord(o syncproto.Origin) string { return word(o, "", "villager", "survey", "above") }

func unlockWord(u syncproto.Unlock) string { return word(u, "none", "session", "pin", "card") }

func formWord(f syncproto.SubjectForm) string {
	return word(f, "", "same_phone", "qr", "visit_code", "word")
}

func verdictWord(v syncproto.Verdict) string { return word(v, "", "yes", "no") }

func meansWord(m syncproto.Means) string {
	return word(m, "", "card", "pin", "paper_code", "drawn", "voice")
}

func custodyWord(c syncproto.Custody) string {
	return word(c, "", "own", "shared_hardware", "shared", "cadre")
}

func stayWord(s *syncproto.Stay) string {
	if s == nil {
		return ""
	}
	return word(*s, "passed", "part", "day", "night")
}

func satisfactionWord(s *syncproto.Satisfaction) string {
	if s == nil {
		return ""
	}
	return word(*s, "", "yes", "partly", "no")
}

func codeWord(c syncproto.Code) string {
	if c == 0 {
		return ""
	}
	return c.String()
}

func hashWord(h syncproto.Hash) string {
	if h == (syncproto.Hash{}) {
		return ""
	}
	return h.String()
}

func timeOf(a syncproto.Attributes) Time {
	t := Time{NotBefore: a.Lo, NotAfter: a.Hi, Best: a.Best, Class: "interval"}
	switch {
	case a.Hi == 0:
		t.Class = "none"
	case a.Lo == 0:
		t.Class = "not_after"
	}
	return t
}
