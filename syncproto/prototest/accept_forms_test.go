package prototest_test

import (
	"crypto/ed25519"
	"crypto/hmac"
	"crypto/sha256"

	"zhucun/syncproto"
	"zhucun/syncproto/prototest"
)

func hmacOf(key, data []byte) []byte {
	mac := hmac.New(sha256.New, key)
	mac.Write(data)
	return mac.Sum(nil)
}

func acceptedPeople(s *set) {
	s.add(prototest.Accept, "people", "two persons and a key with an appointment", team("people", device))
	l := prototest.NewLog("p256 person", device)
	l.AddPerson(1, prototest.Supervisor)
	key := l.AddKey(1, prototest.Supervisor, phone, nil)
	leaf := l.Append(0, prototest.SignIn())
	l.Confirm(1, key, phone, leaf, prototest.Confirms(prototest.Back(1)))
	l.Seal()
	s.add(prototest.Accept, "person-key-p256", "a personal key of P-256, without an appointment, and what it signs", l)
	s.add(prototest.Accept, "secret-changed", "the same key wrapped anew", says("secret", syncproto.SecretChanged{Local: supervisorLocal, Means: syncproto.MeansPIN}))
	s.add(prototest.Accept, "attempts-failed", "the most that can be said", says("attempts", syncproto.AttemptsFailed{Local: supervisorLocal, Number: syncproto.MaxOrdinal}))
	rotated := says("rotated", prototest.SignIn())
	rotated.Rotate(phone)
	rotated.Append(byCadre(), prototest.Deed())
	rotated.Seal()
	rotated.Rotate(stranger)
	rotated.Append(byCadre(), prototest.Deed())
	rotated.Seal()
	s.add(prototest.Accept, "key-rotated", "to P-256 and to another Ed25519 key, each signing the next segment", rotated)
}

func acceptedForms(s *set) {
	long := team("sixty-four", device)
	for range syncproto.MaxSegmentEvents {
		long.Append(0, syncproto.AttemptsFailed{Local: 1, Number: 1})
	}
	long.Seal()
	s.add(prototest.Accept, "segment-64-events", "the most that a segment holds", long)
	l := prototest.NewLog("plain", device)
	body := event(byCadre(), prototest.SignIn())
	s.add(prototest.Accept, "codec-0", "a body that is not packed", l, forge(l, device, body).payload())
	f := forge(l, device, event(byCadre(), photo(1)), event(byCadre(), photo(2)))
	f = f.pack(rawBlocks(f))
	s.add(prototest.Accept, "codec-1-raw-block", "a zstd frame of one block that is not compressed", l, f.payload())
	f = f.pack(rawBlocks(f, 2, 5))
	s.add(prototest.Accept, "codec-1-three-blocks", "a zstd frame of three blocks", l, f.payload())
	for name, places := range map[string][]int{"none": {}, "one": {1}, "last": {2}, "all": {0, 1, 2}} {
		erased := says("erased", prototest.SignIn(), prototest.Deed(), prototest.SignIn())
		erase(s.add(prototest.Accept, "erased-"+name, "erased form: root, head and signature stay", erased), places...)
	}
	people := prototest.NewLog("erased name", device)
	people.AddPerson(1, prototest.Cadre)
	people.Rotate(phone)
	erase(s.add(prototest.Accept, "erased-rotation-kept", "erased form that ends with a kept key_rotated", people), 0)
}

func photo(n byte) syncproto.Photo {
	return syncproto.Photo{Shows: syncproto.Ref{Back: 1}, Manifest: syncproto.Hash{n}}
}

// erase replaces the last segment of a vector by its erased form.
func erase(v *prototest.Vector, places ...int) {
	last := len(v.Segments) - 1
	segment, err := syncproto.ParseSegment(v.Segments[last])
	if err != nil {
		panic(err)
	}
	verified, err := segment.Verify(device.Public())
	if err != nil {
		panic(err)
	}
	v.Segments[last], v.Erased = verified.Erase(places...), true
}

