package syncproto

// The words by which rows, rules and the JSON API name what an event says in numbers. They are stable: texts for people are found by them. A number that no
// decoder lets through has none.

// String is household, office or elsewhere.
func (w Where) String() string { return nameOf(w, "household", "office", "elsewhere") }

// String is not_said, household_visit, survey, …
func (a Activity) String() string {
	return nameOf(a, "not_said", "household_visit", "survey", "courtyard_meeting", "onsite_meeting", "guidance", "training", "committee_meeting",
		"paperwork", "works", "other")
}

// String is inside, outside or unknown.
func (c PlaceClass) String() string { return nameOf(c, "", "inside", "outside", "unknown") }

// String is none, wgs84 or gcj02.
func (d Datum) String() string { return nameOf(d, "none", "wgs84", "gcj02") }

// String is other, road, water, …
func (c Category) String() string {
	return nameOf(c, "other", "road", "water", "medical", "schooling", "communication", "television", "income", "works")
}

// String is villager, survey or above.
func (o Origin) String() string { return nameOf(o, "", "villager", "survey", "above") }

// String is none, session, pin or card.
func (u Unlock) String() string { return nameOf(u, "none", "session", "pin", "card") }

// String is same_phone, qr, visit_code or word.
func (f SubjectForm) String() string { return nameOf(f, "", "same_phone", "qr", "visit_code", "word") }

// String is yes or no.
func (v Verdict) String() string { return nameOf(v, "", "yes", "no") }

// String is card, pin, paper_code, drawn or voice.
func (m Means) String() string { return nameOf(m, "", "card", "pin", "paper_code", "drawn", "voice") }

// String is own, shared_hardware, shared or cadre.
func (c Custody) String() string { return nameOf(c, "", "own", "shared_hardware", "shared", "cadre") }

// String is passed, part, day or night.
func (s Stay) String() string { return nameOf(s, "passed", "part", "day", "night") }

// String is yes, partly or no.
func (s Satisfaction) String() string { return nameOf(s, "", "yes", "partly", "no") }

func nameOf[N ~uint8](n N, names ...string) string {
	if int(n) >= len(names) {
		return ""
	}
	return names[n]
}
