package prototest

import (
	"math"
	"math/rand/v2"

	"zhucun/syncproto"
)

// Mix makes the events of DESIGN's mix: 30 % sign-in, 15 % sign-out, 15 % confirmation by the supervisor's key, 15 % deed, and notes for the rest
// until field edits and leave exist; one event in five has a photo, as a photo event besides. Three people share one phone over seven days.
type Mix struct {
	Events     []syncproto.Event
	Signatures int     // personal ones among the events
	Entropy    float64 // bits that were drawn: no encoding needs fewer
}

// Setting is where and when a mix plays. Two cadres have the numbers Cadre and Cadre + 1.
type Setting struct {
	Seed       string
	Events     int // photo events come besides
	Words      Words
	Village    syncproto.Village
	Sheet      syncproto.Sheet
	Supervisor syncproto.Person
	Cadre      syncproto.Person
	Day        syncproto.Day
	Anchor     *syncproto.Anchor // of the open segment's header
}

const (
	mixCadres   = 2
	mixKeySeq   = 4
	secondsWeek = 7 * 86_400
	entropyHash = 256
)

type mixer struct {
	draws   *rand.Rand
	random  *rand.ChaCha8
	setting Setting
	mix     Mix
	open    *syncproto.Open
	leaves  []syncproto.Leaf
	self    syncproto.EventID
	signer  syncproto.Signer
	signins []int
	day     syncproto.Day
	wait    float64 // mean seconds between events
}

// NewMix draws the events and writes them into open, whose first event is first.
func NewMix(setting Setting, open *syncproto.Open, first syncproto.EventID) Mix {
	random := Random(setting.Seed).(*rand.ChaCha8)
	m := mixer{draws: rand.New(random), random: random, setting: setting, open: open, self: first, signer: Ed25519Key("supervisor"),
		wait: secondsWeek / float64(setting.Events)}
	for i := range setting.Events {
		m.day = setting.Day + syncproto.Day(i*7/setting.Events)
		m.add(m.body(i))
		if i%5 == 4 {
			m.add(syncproto.Photo{Shows: syncproto.Ref{Back: 1}, Manifest: m.hash()})
		}
	}
	return m.mix
}

// body takes the kinds in exact shares: multiplying by 7 visits all 20 places of the round once.
func (m *mixer) body(i int) syncproto.Body {
	switch place := i * 7 % 20; {
	case place < 6:
		return m.signin()
	case place < 9:
		return m.signout()
	case place < 12:
		return m.confirmation()
	case place < 15:
		return m.deed()
	}
	return m.note()
}

func (m *mixer) add(body syncproto.Body) {
	gap := uint32(0)
	if len(m.mix.Events) > 0 {
		gap = m.gap(body)
	}
	event := syncproto.Event{Gap: gap, Actor: m.actor(body), Body: body}
	data, err := syncproto.EncodeEvent(event)
	if err != nil {
		panic(err)
	}
	leaf, err := m.open.Append(data)
	if err != nil {
		panic(err)
	}
	m.mix.Events = append(m.mix.Events, event)
	m.leaves = append(m.leaves, leaf)
	m.self.Seq++
}

// gap is in seconds: long before a sign-in, short after.
func (m *mixer) gap(body syncproto.Body) uint32 {
	switch body.(type) {
	case syncproto.SignIn:
		return uint32(m.draw(int(4 * m.wait)))
	case syncproto.SignOut:
		return uint32(m.draw(30_000))
	case syncproto.Photo:
		return uint32(m.draw(40))
	}
	return uint32(m.draw(600))
}

func (m *mixer) actor(body syncproto.Body) syncproto.Actor {
	if _, ok := body.(syncproto.Confirmation); ok {
		return syncproto.ActorOf(3, syncproto.UnlockCard)
	}
	return syncproto.ActorOf(syncproto.Local(1+m.draw(mixCadres)), syncproto.UnlockSession)
}

