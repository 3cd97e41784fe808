package prototest_test

import (
	"strings"

	"zhucun/syncproto"
	"zhucun/syncproto/prototest"
)

var (
	device     = prototest.Ed25519Key("device")
	phone      = prototest.P256Key("phone")
	supervisor = prototest.Ed25519Key("supervisor")
	stranger   = prototest.Ed25519Key("stranger")
)

const (
	cadreLocal      syncproto.Local = 1
	supervisorLocal syncproto.Local = 2
	supervisorKey   uint64          = 3 // seq of the supervisor's person_key in team
)

func byCadre() syncproto.Actor { return syncproto.ActorOf(cadreLocal, syncproto.UnlockSession) }

func bySupervisor() syncproto.Actor { return syncproto.ActorOf(supervisorLocal, syncproto.UnlockCard) }

// team is a log whose first segment, seq 1 to 3, binds cadre and supervisor and registers the supervisor's key.
func team(seed string, signer syncproto.Signer) *prototest.Log {
	l := prototest.NewLog(seed, signer)
	l.AddPerson(cadreLocal, prototest.Cadre)
	l.AddPerson(supervisorLocal, prototest.Supervisor)
	slip := prototest.Code("slip " + seed).Key()
	l.AddKey(supervisorLocal, prototest.Supervisor, supervisor, &slip)
	l.Seal()
	return l
}

// says is a team's log with these events of the cadre in its second segment.
func says(seed string, bodies ...syncproto.Body) *prototest.Log {
	l := team(seed, device)
	for _, body := range bodies {
		l.Append(byCadre(), body)
	}
	l.Seal()
	return l
}

func acceptedKinds(s *set) {
	s.add(prototest.Accept, "genesis-ed25519", "a log without events", prototest.NewLog("bare", device))
	s.add(prototest.Accept, "genesis-p256", "the same under P-256", prototest.NewLog("bare p256", phone))
	s.add(prototest.Accept, "genesis-parent", "a log that continues another",
		prototest.ContinueLog("child", device, prototest.Of(syncproto.ID(syncproto.LogID{1, 2, 3}, 77))))
	s.add(prototest.Accept, "signin", "nothing that may be absent is there", says("signin", prototest.SignIn()))
	full := prototest.SignIn()
	full.Where, full.Claimed, full.Paper = syncproto.WhereOffice, prototest.Of[uint16](1439), prototest.Of[uint32](999_999_999)
	full.Place = &syncproto.Place{Class: syncproto.PlaceOutside, Band: 5, Datum: syncproto.DatumGCJ02}
	s.add(prototest.Accept, "signin-every-item", "all that may be absent is there", says("signin full", full))
	s.add(prototest.Accept, "signout", "of the event before, and of one named by log and seq, with a claimed time", says("signout", prototest.SignIn(),
		syncproto.SignOut{SignIn: syncproto.Ref{Back: 1}},
		syncproto.SignOut{SignIn: syncproto.Ref{Event: syncproto.ID(syncproto.LogID{9}, 4)}, Claimed: prototest.Of[uint16](2879)}))
	acceptedDeeds(s)
	s.add(prototest.Accept, "photo", "of the event before", says("photo", prototest.Deed(),
		syncproto.Photo{Shows: syncproto.Ref{Back: 1}, Manifest: syncproto.HashOf([]byte("manifest"))}))
	s.add(prototest.Accept, "note", "about nothing, and about an event; the longest text; line feeds and characters beyond 16 bits", says("note",
		syncproto.Note{Village: prototest.Village, Text: strings.Repeat("村", 400)},
		syncproto.Note{About: &syncproto.Ref{Back: 1}, Village: prototest.Village, Text: "一\n𠮷 ☂\n"}))
	s.add(prototest.Accept, "correction", "one without and one with a replacement", says("correction", prototest.SignIn(),
		syncproto.Correction{Withdrawn: syncproto.Ref{Back: 1}, Reason: "日子写错了"}, prototest.SignIn(), prototest.SignIn(),
		syncproto.Correction{Withdrawn: syncproto.Ref{Back: 2}, Replacement: &syncproto.Ref{Back: 1}, Reason: "重写"}))
}

func acceptedDeeds(s *set) {
	full := prototest.Deed()
	full.Title, full.Category, full.Origin = strings.Repeat("路", 66)+"ok", syncproto.CategoryOther, syncproto.OriginAbove
	full.Cost, full.Task = prototest.Of[uint64](1<<64-1), prototest.Of(syncproto.ID(syncproto.LogID{7}, 1))
	full.Households = nil
	for i := range syncproto.Household(syncproto.MaxHouseholds) {
		full.Households = append(full.Households, 999_999_999-32+i+1)
	}
	nobody := prototest.Deed()
	nobody.Households = nil
	s.add(prototest.Accept, "deed", "for one household", says("deed", prototest.Deed()))
	s.add(prototest.Accept, "deed-every-item", "the longest title, 32 households, cost and task", says("deed full", full))
	s.add(prototest.Accept, "deed-no-household", "for no household in particular", says("deed none", nobody))
}

