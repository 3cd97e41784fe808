package console

import (
	"fmt"

	"zhucun/server/evidence"
)

// section is a table of the technical part.
type section struct {
	Title string
	Facts []fact
}

// Technical is for the auditor: names of events, keys, intervals, ledger positions.
func (v view) Technical() []section {
	list := []section{v.own()}
	for _, c := range v.page.Confirmations {
		list = append(list, v.confirmation(c))
	}
	for _, s := range v.page.SignOuts {
		var f facts
		v.statement(&f, s.Statement)
		f.add(v.T("page.label.claimed"), v.clock(s.Claimed))
		list = append(list, section{v.T("page.section.signout"), f})
	}
	for i, p := range v.page.Photos {
		list = append(list, v.photo(i+1, p))
	}
	return append(list, v.segments())
}

func (v view) own() section {
	var f facts
	f.add(v.T("page.label.grade"), v.word("grade", v.page.Grade))
	v.statement(&f, v.page.statement())
	if s := v.page.SignIn; s != nil {
		f.add(v.T("page.label.sheet"), fmt.Sprint(s.Sheet))
		f.add(v.T("page.label.place"), v.place(s.Place))
		if s.Paper != nil {
			f.add(v.T("page.label.paper"), fmt.Sprint(*s.Paper))
		}
	}
	return section{v.T("page.section." + v.page.Kind), f}
}

func (v view) place(p evidence.Place) string {
	text := v.word("place", p.Class)
	if p.Class == "inside" || p.Class == "outside" {
		text = v.join(text, v.word("accuracy", p.Accuracy), v.word("datum", p.Datum))
	}
	return text
}

// statement adds what every event says of itself.
func (v view) statement(f *facts, s evidence.Statement) {
	f.add(v.T("page.label.event"), s.ID)
	f.add(v.T("page.check.device_signature"), v.T("page.signature.held"))
	f.add(v.T("page.label.leaf"), s.Leaf)
	f.add(v.T("page.label.actor"), v.actor(s))
	f.add(v.T("page.label.not_before"), v.moment(s.Time.NotBefore))
	f.add(v.T("page.label.not_after"), v.moment(s.Time.NotAfter))
	f.add(v.T("page.label.best"), v.moment(s.Time.Best))
}

// actor is a claim of the phone, and the label says so.
func (v view) actor(s evidence.Statement) string {
	if s.Actor == 0 {
		return v.T("page.actor.phone")
	}
	return v.join(v.page.person(s.Actor), v.word("unlock", s.Unlock))
}

func (v view) confirmation(c evidence.Confirmation) section {
	var f facts
	v.statement(&f, c.Statement)
	f.add(v.T("page.check.personal_signature"), v.T("page.signature."+signature(c)))
	f.add(v.T("page.label.verdict"), v.word("verdict", c.Verdict))
	f.add(v.T("page.label.form"), v.word("form", c.Form))
	f.add(v.T("page.label.means"), v.word("means", c.Means))
	if c.Key != nil {
		f.add(v.T("page.label.key"), c.Key.ID)
		f.add(v.T("page.label.custody"), v.word("custody", c.Key.Custody))
	}
	f.add(v.T("page.label.standing"), v.word("reason", c.Standing))
	title := "page.section.confirmation"
	if !c.Belongs {
		title = "page.section.unrelated"
	}
	return section{v.T(title), f}
}

// signature says whether a supervisor's key signed, as the county checked it on receipt.
func signature(c evidence.Confirmation) string {
	switch {
	case c.Key == nil:
		return "none"
	case c.Standing == "bad_proof":
		return "broken"
	}
	return "held"
}

func (v view) photo(number int, p evidence.Photo) section {
	var f facts
	v.statement(&f, p.Statement)
	f.add(v.T("page.label.manifest"), p.Manifest)
	for _, part := range p.Parts {
		received := v.moment(part.Complete)
		if received == "" {
			received = v.T("page.photo.awaited")
		}
		f.add(v.word("part", part.Role), part.Hash+" · "+received)
	}
	f.add(v.T("page.label.pictures"), v.word("pictures", p.Pictures.State))
	return section{v.T("page.section.photo", "number", number), f}
}

// segments are the signed runs of events, each with its place in the ledger.
func (v view) segments() section {
	var f facts
	for _, s := range v.page.Segments {
		f.add(v.T("page.label.segment", "log", s.Log, "first", s.First, "last", s.First+uint64(s.Count)-1),
			v.T("page.segment.text", "head", s.Head, "index", s.Leaf, "time", v.moment(s.Received)))
	}
	return section{v.T("page.section.ledger"), f}
}
