package syncproto_test

import (
	"bytes"
	"crypto/ed25519"
	"encoding/hex"
	"regexp"
	"strings"
	"testing"

	"zhucun/syncproto"
)

// examples reads section 13: a name and =, and below it, farther in, hexadecimal digits.
func examples(t testing.TB) map[string][]byte {
	t.Helper()
	found := map[string][]byte{}
	name := ""
	for line := range strings.Lines(section(t, 13)) {
		switch text := strings.TrimSpace(line); {
		case strings.HasPrefix(line, "    ") && strings.HasSuffix(text, " ="):
			name = strings.TrimSuffix(text, " =")
		case name != "" && strings.HasPrefix(line, "        "):
			data, err := hex.DecodeString(text)
			if err != nil {
				t.Fatalf("example %s: %v", name, err)
			}
			found[name] = append(found[name], data...)
		default:
			name = ""
		}
	}
	if len(found) < 20 {
		t.Fatalf("SPEC.md has %d examples, want at least 20", len(found))
	}
	return found
}

// shown is a value in backquotes after some words of section 13.
func shown(t testing.TB, words string) string {
	t.Helper()
	match := regexp.MustCompile(regexp.QuoteMeta(words) + " `([^`]+)`").FindStringSubmatch(section(t, 13))
	if match == nil {
		t.Fatalf("SPEC.md shows nothing after %q", words)
	}
	return match[1]
}

func same(t testing.TB, what string, got, want []byte) {
	t.Helper()
	if !bytes.Equal(got, want) {
		t.Errorf("%s\n%x\nSPEC.md shows\n%x", what, got, want)
	}
}

func TestExampleEnrolment(t *testing.T) {
	x := examples(t)
	code, err := syncproto.ParseOneTimeCode(shown(t, "with the one-time code"))
	if err != nil {
		t.Fatal(err)
	}
	key := code.Key()
	id := key.ID()
	same(t, "code_key", key[:], x["code_key"])
	same(t, "code_id", id[:], x["code_id"])
	e := syncproto.Enrolment{Genesis: x["genesis"], Signature: syncproto.Signature(x["genesis signature"]), Code: id}
	_, public, err := e.Verify()
	if err != nil || !e.Spends(key) {
		t.Errorf("the genesis does not hold: %v", err)
	}
	same(t, "device key", public.Bytes(), x["device key"])
	log, root := e.LogID(), e.Root()
	same(t, "log_id", log[:], x["log_id"])
	same(t, "H(genesis)", root[:], x["H(genesis)"])
}

func TestExampleSegment(t *testing.T) {
	x := examples(t)
	segment, err := syncproto.ParseSegment(x["segment"])
	if err != nil {
		t.Fatal(err)
	}
	public, err := syncproto.ParsePublicKey(syncproto.Ed25519, x["device key"])
	if err != nil {
		t.Fatal(err)
	}
	if _, err := segment.Verify(public); err != nil {
		t.Error(err)
	}
	for i, name := range []string{"event 1", "event 2", "event 3", "event 4", "event 5"} {
		same(t, name, segment.Events()[i], x[name])
	}
	head, leaf := segment.Head(), segment.Leaves()[3]
	same(t, "head", head[:], x["head"])
	same(t, "leaf 4", leaf[:], x["leaf 4"])
	same(t, "leaf 4 by hand", sha256Of([]byte{0}, hmacOf(x["salt"], []byte{0, 0, 0, 3}), x["event 4"]), x["leaf 4"])
	same(t, "previous", segment.Header.Previous[:], x["H(genesis)"])
	if got := syncproto.VisitCodeOf(leaf).String(); got != shown(t, "The visit code of leaf 4 is") {
		t.Errorf("visit code %s", got)
	}
	exampleConfirmation(t, x, segment, leaf)
}

func exampleConfirmation(t *testing.T, x map[string][]byte, segment syncproto.Segment, leaf syncproto.Leaf) {
	t.Helper()
	registered, err := syncproto.DecodeEvent(x["event 3"])
	if err != nil {
		t.Fatal(err)
	}
	personal, err := registered.Body.(syncproto.PersonKey).Public()
	if err != nil {
		t.Fatal(err)
	}
	id := personal.ID()
	same(t, "key_id", id[:], x["key_id"])
	event, err := syncproto.DecodeEvent(x["event 5"])
	if err != nil {
		t.Fatal(err)
	}
	c, self := event.Body.(syncproto.Confirmation), syncproto.ID(segment.Header.Log, 5)
	same(t, "statement", c.Statement(self, &id, leaf, segment.Header.Anchor), x["statement"])
	if !personal.Verify(x["statement"], syncproto.Signature(*c.Proof)) || !c.Proven(self, personal, leaf, segment.Header.Anchor) {
		t.Error("the supervisor's proof does not hold")
	}
}

// The dump of one event, put together, is that event.
func TestExampleDump(t *testing.T) {
	_, dump, _ := strings.Cut(section(t, 13), "item by item:\n\n")
	dump, _, _ = strings.Cut(dump, "\n\n")
	var data []byte
	for line := range strings.Lines(dump) {
		digits, _, found := strings.Cut(strings.TrimSpace(line), "  ")
		if !found {
			t.Fatalf("%q has no comment", line)
		}
		data = append(data, spelled(digits)...)
	}
	same(t, "the dump", data, examples(t)["event 4"])
}

func TestExampleExchange(t *testing.T) {
	x := examples(t)
	public, err := syncproto.ParsePublicKey(syncproto.Ed25519, x["device key"])
	if err != nil {
		t.Fatal(err)
	}
	request, _ := readFrames(bytes.NewReader(x["request"]))
	answer, _ := readFrames(bytes.NewReader(x["answer"]))
	var hello syncproto.Hello
	var ack syncproto.Ack
	if len(request) != 1 || len(answer) != 3 || answer[1].Type != syncproto.FrameTime || answer[2].Type != syncproto.FrameEnd {
		t.Fatalf("%d and %d frames", len(request), len(answer))
	}
	if err := request[0].Decode(&hello); err != nil || !hello.Begins(511921, public) {
		t.Errorf("the hello begins no session: %v", err)
	}
	if err := answer[0].Decode(&ack); err != nil {
		t.Error(err)
	}
	same(t, "head of the ack", ack.Head[:], x["head"])
	if err := answer[1].Decode(&syncproto.Time{}); err != nil {
		t.Error(err)
	}
	if err := answer[2].Decode(&syncproto.End{}); err != nil {
		t.Error(err)
	}
}

func TestExampleReceipt(t *testing.T) {
	x := examples(t)
	frames, _ := readFrames(bytes.NewReader(x["receipt frame"]))
	if len(frames) != 1 {
		t.Fatalf("%d frames", len(frames))
	}
	var signed syncproto.SignedReceipt
	if err := frames[0].Decode(&signed); err != nil {
		t.Fatal(err)
	}
	same(t, "receipt bytes", signed.Receipt, x["receipt bytes"])
	receipt, err := signed.Open(ed25519.PublicKey(x["ledger key"]))
	if err != nil {
		t.Fatal(err)
	}
	same(t, "head of the receipt", receipt.Head[:], x["head"])
	if receipt.Index != 41 || receipt.Size != 42 {
		t.Errorf("leaf %d of %d, want 41 of 42", receipt.Index, receipt.Size)
	}
}
