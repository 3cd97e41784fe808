package console

// Reasons are why the record waits, or on what the accounts differ.
func (v view) Reasons() []string {
	if v.page.Grade == "disputed" {
		return []string{v.dispute()}
	}
	return v.each("reason", v.page.Reasons)
}

// dispute is what made the grade: a confirmation that says no or something else than the record, or else the log's two versions.
func (v view) dispute() string {
	c := v.page.confirmation()
	switch {
	case c == nil:
		return v.T("page.dispute.fork")
	case c.Verdict == "no":
		return v.T("page.dispute."+c.Verdict+"_"+v.page.Kind, "supervisor", v.page.person(c.Actor))
	}
	return v.T("page.dispute.differs", "supervisor", v.page.person(c.Actor))
}

// Remedies are what one can do: about what is missing, and for whoever knows it to be otherwise.
func (v view) Remedies() []string {
	list := v.each("remedy", v.page.Reasons)
	switch v.page.Grade {
	case "waiting":
		if len(list) == 0 {
			list = append(list, v.T("page.remedy."+v.page.Grade+"_"+v.page.Kind))
		}
	case "confirmed":
	default:
		list = append(list, v.T("page.remedy."+v.page.Grade))
	}
	return append(list, v.T("page.remedy.otherwise"))
}

func (v view) each(family string, list []string) []string {
	var texts []string
	for _, word := range list {
		texts = append(texts, v.word(family, word))
	}
	return texts
}
