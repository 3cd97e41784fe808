package phonetest

import "zhucun/syncproto"

// Said is how the supervisor confirmed.
type Said string

// Ways of confirming on the phone where the event was written. Drawn is without a personal key.
const (
	Nothing Said = ""
	OnPhone Said = "on this phone"
	ByCode  Said = "by the visit code"
	ByWord  Said = "by word"
	Denied  Said = "did not come"
	Drawn   Said = "drawn with a finger"
)

// ConfirmVisit writes what the supervisor says of a sign-in.
func (p *Phone) ConfirmVisit(id syncproto.EventID, s syncproto.SignIn, how Said, stay *syncproto.Stay) {
	p.Office.t.Helper()
	p.confirm(id, syncproto.Confirmation{Cadre: s.Person, Village: s.Village, Sheet: s.Sheet, Day: s.Day, Stay: stay}, how)
}

// ConfirmDeed writes what the supervisor says of a deed.
func (p *Phone) ConfirmDeed(id syncproto.EventID, d syncproto.Deed, how Said, satisfaction syncproto.Satisfaction) {
	p.Office.t.Helper()
	p.confirm(id, syncproto.Confirmation{Cadre: d.Person, Village: d.Village, Day: d.Day, Satisfaction: &satisfaction}, how)
}

func (p *Phone) confirm(id syncproto.EventID, c syncproto.Confirmation, how Said) {
	leaf := p.leaves[id.Seq]
	c.Verdict = syncproto.VerdictYes
	c.Subject = syncproto.Subject{Form: syncproto.BySamePhone, Back: p.Next().Seq - id.Seq}
	switch how {
	case Nothing:
		return
	case ByCode:
		c.Subject = syncproto.Subject{Form: syncproto.ByVisitCode, Code: syncproto.VisitCodeOf(leaf)}
	case ByWord:
		c.Subject = syncproto.Subject{Form: syncproto.ByWord}
	case Denied:
		c.Verdict = syncproto.VerdictNo
	}
	if how == Drawn {
		c.Means = syncproto.MeansDrawn
	} else {
		c.Means, c.Key = syncproto.MeansCard, &p.keySeq
		// A wrong anchor would make the proof fail: these phones have seen none.
		p.Office.must(c.Prove(p.Next(), p.personal, leaf, nil))
	}
	p.Write(LocalSupervisor, c)
}
