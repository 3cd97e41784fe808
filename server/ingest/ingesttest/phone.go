// Package ingesttest is a phone for tests of the server: it writes real logs with package syncproto and has no disk, so that a test can hold it wrong in
// every way a person could.
//
// It is not the client (clientsdk); it does what it is told, also what no honest phone would.
package ingesttest

import (
	"bufio"
	"bytes"
	"errors"
	"io"
	"testing"

	"zhucun/syncproto"
	"zhucun/syncproto/prototest"
)

// Phone writes one log. Clock is moved by the test.
type Phone struct {
	T         testing.TB
	Signer    syncproto.Signer
	Enrolment syncproto.Enrolment
	County    syncproto.County
	Clock     syncproto.Clock
	Anchor    *syncproto.Anchor

	seq      uint64
	previous syncproto.Head
	open     *syncproto.Open
	last     uint64 // elapsed seconds at the event before in the open segment
	random   io.Reader
	session  syncproto.SessionID
	Sealed   [][]byte // every segment sealed, in order
}

// New is a phone whose genesis spends a code.
func New(t testing.TB, seed string, county syncproto.County, code syncproto.CodeKey) *Phone {
	t.Helper()
	return WithKey(t, seed, county, code, prototest.Ed25519Key("log "+seed))
}

// WithKey is a phone with a key pair of the test's own.
func WithKey(t testing.TB, seed string, county syncproto.County, code syncproto.CodeKey, signer syncproto.Signer) *Phone {
	t.Helper()
	enrolment, err := syncproto.NewGenesis(county, signer, code, nil)
	if err != nil {
		t.Fatal(err)
	}
	p := &Phone{T: t, Signer: signer, Enrolment: enrolment, County: county, previous: enrolment.Root(), random: prototest.Random("phone " + seed),
		Clock: syncproto.Clock{Wall: 1_795_000_000, Boot: 7, Elapsed: 1000}}
	p.draw(p.session[:])
	return p
}

func (p *Phone) draw(into []byte) {
	if _, err := io.ReadFull(p.random, into); err != nil {
		p.T.Fatal(err)
	}
}

// ID of the log.
func (p *Phone) ID() syncproto.LogID { return p.Enrolment.LogID() }

// Next is where the next event will stand.
func (p *Phone) Next() syncproto.EventID { return syncproto.ID(p.ID(), p.seq+1) }

// Written is an event that was written.
type Written struct {
	ID   syncproto.EventID
	Leaf syncproto.Leaf
}

// Write adds an event by an actor to the open segment.
func (p *Phone) Write(actor syncproto.Actor, body syncproto.Body) Written {
	p.T.Helper()
	gap := uint32(0)
	if p.open != nil {
		gap = uint32(p.Clock.Elapsed - p.last)
	}
	data, err := syncproto.EncodeEvent(syncproto.Event{Gap: gap, Actor: actor, Body: body})
	if err != nil {
		p.T.Fatal(err)
	}
	return p.WriteRaw(data)
}

// WriteRaw adds bytes that may be no event at all.
func (p *Phone) WriteRaw(data []byte) Written {
	p.T.Helper()
	p.begin()
	p.last = p.Clock.Elapsed
	leaf, err := p.open.Append(data)
	if err != nil {
		p.T.Fatal(err)
	}
	p.seq++
	return Written{syncproto.ID(p.ID(), p.seq), leaf}
}

func (p *Phone) begin() {
	if p.open != nil {
		return
	}
	var salt syncproto.Salt
	p.draw(salt[:])
	open := syncproto.NewOpen(p.ID(), p.seq+1, p.previous, p.Clock, p.Anchor, salt)
	p.open = &open
}

// Seal ends the open segment and gives its payload; nil when nothing is open.
func (p *Phone) Seal() []byte {
	p.T.Helper()
	if p.open == nil {
		return nil
	}
	payload, head, err := p.open.Seal(p.Signer)
	if err != nil {
		p.T.Fatal(err)
	}
	p.open, p.previous = nil, head
	p.Sealed = append(p.Sealed, payload)
	return payload
}

