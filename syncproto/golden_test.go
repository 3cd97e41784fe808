package syncproto_test

import (
	"bytes"
	"crypto/ed25519"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"strings"
	"testing"

	"zhucun/syncproto"
	"zhucun/syncproto/prototest"
)

// The bytes below are spelled out item by item, because signed bytes never change: a test that fails here is right and the code is wrong.

// spelled reads hexadecimal digits with spaces and line ends between items.
func spelled(digits string) []byte {
	data, err := hex.DecodeString(strings.Join(strings.Fields(digits), ""))
	if err != nil {
		panic(err)
	}
	return data
}

func sha256Of(parts ...[]byte) []byte {
	h := sha256.New()
	for _, part := range parts {
		h.Write(part)
	}
	return h.Sum(nil)
}

func hmacOf(key, data []byte) []byte {
	mac := hmac.New(sha256.New, key)
	mac.Write(data)
	return mac.Sum(nil)
}

func zeros(n int) string { return strings.Repeat("00", n) }

var (
	goldenSelf   = syncproto.ID(syncproto.LogID{0xaa}, 9)
	goldenLeaf   = syncproto.Leaf{0xcc}
	goldenAnchor = &syncproto.Anchor{0xbb}
)

func goldenConfirmation(t testing.TB) syncproto.Confirmation {
	t.Helper()
	c := prototest.Confirms(prototest.Back(1))
	c.Means, c.Key, c.Stay = syncproto.MeansCard, prototest.Of[uint64](3), prototest.Of(syncproto.StayNight)
	if err := c.Prove(goldenSelf, prototest.Ed25519Key("supervisor"), goldenLeaf, goldenAnchor); err != nil {
		t.Fatal(err)
	}
	return c
}

func goldenKeys(t testing.TB) (syncproto.PersonKey, syncproto.KeyRotated) {
	t.Helper()
	slip := prototest.Code("slip").Key()
	key, err := syncproto.NewPersonKey(goldenSelf, 2, prototest.Supervisor, prototest.Ed25519Key("supervisor"), syncproto.CustodyShared, syncproto.MeansCard, &slip)
	if err != nil {
		t.Fatal(err)
	}
	rotated, err := syncproto.NewKeyRotated(goldenSelf, prototest.P256Key("phone"))
	if err != nil {
		t.Fatal(err)
	}
	return key, rotated
}

const (
	start   = "183c 05 " // gap 60, local 1 unlocked in this session
	village = "1b0000007730e015a8 "
	person  = "1904b1 "
	today   = "195127 "
	absent  = "f6 "
)

type goldenEvent struct {
	body syncproto.Body
	want string
}

func goldenEvents(t testing.TB) map[string]goldenEvent {
	t.Helper()
	key, rotated := goldenKeys(t)
	return map[string]goldenEvent{
		"signin":             {prototest.SignIn(), "8d 01" + start + person + village + "11 1a0001612c" + today + "00" + absent + "01" + absent + absent},
		"signout":            {syncproto.SignOut{SignIn: syncproto.Ref{Back: 1}}, "85 02" + start + "01" + absent},
		"confirmation":       {goldenConfirmation(t), "90 03" + start + "01" + person + village + "11" + today + "01 03" + absent + absent + "01" + absent + "03 5840" + confirmationProof},
		"confirmation paper": {tornOff(), "90 03" + start + "01" + person + village + "11" + today + "01" + absent + absent + absent + "03" + absent + absent + "55" + paperCodeProof},
		"deed":               {prototest.Deed(), "8c 04" + start + person + village + today + "69 e4bfaee6b0b4e6b1a0 02 81 1a0001612c 01" + absent + absent},
		"photo":              {syncproto.Photo{Shows: syncproto.Ref{Back: 1}, Manifest: syncproto.Hash{0xdd}}, "85 05" + start + "01 5820 dd" + zeros(31)},
		"note":               {syncproto.Note{Village: prototest.Village, Text: "村"}, "86 06" + start + absent + village + "63 e69d91"},
		"correction":         {syncproto.Correction{Withdrawn: syncproto.Ref{Event: goldenSelf}, Reason: "x"}, "86 07" + start + "82 50 aa" + zeros(15) + "09" + absent + "61 78"},
		"person_added":       {syncproto.PersonAdded{Local: 1, Person: prototest.Cadre}, "85 08" + start + "01" + person},
		"person_key":         {key, "8a 09" + start + "02 01 5820" + supervisorPublic + "03 01 82 45 caa2ee047b 50 c6526c978ea4cd1490e7f6358ceb2433 5840" + personKeyProof},
		"secret_changed":     {syncproto.SecretChanged{Local: 2, Means: syncproto.MeansPIN}, "85 0a" + start + "02 02"},
		"attempts_failed":    {syncproto.AttemptsFailed{Local: 2, Number: 3}, "85 0b" + start + "02 03"},
		"key_rotated":        {rotated, "86 0c" + start + "02 5821 021156e641a45471d3fc7c0ec3b693fa03e40fdf37becea236c4674f5dc19ea95f 5840" + rotationProof},
		"confirmation qr":    {drawn(prototest.ByQR(goldenSelf, goldenLeaf)), "90 03" + start + "83 50 aa" + zeros(15) + "09 5820 cc" + zeros(31) + person + village + "11" + today + "01" + absent + absent + absent + "04" + absent + absent + absent},
		"confirmation code":  {drawn(prototest.ByCode(4711)), "90 03" + start + "81 191267" + person + village + "11" + today + "01" + absent + absent + absent + "04" + absent + absent + absent},
		"confirmation word":  {drawn(prototest.ByWord()), "90 03" + start + absent + person + village + "11" + today + "01" + absent + absent + absent + "04" + absent + absent + absent},
	}
}