// confirmed is a team's log in which the cadre says something and the supervisor confirms it as told by finish.
func confirmed(seed string, signer syncproto.Signer, body syncproto.Body, finish func(l *prototest.Log, leaf syncproto.Leaf)) *prototest.Log {
	l := team(seed, signer)
	finish(l, l.Append(byCadre(), body))
	l.Seal()
	return l
}

func confirmsWith(c syncproto.Confirmation) func(l *prototest.Log, leaf syncproto.Leaf) {
	return func(l *prototest.Log, leaf syncproto.Leaf) {
		l.Confirm(supervisorLocal, supervisorKey, supervisor, leaf, c)
	}
}

func acceptedConfirmations(s *set) {
	back := prototest.Confirms(prototest.Back(1))
	s.add(prototest.Accept, "confirmation-by-leaf", "the event before on the same phone, by card", confirmed("leaf", device, prototest.SignIn(), confirmsWith(back)))
	s.add(prototest.Accept, "confirmation-p256-log", "the same on a log of P-256", confirmed("leaf p256", phone, prototest.SignIn(), confirmsWith(back)))
	stayed := back
	stayed.Stay, stayed.Strokes = prototest.Of(syncproto.StayNight), prototest.Of(syncproto.HashOf([]byte("strokes")))
	s.add(prototest.Accept, "confirmation-stay-strokes", "with a stay and drawn strokes", confirmed("stay", device, prototest.SignIn(), confirmsWith(stayed)))
	denied := back
	denied.Verdict = syncproto.VerdictNo
	s.add(prototest.Accept, "confirmation-no", "the verdict is no", confirmed("no", device, prototest.SignIn(), confirmsWith(denied)))
	qr := prototest.Confirms(prototest.ByQR(syncproto.ID(syncproto.LogID{3}, 12), syncproto.Leaf{5, 6, 7}))
	s.add(prototest.Accept, "confirmation-by-qr", "a leaf seen on another phone", confirmed("qr", device, prototest.SignIn(), confirmsWith(qr)))
	s.add(prototest.Accept, "confirmation-by-code", "six digits read aloud", confirmed("code", device, prototest.SignIn(),
		func(l *prototest.Log, leaf syncproto.Leaf) {
			confirmsWith(prototest.Confirms(prototest.ByCode(syncproto.VisitCodeOf(leaf))))(l, leaf)
		}))
	s.add(prototest.Accept, "confirmation-by-word", "nothing was seen", confirmed("word", device, prototest.SignIn(), confirmsWith(prototest.Confirms(prototest.ByWord()))))
	deed := prototest.ConfirmsDeed(prototest.Back(1))
	deed.Satisfaction, deed.Reason = prototest.Of(syncproto.PartlySatisfied), prototest.Of("水还是不够")
	s.add(prototest.Accept, "confirmation-of-deed", "with satisfaction and reason", confirmed("of deed", device, prototest.Deed(), confirmsWith(deed)))
	acceptedWithoutKey(s)
	kept := team("kept key", device)
	kept.AddKey(supervisorLocal, prototest.Supervisor, stranger, nil)
	confirmsWith(back)(kept, kept.Append(byCadre(), prototest.SignIn()))
	kept.Seal()
	s.add(prototest.Accept, "confirmation-key-not-ended", "a newer key that nobody vouches for does not end one with a voucher", kept)
	anchored := team("anchored", device)
	anchored.Anchor = &syncproto.Anchor{1, 2, 3, 4}
	confirmsWith(back)(anchored, anchored.Append(byCadre(), prototest.SignIn()))
	anchored.Seal()
	s.add(prototest.Accept, "confirmation-anchored", "the header's anchor stands in the statement", anchored)
	earlier := says("earlier", prototest.SignIn())
	leaf := earlier.Append(byCadre(), prototest.SignIn())
	earlier.Append(byCadre(), prototest.Deed())
	earlier.Seal()
	confirmsWith(prototest.Confirms(prototest.Back(2)))(earlier, leaf)
	earlier.Seal()
	s.add(prototest.Accept, "confirmation-earlier-segment", "the subject stands in the segment before", earlier)
}

func acceptedWithoutKey(s *set) {
	paper := prototest.Confirms(prototest.Back(1))
	l := team("paper", device)
	leaf := l.Append(byCadre(), prototest.SignIn())
	paper.ProveByCode(l.Next(), prototest.Code("tear-off").Key(), leaf, nil)
	l.Append(bySupervisor(), paper)
	l.Seal()
	s.add(prototest.Accept, "confirmation-paper-code", "by a tear-off code, whose MAC only its holder can check", l)
	drawn, spoken := prototest.Confirms(prototest.Back(1)), prototest.Confirms(prototest.Back(2))
	drawn.Means, drawn.Strokes = syncproto.MeansDrawn, prototest.Of(syncproto.HashOf([]byte("strokes")))
	spoken.Means = syncproto.MeansVoice
	s.add(prototest.Accept, "confirmation-drawn-voice", "without any key", says("drawn", prototest.SignIn(), drawn, spoken))
}