// draw picks one of n and counts the bits.
func (m *mixer) draw(n int) int {
	m.mix.Entropy += math.Log2(float64(n))
	return m.draws.IntN(n)
}

func (m *mixer) hash() syncproto.Hash {
	m.mix.Entropy += entropyHash
	var h syncproto.Hash
	_, _ = m.random.Read(h[:]) // ChaCha8 never fails
	return h
}

func (m *mixer) signin() syncproto.SignIn {
	m.signins = append(m.signins, len(m.leaves))
	s := syncproto.SignIn{Person: m.cadre(), Village: m.setting.Village, Sheet: m.setting.Sheet, Supervisor: m.setting.Supervisor, Day: m.day,
		Activity: syncproto.Activity(1 + m.draw(6)), Place: &syncproto.Place{Class: syncproto.PlaceInside, Band: uint8(1 + m.draw(3)), Datum: syncproto.DatumWGS84}}
	if m.draw(10) == 0 {
		s.Where = syncproto.WhereOffice
	}
	return s
}

func (m *mixer) cadre() syncproto.Person {
	return m.setting.Cadre + syncproto.Person(m.draw(mixCadres))
}

// last is the newest sign-in; a sign-out or confirmation speaks of it.
func (m *mixer) last() (int, syncproto.SignIn) {
	at := m.signins[len(m.signins)-1]
	return at, m.mix.Events[at].Body.(syncproto.SignIn)
}

func (m *mixer) signout() syncproto.SignOut {
	at, _ := m.last()
	return syncproto.SignOut{SignIn: syncproto.Ref{Back: uint64(len(m.leaves) - at)}}
}

func (m *mixer) confirmation() syncproto.Confirmation {
	at, s := m.last()
	key, stay := uint64(mixKeySeq), syncproto.Stay(m.draw(4))
	c := syncproto.Confirmation{Subject: syncproto.Subject{Form: syncproto.BySamePhone, Back: uint64(len(m.leaves) - at)},
		Cadre: s.Person, Village: s.Village, Sheet: s.Sheet, Day: s.Day, Verdict: syncproto.VerdictYes, Stay: &stay, Means: syncproto.MeansCard, Key: &key}
	if err := c.Prove(m.self, m.signer, m.leaves[at], m.setting.Anchor); err != nil {
		panic(err)
	}
	m.mix.Signatures++
	return c
}

func (m *mixer) deed() syncproto.Deed {
	household := syncproto.Household(int(m.setting.Supervisor) + m.draw(40))
	return syncproto.Deed{Person: m.cadre(), Village: m.setting.Village, Day: m.day, Title: m.setting.Words.Titles[m.draw(len(m.setting.Words.Titles))],
		Category: syncproto.Category(m.draw(9)), Households: []syncproto.Household{household}, Origin: syncproto.Origin(1 + m.draw(3))}
}

func (m *mixer) note() syncproto.Note {
	return syncproto.Note{Village: m.setting.Village, Text: m.setting.Words.Notes[m.draw(len(m.setting.Words.Notes))]}
}

// Segment seals one mix as the given log's first segment and tells its payload.
func (s Setting) Segment(log syncproto.Signer, id syncproto.LogID, salt syncproto.Salt) ([]byte, Mix, error) {
	previous := syncproto.Head(syncproto.HashOf([]byte(s.Seed)))
	clock := syncproto.Clock{Wall: uint64(s.Day) * 86_400, Boot: uint32(m32(s.Seed)), Elapsed: 40_000}
	open := syncproto.NewOpen(id, 201, previous, clock, s.Anchor, salt)
	mix := NewMix(s, &open, syncproto.ID(id, 201))
	payload, _, err := open.Seal(log)
	return payload, mix, err
}

func m32(seed string) uint32 {
	h := syncproto.HashOf([]byte(seed))
	return uint32(h[0])<<24 | uint32(h[1])<<16 | uint32(h[2])<<8 | uint32(h[3])
}