func TestEventsAreTheseBytes(t *testing.T) {
	for name, golden := range goldenEvents(t) {
		t.Run(name, func(t *testing.T) {
			data := encoded(t, syncproto.Event{Gap: 60, Actor: syncproto.ActorOf(1, syncproto.UnlockSession), Body: golden.body})
			if !bytes.Equal(data, spelled(golden.want)) {
				t.Errorf("got\n%x\nwant\n%x", data, spelled(golden.want))
			}
		})
	}
}

func drawn(s syncproto.Subject) syncproto.Confirmation {
	c := prototest.Confirms(s)
	c.Means = syncproto.MeansDrawn
	return c
}

const (
	supervisorPublic  = "ccf7ce243287af3773f237af1b1e622cee724af4534e2a8d4e992637b76a976e"
	confirmationProof = "a34e14a7aed9c937d6d908035910850a17d621a41b2b3a5037b1c080714c6f30cefe2d57e195cc44da3293713f9b7b3b377c0af9310e7ae628d981c07ecae10c"
	paperCodeProof    = "c6911c061c4f5a40620ddb630f37bd27f633bf370a"
	personKeyProof    = "c64e592b99c5c2d2a86eff0739de3df580753c8e499e236214c41b3b72192fb5ad82e6d21d7e95c75a847f312c7317d00db4ce779a6ca8a170c16f4c7da34304"
	rotationProof     = "da552910a9dd731f3dac5ec1a2afb51b9274be733f10f0c5b5373f66ee11713ffe4f34c80118b0db25aa2886ebb212def2d28a6866108edabbd664b0c0e01a13"
)

// Claims are the structures that personal and log keys sign: the golden proofs above verify over exactly these bytes.
func TestClaimsAreTheseBytes(t *testing.T) {
	log := "50 aa" + zeros(15) + "09 "
	supervisor, phone := prototest.Ed25519Key("supervisor").Public(), prototest.P256Key("phone").Public()
	id := supervisor.ID()
	subject := "83 50 aa" + zeros(15) + "08 5820 cc" + zeros(31)
	statement := spelled("91 70" + hex.EncodeToString([]byte("zhucun confirm 1")) + log + "03 50" + hex.EncodeToString(id[:]) + person + village + "11" + today +
		"01 03" + absent + absent + "01" + subject + absent + "50 bb" + zeros(15))
	if got := goldenConfirmation(t).Statement(goldenSelf, &id, goldenLeaf, goldenAnchor); !bytes.Equal(got, statement) {
		t.Errorf("statement\n%x\nwant\n%x", got, statement)
	}
	for name, claim := range map[string]struct {
		key          syncproto.PublicKey
		bytes, proof string
	}{
		"statement": {supervisor, hex.EncodeToString(statement), confirmationProof},
		"person key": {supervisor, "88 73" + hex.EncodeToString([]byte("zhucun person key 1")) + log + "1a0001612c 01 5820" + supervisorPublic + "03 01",
			personKeyProof},
		"rotation": {phone, "85 6f" + hex.EncodeToString([]byte("zhucun rotate 1")) + log + "02 5821" + hex.EncodeToString(phone.Bytes()), rotationProof},
	} {
		if !claim.key.Verify(spelled(claim.bytes), syncproto.Signature(spelled(claim.proof))) {
			t.Errorf("%s: the proof is not over %x", name, spelled(claim.bytes))
		}
	}
	if want := sha256.Sum256(append([]byte("zhucun person key 1\x01"), supervisor.Bytes()...)); id != syncproto.KeyID(want[:16]) {
		t.Errorf("key_id %s, want %x", id, want[:16])
	}
}