// Add binds the next local number to a person and gives it.
func (p *Phone) Add(local syncproto.Local, person syncproto.Person) syncproto.Local {
	p.T.Helper()
	p.Write(syncproto.ActorOf(0, syncproto.UnlockNone), syncproto.PersonAdded{Local: local, Person: person})
	return local
}

// Key registers a personal key of a local number, vouched for by the code when there is one, and gives its seq.
func (p *Phone) Key(local syncproto.Local, person syncproto.Person, signer syncproto.Signer, code *syncproto.CodeKey) uint64 {
	p.T.Helper()
	body, err := syncproto.NewPersonKey(p.Next(), local, person, signer, syncproto.CustodyShared, syncproto.MeansCard, code)
	if err != nil {
		p.T.Fatal(err)
	}
	return p.Write(syncproto.ActorOf(local, syncproto.UnlockCard), body).ID.Seq
}

// Confirm proves the confirmation with a personal key and writes it. leaf is the subject's where it stands on this phone.
func (p *Phone) Confirm(local syncproto.Local, key uint64, signer syncproto.Signer, c syncproto.Confirmation, leaf syncproto.Leaf) Written {
	p.T.Helper()
	p.begin()
	c.Means, c.Key = syncproto.MeansCard, &key
	if err := c.Prove(p.Next(), signer, leaf, p.Anchor); err != nil {
		p.T.Fatal(err)
	}
	return p.Write(syncproto.ActorOf(local, syncproto.UnlockCard), c)
}

// Request is a whole request body: signed hello, enrolment, and the given segments.
func (p *Phone) Request(segments ...[]byte) []byte {
	p.T.Helper()
	hello, err := syncproto.SignHello(p.County, p.ID(), p.session, p.Signer)
	if err != nil {
		p.T.Fatal(err)
	}
	hello.Boot, hello.Elapsed = p.Clock.Boot, p.Clock.Elapsed
	body := syncproto.AppendFrame(nil, syncproto.FrameHello, hello)
	body = syncproto.AppendFrame(body, syncproto.FrameEnrol, p.Enrolment)
	for _, segment := range segments {
		body = syncproto.AppendRawFrame(body, syncproto.FrameSegment, segment)
	}
	return body
}

// Session is the value by which the phone sends blobs.
func (p *Phone) Session() syncproto.SessionID { return p.session }

// Answer is what a server said, by frame.
type Answer struct {
	Grants   []syncproto.Grant
	Acks     []syncproto.Ack
	Receipts []syncproto.SignedReceipt
	Notices  []syncproto.Notice
	Offsets  []syncproto.Offset
	Time     *syncproto.Time
	End      *syncproto.End
}

// ReadAnswer decodes an answer's frames and fails on any that is not of the protocol.
func ReadAnswer(t testing.TB, data []byte) Answer {
	t.Helper()
	var a Answer
	r := bufio.NewReader(bytes.NewReader(data))
	for {
		frame, err := syncproto.ReadFrame(r)
		if errors.Is(err, io.EOF) {
			return a
		}
		if err == nil {
			err = a.take(frame)
		}
		if err != nil {
			t.Fatal(err)
		}
	}
}

func (a *Answer) take(frame syncproto.Frame) error {
	switch frame.Type {
	case syncproto.FrameGrant:
		return decodeInto(frame, &a.Grants)
	case syncproto.FrameAck:
		return decodeInto(frame, &a.Acks)
	case syncproto.FrameReceipt:
		return decodeInto(frame, &a.Receipts)
	case syncproto.FrameNotice:
		return decodeInto(frame, &a.Notices)
	case syncproto.FrameOffset:
		return decodeInto(frame, &a.Offsets)
	case syncproto.FrameTime:
		a.Time = &syncproto.Time{}
		return frame.Decode(a.Time)
	case syncproto.FrameEnd:
		a.End = &syncproto.End{}
		return frame.Decode(a.End)
	}
	return errors.New("a frame that no server sends")
}

func decodeInto[T any](frame syncproto.Frame, list *[]T) error {
	var v T
	if err := frame.Decode(&v); err != nil {
		return err
	}
	*list = append(*list, v)
	return nil
}

// Codes lists the codes of the notices.
func (a Answer) Codes() []syncproto.Code {
	var codes []syncproto.Code
	for _, n := range a.Notices {
		codes = append(codes, n.Code)
	}
	return codes
}
