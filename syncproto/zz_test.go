package syncproto_test

import (
	"crypto/ed25519"
	"encoding/hex"
	"fmt"
	"os"
	"strings"
	"testing"

	"zhucun/syncproto"
	"zhucun/syncproto/prototest"
)

func TestZZ(t *testing.T) {
	supervisor := prototest.Ed25519Key("supervisor")
	l := prototest.NewLog("example", device)
	l.Anchor = prototest.Of(syncproto.Anchor([]byte("an anchor of 16b")))
	l.AddPerson(1, prototest.Cadre)
	l.AddPerson(2, prototest.Supervisor)
	key := l.AddKey(2, prototest.Supervisor, supervisor, nil)
	s := prototest.SignIn()
	s.Place = &syncproto.Place{Class: syncproto.PlaceInside, Band: 2, Datum: syncproto.DatumWGS84}
	leaf := l.Append(syncproto.ActorOf(1, syncproto.UnlockSession), s)
	c := prototest.Confirms(prototest.Back(1))
	c.Stay = prototest.Of(syncproto.StayPart)
	l.Confirm(2, key, supervisor, leaf, c)
	payload := l.Seal()
	seg, _ := syncproto.ParseSegment(payload)
	id := supervisor.Public().ID()
	self := syncproto.ID(l.ID, 5)
	st := c
	st.Means, st.Key = syncproto.MeansCard, &key
	statement := st.Statement(self, &id, leaf, l.Anchor)
	led := ed25519.NewKeyFromSeed(make([]byte, 32))
	receipt := syncproto.Receipt{Epoch: 1, Log: l.ID, First: 1, Count: 5, Head: seg.Head(), Index: 41, Size: 42}.Sign(led)
	hello, _ := syncproto.SignHello(prototest.County, l.ID, syncproto.SessionID([]byte("16 random bytes!")), device)
	hello.Boot, hello.Elapsed = l.Clock().Boot, 90_000
	req := syncproto.AppendFrame(nil, syncproto.FrameHello, hello)
	ans := syncproto.AppendFrame(nil, syncproto.FrameAck, syncproto.Ack{Log: l.ID, First: 1, Count: 5, Head: seg.Head()})
	ans = syncproto.AppendFrame(ans, syncproto.FrameTime, syncproto.Time{Clock: 1_795_000_900_000, Anchor: syncproto.Anchor([]byte("a newer anchor!!"))})
	ans = syncproto.AppendFrame(ans, syncproto.FrameEnd, syncproto.End{Epoch: 1, Wait: 900})
	var b strings.Builder
	p := func(name string, data []byte) {
		fmt.Fprintf(&b, "    %s =\n", name)
		for h := hex.EncodeToString(data); h != ""; {
			n := min(len(h), 120)
			fmt.Fprintf(&b, "        %s\n", h[:n])
			h = h[n:]
		}
	}
	ck := l.Code.Key()
	cid := ck.ID()
	root := l.Enrolment.Root()
	head := seg.Head()
	fmt.Fprintf(&b, "A test reads this section. Lengths and items are those of the tables above.\n\n**Enrolment** with the one-time code `%s`, of a phone with an Ed25519 key:\n\n", l.Code.Printed())
	p("code_key", ck[:]); p("code_id", cid[:]); p("device key", device.Public().Bytes()); p("genesis", l.Enrolment.Genesis); p("genesis signature", l.Enrolment.Signature[:]); p("log_id", l.ID[:]); p("H(genesis)", root[:])
	b.WriteString("\n**A segment** of five events: cadre and supervisor are added, the supervisor's key is registered, the cadre signs in, the supervisor confirms by card. Events 1 to 5:\n\n")
	for i, e := range seg.Events() { p(fmt.Sprintf("event %d", i+1), e) }
	b.WriteString("\nThe sign-in, event 4, item by item:\n\n")
	b.WriteString("    8d                    array of 13 items\n    01                    kind 1, signin\n    183c                  gap: 60 s after event 3\n    05                    actor: local number 1, unlocked earlier in this session\n    1904b1                person 1201\n    1b0000007730e015a8    village 511921100200\n    11                    sheet 17\n    1a0001612c            supervisor 90412\n    195127                day 20775, 2026-11-18\n    00                    where: household\n    f6                    claimed: not entered later\n    01                    activity: household visit\n    f6                    paper: none, it was the phone\n    83 01 02 01           place: inside, at most 50 m off, WGS-84\n\n")
	b.WriteString("Its leaf, what the supervisor's key signed, and the segment:\n\n")
	l4 := seg.Leaves()[3]
	p("salt", saltOf(payload)); p("leaf 4", l4[:]); p("key_id", id[:]); p("statement", statement); p("head", head[:]); p("segment", payload)
	fmt.Fprintf(&b, "\nThe visit code of leaf 4 is `%s`.\n\n**An exchange**: the phone's hello begins a session; its segment, which follows as a frame of type 0x03, is left out here. The server answers ack, time, end.\n\n", syncproto.VisitCodeOf(l4))
	p("request", req); p("answer", ans)
	b.WriteString("\n**A receipt** for the segment, leaf 41 of 42 in the ledger, signed by the ledger key:\n\n")
	p("ledger key", led.Public().(ed25519.PublicKey)); p("receipt bytes", receipt.Receipt); p("receipt frame", syncproto.AppendFrame(nil, syncproto.FrameReceipt, receipt))
	spec, _ := os.ReadFile("SPEC.md")
	before, rest, _ := strings.Cut(string(spec), "## 13. Examples\n\n")
	_, after, _ := strings.Cut(rest, "\n## 14.")
	os.WriteFile("SPEC.md", []byte(before+"## 13. Examples\n\n"+b.String()+"\n## 14."+after), 0o644)
	g := goldenConfirmation(t)
	fmt.Printf("PROOF %x\n", []byte(*g.Proof))
}

func saltOf(payload []byte) []byte {
	at := 1 + 2 + int(payload[2]) + 1
	return payload[at : at+16]
}