// What an appointment slip and a tear-off code prove: MACs over exactly these bytes, the latter without a tag of its own because a statement has one.
func TestCodesProveTheseBytes(t *testing.T) {
	log := "50 aa" + zeros(15) + "09 "
	slip, tearOff := prototest.Code("slip").Key(), prototest.Code("tear-off").Key()
	claim := spelled("85" + log + "1a0001612c 01 5820" + supervisorPublic)
	key, _ := goldenKeys(t)
	if want := hmacOf(slip[:], append([]byte("zhucun appoint 1"), claim...))[:16]; !bytes.Equal(key.Appointment.MAC[:], want) {
		t.Errorf("voucher %x, want %x over %x", key.Appointment.MAC, want, claim)
	}
	statement := spelled("91 70" + hex.EncodeToString([]byte("zhucun confirm 1")) + log + absent + absent + person + village + "11" + today +
		"01" + absent + absent + absent + "03 83 50 aa" + zeros(15) + "08 5820 cc" + zeros(31) + absent + "50 bb" + zeros(15))
	id := hmacOf(tearOff[:], []byte("zhucun code id 1"))[:5]
	if want := append(id, hmacOf(tearOff[:], statement)[:16]...); !bytes.Equal(*tornOff().Proof, want) || !bytes.Equal(want, spelled(paperCodeProof)) {
		t.Errorf("proof %x, want %x over %x", *tornOff().Proof, want, statement)
	}
}

// tornOff is a confirmation by a tear-off code.
func tornOff() syncproto.Confirmation {
	c := prototest.Confirms(prototest.Back(1))
	c.ProveByCode(goldenSelf, prototest.Code("tear-off").Key(), goldenLeaf, goldenAnchor)
	return c
}

const (
	goldenLog     = "dcc2c8594100db81cf55ea0ca07c138c"
	goldenGenesis = "86 01 1a0007cfb1 01 5820 809667cd5bfecdc84bdd7b544e61ef258b96005f90bf87b623fa4fe06183347b 50 c59c0174ef6930a447f40a365304a14b f6"
	goldenHeader  = "89 01 50" + goldenLog + "01 01 5820 60360ab96d5ffc892ad91929e0c06b4fed61999c0c0537d7fe1254b553bb5379 1a6afd86fc 1a5eed0b00 199c7c 50 bb"
	goldenSignIn  = "8d 01 00 05" + person + village + "11 1a0001612c" + today + "00" + absent + "01" + absent + absent
	goldenSalt    = "6e811b7b260171fdf9a5c86b92f2ed94"
	goldenSeal    = "e11944b38051f5846a52e1ffdc8df1c674893eaae0a990cd10abff4a9d762024b3f6d686223ac6458ad4bf76adce2e36584772cc7fb682de1e1a9fc1469a3606"
)

func goldenChain() *prototest.Log {
	l := prototest.NewLog("golden", prototest.Ed25519Key("device"))
	l.Anchor = goldenAnchor
	l.Append(syncproto.ActorOf(1, syncproto.UnlockSession), prototest.SignIn())
	l.Seal()
	return l
}

func TestGenesisIsTheseBytes(t *testing.T) {
	l := goldenChain()
	genesis := spelled(goldenGenesis)
	if !bytes.Equal(l.Enrolment.Genesis, genesis) {
		t.Errorf("genesis\n%x\nwant\n%x", l.Enrolment.Genesis, genesis)
	}
	if want := sha256.Sum256(append([]byte("zhucun log 1"), genesis...)); l.ID != syncproto.LogID(want[:16]) || l.ID.String() != goldenLog {
		t.Errorf("log_id %s, want %s", l.ID, goldenLog)
	}
	if !ed25519.Verify(prototest.Ed25519Key("device").Public().Bytes(), append([]byte("zhucun genesis 1"), genesis...), l.Enrolment.Signature[:]) {
		t.Error("the signature is not over the tag and the genesis")
	}
	if want := sha256.Sum256(genesis); l.Enrolment.Root() != want {
		t.Errorf("root %s, want %x", l.Enrolment.Root(), want)
	}
}

