package reader

import (
	"bytes"
	"encoding/hex"
	"strings"
	"testing"
)

func TestLogAccepted(t *testing.T) {
	for name, key := range map[string]signer{"Ed25519": newEd25519(1), "P-256": newP256(t)} {
		t.Run(name, func(t *testing.T) {
			w := newWriter(t, key)
			w.write(personAdded(1, 20), w.personKey(2, 1, 20, newEd25519(2)), signin(0))
			leaf := leafOf(nonceOf(bytes.Repeat([]byte{1}, 16), 2), signin(0))
			w.write(w.confirmation(4, 1, w.seen(3, leaf), newEd25519(2)))
			verdict, facts := w.read()
			if verdict != Accept {
				t.Fatalf("got %s, want %s", verdict, Accept)
			}
			if !bytes.Equal(facts.LogID, w.logID) || len(facts.Heads) != 2 || !bytes.Equal(facts.Heads[1], w.previous) {
				t.Errorf("log %x, heads %x", facts.LogID, facts.Heads)
			}
			if len(facts.Leaves) != 1 || len(facts.VisitCodes) != 1 || len(facts.Events) != 1 {
				t.Errorf("facts of the last segment: %+v", facts)
			}
			if !bytes.Equal(facts.PersonalKey, newEd25519(2).bytes) || !bytes.Contains(facts.Statement, leaf) {
				t.Errorf("statement %x under %x", facts.Statement, facts.PersonalKey)
			}
		})
	}
}

func TestGenesisVerdicts(t *testing.T) {
	for name, c := range map[string]struct {
		spoil func(v map[string]any)
		want  string
	}{
		"signature":   {func(v map[string]any) { v["genesis_signature"] = strings.Repeat("00", 64) }, BadSignature},
		"short":       {func(v map[string]any) { v["genesis_signature"] = "00" }, Malformed},
		"trailing":    {func(v map[string]any) { v["genesis"] = v["genesis"].(string) + "00" }, Malformed},
		"nothing bad": {func(map[string]any) {}, Accept},
	} {
		t.Run(name, func(t *testing.T) {
			w := newWriter(t, newEd25519(1))
			c.spoil(w.vector)
			w.want(c.want)
		})
	}
	t.Run("mac of another code", func(t *testing.T) {
		w := newWriter(t, newEd25519(1))
		const other = "11111111111111111"
		w.vector["code"] = other + string(codeAlphabet[hash([]byte(other))[0]%32])
		w.want(BadSignature)
	})
}

// segmentCase is one thing written and the verdict on the last of it.
type segmentCase struct {
	write func(w *writer)
	want  string
}

func checkCases(t *testing.T, cases map[string]segmentCase) {
	t.Helper()
	for name, c := range cases {
		t.Run(name, func(t *testing.T) {
			w := newWriter(t, newEd25519(1))
			c.write(w)
			w.want(c.want)
		})
	}
}

func TestChainVerdicts(t *testing.T) {
	checkCases(t, map[string]segmentCase{
		"bad signature": {func(w *writer) { d := w.draft(signin(0)); d.spoil = func(s []byte) { s[9] ^= 1 }; w.seal(d) }, BadSignature},
		"other log":     {func(w *writer) { d := w.draft(signin(0)); d.header[1] = make([]byte, 16); w.seal(d) }, BadSignature},
		"other genesis": {func(w *writer) { d := w.draft(signin(0)); d.header[4] = make([]byte, 32); w.seal(d) }, BrokenChain},
		"gap":           {func(w *writer) { w.write(signin(0)); d := w.draft(signin(0)); d.header[2] = 3; w.seal(d) }, BrokenChain},
		"sent again":    {func(w *writer) { w.write(signin(0)); w.segments = append(w.segments, w.segments[0]) }, Accept},
		"fork": {func(w *writer) {
			w.write(signin(0))
			before := *w
			w.write(note("a"))
			w.next, w.previous = before.next, before.previous
			w.write(note("b"))
		}, Fork},
	})
}