func ledgerKey() ed25519.PrivateKey {
	seed := sha256.Sum256([]byte("ledger"))
	return ed25519.NewKeyFromSeed(seed[:])
}

// request is what a phone sends: hello, enrol, a segment.
func request() []byte {
	l := says("exchange", prototest.SignIn())
	hello, err := syncproto.SignHello(prototest.County, l.ID, syncproto.SessionID{1}, device)
	if err != nil {
		panic(err)
	}
	hello.Boot, hello.Elapsed = 0x5eed0b00, 90_000
	stream := syncproto.AppendFrame(nil, syncproto.FrameHello, hello)
	stream = syncproto.AppendFrame(stream, syncproto.FrameEnrol, l.Enrolment)
	return syncproto.AppendRawFrame(stream, syncproto.FrameSegment, l.Sealed[0])
}

// answer is what a server sends back, every frame once.
func answer() []byte {
	l := says("exchange", prototest.SignIn())
	county := syncproto.CountyDocument{Version: 1, County: prototest.County, Name: "通江县", Epoch: 1, Ledger: [32]byte(ledgerKey().Public().(ed25519.PublicKey)), Sealing: [32]byte{9}}
	receipt := syncproto.Receipt{Epoch: 1, Log: l.ID, First: 1, Count: 3, Head: l.Previous, Index: 41, Size: 42}
	hash := syncproto.HashOf([]byte("view"))
	stream := syncproto.AppendFrame(nil, syncproto.FrameGrant, syncproto.NewGrant(l.ID, 7, county, l.Code.Key()))
	stream = syncproto.AppendFrame(stream, syncproto.FrameAck, syncproto.Ack{Log: l.ID, First: 1, Count: 3, Head: l.Previous})
	stream = syncproto.AppendFrame(stream, syncproto.FrameReceipt, receipt.Sign(ledgerKey()))
	stream = syncproto.AppendFrame(stream, syncproto.FrameOffset, syncproto.Offset{Hash: hash, Held: 4096, Length: 90_000})
	stream = syncproto.AppendFrame(stream, syncproto.FrameTime, syncproto.Time{Clock: 1_795_000_000_000, Anchor: syncproto.Anchor{4}})
	stream = syncproto.AppendFrame(stream, syncproto.FrameNotice, syncproto.Notice{Code: syncproto.CodeOriginalWanted, Hash: &hash})
	stream = syncproto.AppendFrame(stream, syncproto.FrameNotice, syncproto.Notice{Code: syncproto.CodeNotVouched, Log: &l.ID, Seq: prototest.Of[uint64](3)})
	stream = syncproto.AppendFrame(stream, syncproto.FrameCheckpoint, syncproto.CheckpointFrame{Note: "zhucun/511921\n42\n", Proof: []syncproto.Hash{hash}})
	return syncproto.AppendFrame(stream, syncproto.FrameEnd, syncproto.End{Epoch: 1, Wait: 900})
}

func acceptedFrames(s *set) {
	live := syncproto.AppendFrame(nil, syncproto.FrameHello, syncproto.Hello{Version: 1, Session: syncproto.SessionID{1}})
	s.addFrames(prototest.Accept, "frames-request", "hello that begins a session, enrol, segment", request())
	s.addFrames(prototest.Accept, "frames-answer", "each frame of a server", answer())
	s.addFrames(prototest.Accept, "frames-live-session", "hello of a live session alone", live)
	s.addFrames(prototest.Accept, "frames-unknown-type", "a type that version 1 does not know is passed over", append(syncproto.AppendRawFrame(nil, 0x7e, []byte{0xff}), live...))
	s.addFrames(prototest.Accept, "frames-cut", "what was cut is dropped, what came before counts", request()[:len(request())-1])
	s.addFrames(prototest.Accept, "frames-cut-in-length", "cut inside a length of two bytes", append(live, 0x03, 0x80))
}