func TestSegmentIsTheseBytes(t *testing.T) {
	l := goldenChain()
	header, event := goldenHeader+zeros(15), spelled(goldenSignIn)
	want := spelled("85 5855" + header + "50" + goldenSalt + "00 581e" + goldenSignIn + "5840" + goldenSeal)
	if !bytes.Equal(l.Sealed[0], want) {
		t.Errorf("segment\n%x\nwant\n%x", l.Sealed[0], want)
	}
	segment, err := syncproto.ParseSegment(want)
	if err != nil {
		t.Fatal(err)
	}
	nonce := hmacOf(spelled(goldenSalt), []byte{0, 0, 0, 0})
	leaf := sha256Of([]byte{0}, nonce, event)
	if got := segment.Leaves()[0]; !bytes.Equal(got[:], leaf) {
		t.Errorf("leaf %s, want %x", got, leaf)
	}
	root := l.Enrolment.Root()
	head := sha256Of([]byte{2}, []byte("zhucun head 1"), spelled(goldenLog), spelled("0000000000000001 00000001"), leaf, root[:], sha256Of(spelled(header)))
	if got := segment.Head(); !bytes.Equal(got[:], head) {
		t.Errorf("head %s, want %x", got, head)
	}
	if !ed25519.Verify(prototest.Ed25519Key("device").Public().Bytes(), head, spelled(goldenSeal)) {
		t.Error("the signature is not over the 32 bytes of the head")
	}
}

func TestFramesAreTheseBytes(t *testing.T) {
	ledger := ed25519.NewKeyFromSeed(make([]byte, 32))
	receipt := "87 01 50 aa" + zeros(15) + "01 02 5820 cc" + zeros(31) + "1829 182a"
	signed := syncproto.Receipt{Epoch: 1, Log: syncproto.LogID{0xaa}, First: 1, Count: 2, Head: syncproto.Head{0xcc}, Index: 41, Size: 42}.Sign(ledger)
	signature := hex.EncodeToString(ed25519.Sign(ledger, append([]byte("zhucun receipt 1"), spelled(receipt)...)))
	session := syncproto.SessionID{0xee}
	hello, err := syncproto.SignHello(prototest.County, goldenSelf.Log, session, prototest.Ed25519Key("device"))
	if err != nil {
		t.Fatal(err)
	}
	claim := spelled("84 6e" + hex.EncodeToString([]byte("zhucun hello 1")) + "1a0007cfb1 50 aa" + zeros(15) + "50 ee" + zeros(15))
	helloSignature := hex.EncodeToString(ed25519.Sign(ed25519.NewKeyFromSeed(sha256Of([]byte("device"))), claim))
	for name, golden := range map[string]struct {
		kind    syncproto.FrameType
		payload any
		want    string
	}{
		"receipt":      {syncproto.FrameReceipt, signed, "42 8001 82 583b" + receipt + "5840" + signature},
		"live hello":   {syncproto.FrameHello, syncproto.Hello{Version: 1, Session: session, Boot: 7, Elapsed: 90}, "01 1a 88 01 f6 50 ee" + zeros(15) + "07 185a f6 00 f6"},
		"signed hello": {syncproto.FrameHello, hello, "01 6a 88 01 50 aa" + zeros(15) + "50 ee" + zeros(15) + "00 00 f6 00 5840" + helloSignature},
		"enrol":        {syncproto.FrameEnrol, syncproto.Enrolment{Genesis: []byte{1}, Code: syncproto.CodeID{5}}, "02 4b 83 41 01 5840" + zeros(64) + "45 05" + zeros(4)},
		"ack":          {syncproto.FrameAck, syncproto.Ack{Log: syncproto.LogID{0xaa}, First: 1, Count: 2, Head: syncproto.Head{0xcc}}, "41 36 84 50 aa" + zeros(15) + "01 02 5820 cc" + zeros(31)},
		"grant":        {syncproto.FrameGrant, syncproto.Grant{Log: syncproto.LogID{0xaa}, Ordinal: 7, County: []byte{1}}, "43 26 84 50 aa" + zeros(15) + "07 41 01 50" + zeros(16)},
		"offset":       {syncproto.FrameOffset, syncproto.Offset{Hash: syncproto.Hash{0xdd}, Held: 1, Length: 2}, "44 25 83 5820 dd" + zeros(31) + "01 02"},
		"time":         {syncproto.FrameTime, syncproto.Time{Clock: 5, Anchor: *goldenAnchor}, "45 13 82 05 50 bb" + zeros(15)},
		"notice":       {syncproto.FrameNotice, syncproto.Notice{Code: syncproto.CodeServerBehind}, "46 06 84 183c f6 f6 f6"},
		"checkpoint":   {syncproto.FrameCheckpoint, syncproto.CheckpointFrame{Note: "x"}, "47 04 82 61 78 80"},
		"end":          {syncproto.FrameEnd, syncproto.End{Epoch: 1, Wait: 900}, "4f 07 84 01 f6 00 190384"},
	} {
		if got := syncproto.AppendFrame(nil, golden.kind, golden.payload); !bytes.Equal(got, spelled(golden.want)) {
			t.Errorf("%s\n%x\nwant\n%x", name, got, spelled(golden.want))
		}
	}
}