func TestEventVerdicts(t *testing.T) {
	filler := note("x")
	checkCases(t, map[string]segmentCase{
		"unknown kind":          {func(w *writer) { w.write(array(13, 0, 0)) }, UnknownKind},
		"kind 255":              {func(w *writer) { w.write(array(255, 0, 0, "anything", []any{1})) }, UnknownKind},
		"kind 256":              {func(w *writer) { w.write(array(256, 0, 0)) }, Malformed},
		"kind 0":                {func(w *writer) { w.write(array(0, 0, 0)) }, Malformed},
		"only kind and gap":     {func(w *writer) { w.write(array(1, 0)) }, Malformed},
		"item too many":         {func(w *writer) { w.write(array(10, 0, 0, 1, 1, 1)) }, Malformed},
		"item too few":          {func(w *writer) { w.write(array(10, 0, 0, 1)) }, Malformed},
		"not an array":          {func(w *writer) { w.write([]byte{1}) }, Malformed},
		"text too long":         {func(w *writer) { w.write(note(strings.Repeat("x", 1201))) }, OverLimit},
		"text empty":            {func(w *writer) { w.write(note("")) }, Malformed},
		"33 households":         {func(w *writer) { w.write(deed(numbers(33))) }, OverLimit},
		"32 households":         {func(w *writer) { w.write(deed(numbers(32))) }, Accept},
		"33 falling households": {func(w *writer) { n := numbers(33); n[0] = 40; w.write(deed(n)) }, Malformed},
		"first over 2^62":       {func(w *writer) { d := w.draft(filler); d.header[2] = 1<<62 + 1; w.seal(d) }, Malformed},
		"wall over 2^40":        {func(w *writer) { d := w.draft(filler); d.header[5] = 1<<40 + 1; w.seal(d) }, Malformed},
		"longest text":          {func(w *writer) { w.write(note(strings.Repeat("x", 1200))) }, Accept},
		"households falling":    {func(w *writer) { w.write(deed([]any{2, 1})) }, Malformed},
		"households twice":      {func(w *writer) { w.write(deed([]any{2, 2})) }, Malformed},
		"households":            {func(w *writer) { w.write(deed([]any{1, 2})) }, Accept},
		"event too long":        {func(w *writer) { w.write(array(200, 0, 0, strings.Repeat("x", 2048))) }, OverLimit},
		"nested too deep":       {func(w *writer) { w.write(array(200, 0, 0, []any{[]any{[]any{[]any{}}}})) }, OverLimit},
		"nested to the limit":   {func(w *writer) { w.write(array(200, 0, 0, []any{[]any{[]any{}}})) }, UnknownKind},
	})
}

func TestPaperCodeProofs(t *testing.T) {
	paper := func(proof any) func(w *writer) {
		return func(w *writer) {
			w.write(array(3, 0, 7, nil, 10, testVillage, 5, 20000, 1, 2, nil, nil, 3, nil, nil, proof))
		}
	}
	checkCases(t, map[string]segmentCase{
		"code_id and mac": {paper(make([]byte, 21)), Accept},
		"the mac alone":   {paper(make([]byte, 16)), Malformed},
		"a signature":     {paper(make([]byte, 64)), Malformed},
		"none":            {paper(nil), Malformed},
	})
}

