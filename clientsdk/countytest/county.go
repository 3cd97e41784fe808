// Package countytest is a county server for tests of the phone: in memory, written on syncproto alone, and strict. It takes nothing on trust: every
// segment is verified and chained, every event decoded, every blob checked against its name, and what breaks a promise of the phone is
// kept as a complaint.
//
// It is no server to run: it judges no roster and keeps nothing. [County.ServeHTTP] speaks HTTP; [Link] makes that go wrong.
package countytest

import (
	"bytes"
	"crypto/ed25519"
	"fmt"
	"io"
	"sync"

	"zhucun/syncproto"
)

// County is safe for concurrent use.
type County struct {
	mu         sync.Mutex
	link       Link // nil: nothing goes wrong
	document   syncproto.CountyDocument
	ledger     ed25519.PrivateKey
	codes      map[syncproto.CodeID]*code
	logs       map[syncproto.LogID]*log
	sessions   map[syncproto.SessionID]syncproto.LogID
	spent      map[syncproto.SessionID]bool // values that live no more
	blobs      map[syncproto.Hash]*blob
	tree       uint64
	anchor     byte
	notices    []syncproto.Notice // ride in the next answer
	complaints []string
	requests   int
}

type code struct {
	key     syncproto.CodeKey
	spentBy *syncproto.LogID
	refusal syncproto.Code
}

type log struct {
	id       syncproto.LogID
	key      syncproto.PublicKey
	ordinal  uint32
	root     syncproto.Head
	segments []stored
	waiting  map[uint64][]byte
}

type stored struct {
	syncproto.Verified
	index uint64
}

type blob struct {
	named  map[syncproto.LogID]bool
	length uint64 // 0: a manifest
	held   []byte
	whole  bool
	class  string
}

// New makes a county whose keys follow from a seed.
func New(seed byte, county syncproto.County) *County {
	ledger := ed25519.NewKeyFromSeed(bytes.Repeat([]byte{seed}, 32))
	document := syncproto.CountyDocument{Version: 1, County: county, Name: "测试县", Epoch: 1, Ledger: [32]byte(ledger.Public().(ed25519.PublicKey))}
	return &County{document: document, ledger: ledger, codes: map[syncproto.CodeID]*code{}, logs: map[syncproto.LogID]*log{},
		sessions: map[syncproto.SessionID]syncproto.LogID{}, spent: map[syncproto.SessionID]bool{}, blobs: map[syncproto.Hash]*blob{}}
}

// SetLink makes exchanges go wrong from now on; nil ends that.
func (c *County) SetLink(link Link) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.link = link
}

// Pins are what an invitation of this county pins.
func (c *County) Pins() syncproto.Hash {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.document.Pins()
}

// PinTLS puts the hash of the server's TLS key into the county's document. Do so before the first grant.
func (c *County) PinTLS(key syncproto.Hash) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.document.TLS = &key
}

// Code hands out a one-time code. refusal 0 makes it good.
func (c *County) Code(random io.Reader, refusal syncproto.Code) syncproto.OneTimeCode {
	c.mu.Lock()
	defer c.mu.Unlock()
	drawn, err := syncproto.NewOneTimeCode(random)
	if err != nil {
		panic(err)
	}
	c.codes[drawn.Key().ID()] = &code{key: drawn.Key(), refusal: refusal}
	return drawn
}

// Say puts a notice into the next answer.
func (c *County) Say(n syncproto.Notice) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.notices = append(c.notices, n)
}

// EndSessions makes every session dead.
func (c *County) EndSessions() {
	c.mu.Lock()
	defer c.mu.Unlock()
	for id := range c.sessions {
		c.spent[id] = true
	}
	clear(c.sessions)
}

// Recover loses the newest segments of each log and begins a new epoch, as a server put back from a backup does.
func (c *County) Recover(lost int) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.document.Epoch++
	for _, l := range c.logs {
		l.segments = l.segments[:max(0, len(l.segments)-lost)]
	}
}

// Forge makes the county sign with another ledger key than its document names.
func (c *County) Forge() {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.ledger = ed25519.NewKeyFromSeed(bytes.Repeat([]byte{0xee}, 32))
}

// Complaints are the promises that phones broke.
func (c *County) Complaints() []string {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.complaints
}

// Requests counts what came, posts and patches.
func (c *County) Requests() int {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.requests
}

// Events are all events of a log, from seq 1, as they were stored.
func (c *County) Events(id syncproto.LogID) [][]byte {
	c.mu.Lock()
	defer c.mu.Unlock()
	var events [][]byte
	if l := c.logs[id]; l != nil {
		for _, s := range l.segments {
			events = append(events, s.Events()...)
		}
	}
	return events
}

// Blob gives the bytes of a blob that is whole.
func (c *County) Blob(hash syncproto.Hash) ([]byte, bool) {
	c.mu.Lock()
	defer c.mu.Unlock()
	b := c.blobs[hash]
	if b == nil || !b.whole {
		return nil, false
	}
	return b.held, true
}

// Whole counts the blobs of a class (manifest, thumbnail, view, original) that are complete.
func (c *County) Whole(class string) int {
	c.mu.Lock()
	defer c.mu.Unlock()
	n := 0
	for _, b := range c.blobs {
		if b.whole && b.class == class {
			n++
		}
	}
	return n
}

func (c *County) complain(format string, args ...any) {
	c.complaints = append(c.complaints, fmt.Sprintf(format, args...))
}

// SignReceipt signs any receipt with the county's key, true or not.
func (c *County) SignReceipt(r syncproto.Receipt) syncproto.SignedReceipt {
	c.mu.Lock()
	defer c.mu.Unlock()
	return r.Sign(c.ledger)
}
