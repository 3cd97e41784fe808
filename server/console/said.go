package console

import (
	"html/template"

	"zhucun/server/evidence"
)

// said is what one supervisor said, in lines.
type said struct {
	Who     string
	Verdict string // yes, no: the style's word too
	Lines   []string
}

// Said is what households said of this very record.
func (v view) Said() []said {
	var list []said
	for _, c := range v.page.Confirmations {
		if c.Belongs {
			list = append(list, v.say(c))
		}
	}
	return list
}

func (v view) say(c evidence.Confirmation) said {
	s := said{Who: v.page.person(c.Actor), Verdict: c.Verdict}
	s.Lines = append(s.Lines, v.T("page.said."+c.Verdict+"_"+v.page.Kind))
	for _, line := range []string{v.word("stay", c.Stay), v.word("satisfaction", c.Satisfaction), quoted(v, c.Reason), v.word("signed", c.Means)} {
		if line != "" {
			s.Lines = append(s.Lines, line)
		}
	}
	switch {
	case c.Standing != "":
		s.Lines = append(s.Lines, v.word("reason", c.Standing))
	case c.Frozen:
		s.Lines = append(s.Lines, v.T("page.reason.fork"))
	}
	if c.Withdrawn {
		s.Lines = append(s.Lines, v.T("page.said.withdrawn"))
	}
	return s
}

func quoted(v view, text string) string {
	if text == "" {
		return ""
	}
	return v.T("page.said.words", "text", isolated(text))
}

// remark is something added later; Link leads to the record that takes this one's place.
type remark struct {
	Text string
	Link template.URL
}

// Remarks are notes and corrections.
func (v view) Remarks() []remark {
	var list []remark
	for _, n := range v.page.Notes {
		text := v.T("page.remark.note", "person", v.page.person(n.Actor), "text", isolated(n.Text))
		if n.Withdrawn {
			text = v.T("page.remark.withdrawn", "remark", text)
		}
		list = append(list, remark{Text: text})
	}
	for _, c := range v.page.Corrections {
		list = append(list, v.correction(c))
	}
	if v.page.LeftOut > 0 {
		list = append(list, remark{Text: v.T("page.remark.left_out", "count", v.page.LeftOut)})
	}
	return list
}

func (v view) correction(c evidence.Correction) remark {
	r := remark{Text: v.T("page.remark.correction", "person", v.page.person(c.Actor), "reason", isolated(c.Reason))}
	if c.Withdraws != v.page.ID {
		r.Text = v.T("page.remark.correction_of_part", "person", v.page.person(c.Actor), "reason", isolated(c.Reason))
	}
	if c.Replacement != "" && v.page.Home != "" {
		r.Link = template.URL("/records/" + c.Replacement + "?lang=" + string(v.Lang))
	}
	return r
}

// Flags are things to look at. They decide nothing, and the page says so.
func (v view) Flags() []string {
	var list []string
	for _, flag := range v.page.Flags {
		var numbers []any
		for name, value := range flag.Numbers {
			numbers = append(numbers, name, value)
		}
		list = append(list, v.T("page.flag."+flag.Word, numbers...))
	}
	return list
}

// photo is one picture on the page.
type photo struct {
	Picture
	Number int
	Here   bool
	Alt    string
	Note   string
}

// Photos are in the order in which they were taken in.
func (v view) Photos() []photo {
	var list []photo
	for i, p := range v.page.Photos {
		picture, here := v.page.Pictures(p)
		shown := photo{Picture: picture, Number: i + 1, Here: here, Alt: v.alt(i + 1)}
		switch {
		case !here:
			shown.Note = v.T("page.photo.absent")
		case p.Pictures.Unlike:
			shown.Note = v.T("page.photo.unlike")
		}
		list = append(list, shown)
	}
	return list
}

// alt says what a photo is said to show: nobody else has looked at it.
func (v view) alt(number int) string {
	if d := v.page.Deed; d != nil {
		return v.T("page.photo.alt_deed", "number", number, "deed", isolated(d.Title))
	}
	return v.T("page.photo.alt_visit", "number", number)
}