func TestBodyVerdicts(t *testing.T) {
	long := note(strings.Repeat("驻", 400))
	filler := note("x")
	checkCases(t, map[string]segmentCase{
		"64 events":          {func(w *writer) { w.write(repeat(filler, 64)...) }, Accept},
		"65 events":          {func(w *writer) { w.write(repeat(filler, 65)...) }, OverLimit},
		"no events":          {func(w *writer) { d := w.draft(filler); d.header[3] = 0; w.seal(d) }, Malformed},
		"one less than said": {func(w *writer) { d := w.draft(filler); d.header[3] = 2; w.seal(d) }, Malformed},
		"version 2":          {func(w *writer) { d := w.draft(filler); d.header[0] = 2; w.seal(d) }, Malformed},
		"first 0":            {func(w *writer) { d := w.draft(filler); d.header[2] = 0; w.seal(d) }, Malformed},
		"boot of 33 bits":    {func(w *writer) { d := w.draft(filler); d.header[6] = 1 << 32; w.seal(d) }, Malformed},
		"body of 64 KiB":     {func(w *writer) { d := w.draft(filler); d.packed = make([]byte, maxBody+1); w.seal(d) }, OverLimit},
		"packed": {func(w *writer) {
			d := w.draft(long, filler)
			d.codec, d.packed = 1, pack(w.t, bytes.Join(d.events, nil))
			w.seal(d)
		}, Accept},
		"no such dictionary": {func(w *writer) { d := w.draft(filler); d.codec, d.packed = 2, pack(w.t, filler); w.seal(d) }, Malformed},
	})
}

func TestKeyAndProofVerdicts(t *testing.T) {
	filler := note("x")
	checkCases(t, map[string]segmentCase{
		"key_rotated not last":  {func(w *writer) { w.write(w.rotation(1, newEd25519(5)), filler) }, Malformed},
		"rotation by other key": {func(w *writer) { w.write(w.rotation(9, newEd25519(5))) }, BadSignature},
		"after a rotation":      {func(w *writer) { w.write(w.rotation(1, newEd25519(5))); w.key = newEd25519(5); w.write(filler) }, Accept},
		"old key afterwards":    {func(w *writer) { w.write(w.rotation(1, newEd25519(5))); w.write(filler) }, BadSignature},
		"person key wrong seq":  {func(w *writer) { w.write(personAdded(1, 20), w.personKey(3, 1, 20, newEd25519(2))) }, BadSignature},
		"person key of nobody":  {func(w *writer) { w.write(w.personKey(1, 1, 20, newEd25519(2))) }, BadSignature},
		"fork before a rotation, by the key of then": {func(w *writer) {
			before, genesis := w.key, w.previous
			w.write(note("a"))
			w.write(w.rotation(2, newEd25519(5)))
			w.next, w.previous, w.key = 1, genesis, before
			w.write(note("b"))
		}, Fork},
		"confirmed by word": {func(w *writer) {
			w.write(personAdded(1, 20), w.personKey(2, 1, 20, newEd25519(2)))
			w.write(w.confirmation(3, nil, nil, newEd25519(2)))
		}, Accept},
		"confirmed by QR": {func(w *writer) {
			w.write(personAdded(1, 20), w.personKey(2, 1, 20, newEd25519(2)))
			subject := []any{make([]byte, 16), 7, make([]byte, 32)}
			w.write(w.confirmation(3, subject, subject, newEd25519(2)))
		}, Accept},
		"confirmed by QR, the leaf at another seq": {func(w *writer) {
			w.write(personAdded(1, 20), w.personKey(2, 1, 20, newEd25519(2)))
			subject, elsewhere := []any{make([]byte, 16), 7, make([]byte, 32)}, []any{make([]byte, 16), 8, make([]byte, 32)}
			w.write(w.confirmation(3, elsewhere, subject, newEd25519(2)))
		}, BadSignature},
		"confirmed with a key that the actor does not have": {func(w *writer) {
			w.write(personAdded(1, 20), w.personKey(2, 1, 20, newEd25519(2)), personAdded(2, 30))
			w.write(ofLocal2(w.confirmation(4, nil, nil, newEd25519(2))))
		}, BadSignature},
		"confirmed with a key that only the county can end": {func(w *writer) {
			w.write(personAdded(1, 20), w.vouched(w.personKey(2, 1, 20, newEd25519(2))), w.personKey(3, 1, 20, newEd25519(3)))
			w.write(w.confirmation(4, nil, nil, newEd25519(2)))
		}, Accept},
		"confirmed with a key that has ended": {func(w *writer) {
			w.write(personAdded(1, 20), w.personKey(2, 1, 20, newEd25519(2)), w.personKey(3, 1, 20, newEd25519(3)))
			w.write(w.confirmation(4, nil, nil, newEd25519(2)))
		}, BadSignature},
		"local number bound twice": {func(w *writer) {
			w.write(personAdded(1, 20), personAdded(1, 30), w.personKey(3, 1, 30, newEd25519(2)))
		}, BadSignature},
		"local number out of order": {func(w *writer) { w.write(personAdded(2, 20), w.personKey(2, 2, 20, newEd25519(2))) }, BadSignature},
		"first event with a gap":    {func(w *writer) { w.write(signin(1)) }, Accept},
		"confirmed other leaf": {func(w *writer) {
			w.write(personAdded(1, 20), w.personKey(2, 1, 20, newEd25519(2)), signin(0))
			w.write(w.confirmation(4, 1, w.seen(3, make([]byte, 32)), newEd25519(2)))
		}, BadSignature},
		"confirmed with key of another": {func(w *writer) {
			w.write(personAdded(1, 20), w.personKey(2, 1, 20, newEd25519(2)))
			w.write(w.confirmation(3, nil, nil, newEd25519(3)))
		}, BadSignature},
		"malformed beats bad signature": {func(w *writer) { d := w.draft(array(10, 0, 0)); d.spoil = func(s []byte) { s[0] ^= 1 }; w.seal(d) }, Malformed},
		"bad signature beats fork": {func(w *writer) {
			w.write(note("a"))
			w.next = 1
			d := w.draft(note("b"))
			d.spoil = func(s []byte) { s[0] ^= 1 }
			w.seal(d)
		}, BadSignature},
	})
}

