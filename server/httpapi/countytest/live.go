package countytest

import (
	"time"

	"zhucun/server/ingest/ingesttest"
	"zhucun/syncproto"
	"zhucun/syncproto/prototest"
)

// Picture is one photo in its three forms.
type Picture struct{ Original, View, Thumbnail []byte }

// Week is what the phones wrote.
type Week struct {
	Phone, Afar *ingesttest.Phone
	Visit       ingesttest.Written // confirmed by leaf, with sign-out, photo and note
	Deed        ingesttest.Written // confirmed, with photo, reason and satisfaction
	Waiting     ingesttest.Written // a sign-in that nobody confirmed
	Denied      ingesttest.Written // a sign-in that the supervisor denied
	Visited     ingesttest.Written // in the other township
	Manifest    syncproto.Hash     // of the deed's photo
	Private     string             // text of a note that belongs to none of them
}

const private = "私下的话,不属于任何记录"

// Live lets two phones live a week, sync at its beginning and end, and send one photo.
func (c *County) Live(picture Picture) Week {
	c.T.Helper()
	w := Week{Private: private}
	w.Phone = ingesttest.New(c.T, "here", Code, c.HandOut(Village, 0))
	slip := c.HandOut(Village, Supervisor)
	signer := prototest.P256Key("supervisor")
	w.Phone.Add(1, Cadre)
	w.Phone.Add(2, Supervisor)
	key := w.Phone.Key(2, Supervisor, signer, &slip)
	c.Push(w.Phone)
	c.pass(w.Phone, 3*24*time.Hour)
	c.rotate(w.Phone)
	c.week(&w, key, signer, picture)
	w.Afar = ingesttest.New(c.T, "afar", Code, c.HandOut(Elsewhere, 0))
	w.Afar.Add(1, CadreElsewhere)
	w.Visited = w.Afar.Write(byCadre(), syncproto.SignIn{Person: CadreElsewhere, Village: Elsewhere, Sheet: sheet, Supervisor: SupervisorAfar, Day: c.today()})
	c.Push(w.Afar)
	c.pass(w.Phone, 3*24*time.Hour)
	c.Push(w.Phone)
	c.sendPicture(w.Phone, picture)
	c.Settle()
	return w
}

func (c *County) today() syncproto.Day { return syncproto.DayOf(c.Time.UnixMilli(), 480) }

// pass lets time go by for the county and a phone that stays on.
func (c *County) pass(p *ingesttest.Phone, d time.Duration) {
	c.Time = c.Time.Add(d)
	p.Clock.Elapsed += uint64(d / time.Second)
	p.Clock.Wall += uint64(d / time.Second)
}

// rotate gives the log a new key in a segment of its own.
func (c *County) rotate(p *ingesttest.Phone) {
	c.T.Helper()
	next := prototest.Ed25519Key("second key")
	body, err := syncproto.NewKeyRotated(p.Next(), next)
	if err != nil {
		c.T.Fatal(err)
	}
	p.Write(syncproto.ActorOf(0, syncproto.UnlockNone), body)
	c.Push(p)
	p.Signer = next
}

func (c *County) week(w *Week, key uint64, signer syncproto.Signer, picture Picture) {
	p, day := w.Phone, c.today()
	confirm := func(of ingesttest.Written, say syncproto.Confirmation) {
		say.Subject = syncproto.Subject{Form: syncproto.BySamePhone, Back: p.Next().Seq - of.ID.Seq}
		say.Cadre, say.Village = Cadre, Village
		p.Confirm(2, key, signer, say, of.Leaf)
	}
	w.Visit = p.Write(byCadre(), signin(day))
	c.pass(p, 20*time.Minute)
	stay, satisfied, reason := syncproto.StayDay, syncproto.Satisfied, "路修好了,娃娃上学不踩泥巴了"
	confirm(w.Visit, syncproto.Confirmation{Sheet: sheet, Day: day, Verdict: syncproto.VerdictYes, Stay: &stay})
	p.Write(byCadre(), syncproto.Note{Village: Village, Text: private})
	w.Deed = p.Write(byCadre(), syncproto.Deed{Person: Cadre, Village: Village, Day: day, Title: "修通张家湾到村小的水泥路 120 米",
		Category: syncproto.CategoryRoad, Households: []syncproto.Household{Household, 2}, Origin: syncproto.OriginVillager, Cost: new(uint64(3_680_000))})
	w.Manifest = c.photo(p, w.Deed, picture)
	confirm(w.Deed, syncproto.Confirmation{Day: day, Verdict: syncproto.VerdictYes, Satisfaction: &satisfied, Reason: &reason})
	p.Write(byCadre(), syncproto.Note{About: &syncproto.Ref{Back: p.Next().Seq - w.Deed.ID.Seq}, Village: Village, Text: "材料由村民自筹一半"})
	c.pass(p, 5*time.Hour)
	p.Write(byCadre(), syncproto.SignOut{SignIn: syncproto.Ref{Back: p.Next().Seq - w.Visit.ID.Seq}})
	w.Waiting = p.Write(byCadre(), signin(day-1))
	w.Denied = p.Write(byCadre(), signin(day-2))
	confirm(w.Denied, syncproto.Confirmation{Sheet: sheet, Day: day - 2, Verdict: syncproto.VerdictNo})
}

func (c *County) photo(p *ingesttest.Phone, of ingesttest.Written, picture Picture) syncproto.Hash {
	c.T.Helper()
	_, hash := c.manifest(picture)
	p.Write(byCadre(), syncproto.Photo{Shows: syncproto.Ref{Back: p.Next().Seq - of.ID.Seq}, Manifest: hash})
	return hash
}

func (c *County) manifest(picture Picture) ([]byte, syncproto.Hash) {
	c.T.Helper()
	part := func(content []byte) syncproto.Part {
		return syncproto.Part{Hash: syncproto.HashOf(content), Length: uint64(len(content)), Width: 640, Height: 480}
	}
	original := part(picture.Original)
	m := syncproto.Manifest{Version: 1, Original: &original, View: part(picture.View), Thumbnail: part(picture.Thumbnail)}
	data, hash, err := m.Encode()
	if err != nil {
		c.T.Fatal(err)
	}
	return data, hash
}

func (c *County) sendPicture(p *ingesttest.Phone, picture Picture) {
	c.T.Helper()
	manifest, _ := c.manifest(picture)
	for _, content := range [][]byte{manifest, picture.Thumbnail, picture.View, picture.Original} {
		c.Send(p, content)
	}
}

func byCadre() syncproto.Actor { return syncproto.ActorOf(1, syncproto.UnlockSession) }

func signin(day syncproto.Day) syncproto.SignIn {
	return syncproto.SignIn{Person: Cadre, Village: Village, Sheet: sheet, Supervisor: Supervisor, Day: day, Activity: syncproto.ActivityHouseholdVisit,
		Place: &syncproto.Place{Class: syncproto.PlaceInside, Band: 3, Datum: syncproto.DatumGCJ02}}
}