// ofLocal2 makes an event one of the second local number; no proof covers the actor.
func ofLocal2(event []byte) []byte {
	event[3] = 2*4 + 3
	return event
}

func deed(households []any) []byte {
	return array(4, 0, 4, 10, testVillage, 20000, "水管", 2, households, 1, nil, nil)
}

func numbers(n int) []any {
	all := make([]any, n)
	for i := range all {
		all[i] = i + 1
	}
	return all
}

func (w *writer) rotation(seq uint64, to signer) []byte {
	message := array("zhucun rotate 1", w.logID, seq, to.algorithm, to.bytes)
	return array(12, 0, 0, to.algorithm, to.bytes, to.sign(message))
}

func repeat(event []byte, n int) [][]byte {
	events := make([][]byte, n)
	for i := range events {
		events[i] = event
	}
	return events
}

func TestErasedFormHasTheSameHead(t *testing.T) {
	w := newWriter(t, newEd25519(1))
	d := w.draft(signin(0), note("a"))
	whole := w.seal(d)
	w.write(note("b"))
	_, before := w.read()
	it, err := parse(whole)
	if err != nil {
		t.Fatal(err)
	}
	nonce := nonceOf(d.salt, 1)
	items := []any{leafOf(nonceOf(d.salt, 0), signin(0)), []any{nonce, note("a")}}
	erased := array(it.items[0].data, it.items[4].data, items)
	w.segments, w.vector["erased"] = []string{hex.EncodeToString(erased)}, true
	verdict, facts := w.read()
	if verdict != Accept || !bytes.Equal(facts.Heads[0], before.Heads[0]) || len(facts.Events) != 1 {
		t.Errorf("got %s, head %x, %d events", verdict, facts.Heads[0], len(facts.Events))
	}
}

func TestEveryFlippedByteIsSeen(t *testing.T) {
	w := newWriter(t, newEd25519(1))
	d := w.draft(signin(0), note("a"))
	d.codec, d.packed = 1, pack(t, bytes.Join(d.events, nil))
	segment := w.seal(d)
	for i := range segment {
		segment[i] ^= 1
		w.segments = []string{hex.EncodeToString(segment)}
		if verdict, _ := w.read(); verdict == Accept {
			t.Errorf("byte %d flipped: accepted", i)
		}
		segment[i] ^= 1
	}
	for n := range segment {
		w.segments = []string{hex.EncodeToString(segment[:n])}
		w.want(Malformed)
	}
}
