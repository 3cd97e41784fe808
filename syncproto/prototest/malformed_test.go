package prototest_test

import (
	"encoding/hex"
	"fmt"

	"filippo.io/edwards25519"

	"zhucun/syncproto"
	"zhucun/syncproto/prototest"
)

// smallOrder lists the eight points under which one signature can verify any message.
var smallOrder = []string{
	"0100000000000000000000000000000000000000000000000000000000000000",
	"ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
	"0000000000000000000000000000000000000000000000000000000000000000",
	"0000000000000000000000000000000000000000000000000000000000000080",
	"c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a",
	"c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac03fa",
	"26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05",
	"26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc85",
}

func unhex(digits string) []byte {
	data, err := hex.DecodeString(digits)
	if err != nil {
		panic(err)
	}
	return data
}

// nonCanonical is a point of large order whose y is written as y + p.
func nonCanonical() []byte {
	for k := byte(2); k < 19; k++ {
		key := unhex("edffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f")
		key[0] += k
		point, err := new(edwards25519.Point).SetBytes(key)
		if err == nil && new(edwards25519.Point).MultByCofactor(point).Equal(edwards25519.NewIdentityPoint()) == 0 {
			return key
		}
	}
	panic("there is none")
}

// mixedOrder is a point of large order outside the group of prime order.
func mixedOrder() []byte {
	key, err := new(edwards25519.Point).SetBytes(device.Public().Bytes())
	if err != nil {
		panic(err)
	}
	torsion, err := new(edwards25519.Point).SetBytes(unhex(smallOrder[4]))
	if err != nil {
		panic(err)
	}
	return key.Add(key, torsion).Bytes()
}

// genesisOf is a log whose genesis names any key, with the right mac; its signature cannot be right.
func genesisOf(version, county, algorithm any, key any) *prototest.Log {
	l := prototest.NewLog("bare", device)
	code := l.Code.Key()
	mac := hmacOf(code[:], append([]byte("zhucun genesis 1"), raw(version, county, algorithm, key, nil)...))[:16]
	l.Enrolment.Genesis = raw(version, county, algorithm, key, mac, nil)
	signature, err := device.Sign(append([]byte("zhucun genesis 1"), l.Enrolment.Genesis...))
	if err != nil {
		panic(err)
	}
	l.Enrolment.Signature = signature
	return l
}

func malformedKeys(s *set) {
	add := func(name, comment string, l *prototest.Log) { s.add(prototest.Malformed, name, comment, l) }
	for i, point := range smallOrder {
		add(fmt.Sprintf("genesis-small-order-%d", i+1), "a point of small order", genesisOf(1, prototest.County, 1, unhex(point)))
	}
	add("genesis-key-not-canonical", "y is written as y + p", genesisOf(1, prototest.County, 1, nonCanonical()))
	add("genesis-key-mixed-order", "the device's key and a point of order 8 added", genesisOf(1, prototest.County, 1, mixedOrder()))
	add("genesis-key-minus-zero", "x is zero and its sign is set", genesisOf(1, prototest.County, 1, unhex(smallOrder[0][:62]+"80")))
	add("genesis-key-off-curve", "no point has this y", genesisOf(1, prototest.County, 1, unhex("02"+smallOrder[0][2:])))
	add("genesis-key-short", "31 bytes", genesisOf(1, prototest.County, 1, device.Public().Bytes()[:31]))
	add("genesis-p256-off-curve", "no point has this x", genesisOf(1, prototest.County, 2, offCurve()))
	add("genesis-p256-not-compressed", "65 bytes", genesisOf(1, prototest.County, 2, make([]byte, 65)))
	add("genesis-p256-prefix", "the first byte is 4", genesisOf(1, prototest.County, 2, append([]byte{4}, phone.Public().Bytes()[1:]...)))
	add("genesis-p256-x-above-p", "x is not below p", genesisOf(1, prototest.County, 2, unhex("02ffffffff00000001000000000000000000000000ffffffffffffffffffffffff")))
	add("genesis-algorithm-3", "kept for SM2", genesisOf(1, prototest.County, 3, phone.Public().Bytes()))
	add("genesis-algorithm-of-another", "an Ed25519 key that says it is P-256", genesisOf(1, prototest.County, 2, device.Public().Bytes()))
	add("genesis-version", "version 2", genesisOf(2, prototest.County, 1, device.Public().Bytes()))
	add("genesis-county", "a county of five digits", genesisOf(1, 51_192, 1, device.Public().Bytes()))
	add("genesis-key-null", "no key", genesisOf(1, prototest.County, 1, nil))
	trailing := prototest.NewLog("bare", device)
	trailing.Enrolment.Genesis = append(trailing.Enrolment.Genesis, 0)
	add("genesis-bytes-after", "a byte after the end", trailing)
}

// offCurve is a compressed key whose x has no point: the first that syncproto's curve refuses, which a test of its own doubts.
func offCurve() []byte {
	key := append([]byte{2}, make([]byte, 32)...)
	for key[32] = 1; ; key[32]++ {
		if _, err := syncproto.ParsePublicKey(syncproto.P256, key); err != nil {
			return key
		}
	}
}

// one adds a malformed vector whose only segment holds these events, the last of which is wrong.
func one(s *set, expect prototest.Verdict, name, comment string, last []byte) {
	l := prototest.NewLog("one event", device)
	s.add(expect, name, comment, l, forge(l, device, event(0, prototest.SignIn()), last).payload())
}

func malformedCBOR(s *set) {
	add := func(name, comment string, last []byte) { one(s, prototest.Malformed, "cbor-"+name, comment, last) }
	add("head-long", "the number 5 in two bytes", with(signinItems(), 2, as(0x18, 5)))
	add("head-long-16", "200 in three bytes", with(signinItems(), 5, as(0x19, 0, 200)))
	add("head-long-64", "the person in nine bytes", with(signinItems(), 3, as(0x1b, 0, 0, 0, 0, 0, 0, 4, 0xb1)))
	add("head-long-unknown-kind", "in an event of an unknown kind, where nothing else would notice", raw(200, 0, 4, as(0x19, 0, 200)))
	add("head-long-array", "the event's own head in two bytes", append([]byte{0x98, 13}, raw(signinItems()...)[1:]...))
	add("head-reserved", "additional information 28", with(signinItems(), 2, as(0x1c)))
	add("negative", "a negative integer", with(signinItems(), 5, as(0x20)))
	add("float", "a half float", with(signinItems(), 5, as(0xf9, 0x3c, 0)))
	add("false", "a boolean where 0 may stand", with(signinItems(), 8, as(0xf4)))
	add("undefined", "undefined where null may stand", with(signinItems(), 9, as(0xf7)))
	add("map", "a map where null may stand", with(signinItems(), 12, as(0xa0)))
	add("float-unknown-kind", "a float in an event of an unknown kind", raw(200, 0, 4, as(0xf9, 0x3c, 0)))
	add("tag", "a tag before a number", with(signinItems(), 5, as(0xc1, 17)))
	add("indefinite-array", "an array of indefinite length", with(signinItems(), 12, as(0x9f, 1, 1, 1, 0xff)))
	add("indefinite-text", "a text of indefinite length", raw(6, 0, 5, nil, 511921100200, as(0x7f, 0x61, 'a', 0xff)))
	note := func(text ...byte) []byte {
		return raw(6, 0, 5, nil, 511921100200, as(append([]byte{0x60 + byte(len(text))}, text...)...))
	}
	add("utf8-broken", "a text that is not UTF-8", note(0xe6, 0x9d))
	add("utf8-surrogate", "half of a surrogate pair", note(0xed, 0xa0, 0x80))
	add("utf8-long", "a slash in two bytes", note(0xc0, 0xaf))
	for name, r := range map[string]rune{"nul": 0, "tab": '\t', "return": '\r', "delete": 0x7f, "c1": 0x85, "c1-last": 0x9f,
		"061c": 0x061c, "200b": 0x200b, "200e": 0x200e, "200f": 0x200f, "2028": 0x2028, "feff": 0xfeff, "bidi-202a": 0x202a, "bidi-202e": 0x202e, "bidi-2066": 0x2066, "bidi-2069": 0x2069} {
		add("text-"+name, "a character that texts must not hold", note([]byte("a"+string(r)+"b")...))
	}
}

func malformedEvents(s *set) {
	add := func(name, comment string, last []byte) { one(s, prototest.Malformed, "event-"+name, comment, last) }
	spoil := func(name, comment string, at int, item any) { add(name, comment, with(signinItems(), at, item)) }
	spoil("kind-0", "no kind", 0, 0)
	spoil("kind-256", "a kind of two bytes", 0, 256)
	spoil("gap-33-bits", "a gap that does not fit 32 bits", 1, 1<<32)
	spoil("person-0", "nobody", 3, 0)
	spoil("person-ten-digits", "a number of ten digits", 3, 1_000_000_000)
	spoil("person-null", "null for a number that is never absent", 3, nil)
	spoil("person-text", "a text for a number", 3, "1201")
	spoil("village-11-digits", "a division code of 11 digits", 4, 51_192_110_020)
	spoil("day-2149", "a day after the last", 7, 65_536)
	spoil("where", "no such place", 8, 3)
	spoil("claimed", "after the end of the day", 9, 1440)
	spoil("activity", "no such activity", 10, 11)
	spoil("paper-0", "page 0", 11, 0)
	spoil("place-class", "class 0", 12, []any{0, 1, 1})
	spoil("place-short", "a place of two items", 12, []any{1, 1})
	add("one-item-more", "14 items", raw(append(signinItems(), nil)...))
	add("one-item-less", "12 items", raw(signinItems()[:12]...))
	add("no-array", "a number", raw(1)[1:])
	add("two-items", "shorter than any event", raw(1, 0))
	add("signout-ref-0", "a ref of 0", raw(2, 0, 5, 0, nil))
	add("signout-ref-seq-0", "seq 0", raw(2, 0, 5, []any{make([]byte, 16), 0}, nil))
	add("signout-ref-short-log", "a log_id of 15 bytes", raw(2, 0, 5, []any{make([]byte, 15), 1}, nil))
	add("note-empty", "a text of 0 bytes", raw(6, 0, 5, nil, 511921100200, ""))
	add("note-bytes", "bytes for a text", raw(6, 0, 5, nil, 511921100200, []byte("x")))
	add("attempts-0", "no attempts", raw(11, 0, 5, 1, 0))
	add("local-0", "the phone as a person", raw(8, 0, 0, 0, 1201))
	malformedDeeds(add)
	malformedConfirmations(add)
	small := unhex(smallOrder[2])
	add("person-key-small-order", "a personal key of small order", raw(9, 0, 5, 1, 1, small, 1, 1, nil, make([]byte, 64)))
	add("key-rotated-small-order", "a new log key of small order", raw(12, 0, 0, 1, small, make([]byte, 64)))
	add("key-rotated-off-curve", "a new log key off its curve", raw(12, 0, 0, 2, offCurve(), make([]byte, 64)))
	l := prototest.NewLog("not last", device)
	turned, err := syncproto.NewKeyRotated(l.Next(), phone)
	if err != nil {
		panic(err)
	}
	s.add(prototest.Malformed, "key-rotated-not-last", "an event follows it in its segment", l, forge(l, device, event(0, turned), event(0, prototest.SignIn())).payload())
}

func malformedDeeds(add func(name, comment string, last []byte)) {
	deed := func(households any, category, origin int) []byte {
		return raw(4, 0, 5, 1201, 511921100200, 20775, "修路", category, households, origin, nil, nil)
	}
	add("households-twice", "one household twice", deed([]any{7, 7}, 1, 1))
	add("households-falling", "households must rise", deed([]any{8, 7}, 1, 1))
	add("household-0", "household 0", deed([]any{0}, 1, 1))
	add("households-null", "null for an array", deed(nil, 1, 1))
	add("deed-category", "no such category", deed([]any{7}, 9, 1))
	add("deed-origin", "no origin", deed([]any{7}, 1, 0))
}

func malformedConfirmations(add func(name, comment string, last []byte)) {
	proof := make([]byte, 64)
	items := func() []any {
		return []any{3, 0, 11, 1, 1201, 511921100200, 17, 20775, 1, nil, nil, nil, 1, nil, 3, proof}
	}
	spoil := func(name, comment string, changes map[int]any) {
		changed := items()
		for at, item := range changes {
			changed[at] = item
		}
		add("confirmation-"+name, comment, raw(changed...))
	}
	spoil("without-proof", "by card, without a proof", map[int]any{15: nil})
	spoil("without-key", "by card, without a key", map[int]any{14: nil})
	spoil("key-0", "the key of event 0", map[int]any{14: 0})
	spoil("short-proof", "by card, with the 21 bytes of a paper code", map[int]any{15: proof[:21]})
	spoil("paper-with-key", "a paper code has no key", map[int]any{12: 3, 15: proof[:21]})
	spoil("paper-without-code-id", "a paper code's MAC alone", map[int]any{12: 3, 14: nil, 15: proof[:16]})
	spoil("paper-long-proof", "a byte after a paper code's MAC", map[int]any{12: 3, 14: nil, 15: proof[:22]})
	spoil("paper-without-proof", "a paper code proves with 21 bytes or not at all", map[int]any{12: 3, 14: nil, 15: nil})
	spoil("drawn-with-proof", "drawn strokes prove nothing", map[int]any{12: 4, 14: nil, 15: proof[:21]})
	spoil("drawn-empty-proof", "an empty proof is not an absent one", map[int]any{12: 4, 14: nil, 15: []byte{}})
	spoil("means-6", "no such means", map[int]any{12: 6, 14: nil, 15: nil})
	spoil("verdict-0", "no verdict", map[int]any{8: 0})
	spoil("stay-4", "no such stay", map[int]any{9: 4})
	spoil("satisfaction-of-visit", "satisfaction belongs to a deed", map[int]any{10: 1})
	spoil("satisfaction-0", "no such satisfaction", map[int]any{6: 0, 10: 0})
	spoil("subject-0", "0 places before", map[int]any{3: 0})
	spoil("subject-code", "a code of seven digits", map[int]any{3: []any{1_000_000}})
	spoil("subject-pair", "two items are no form of a subject", map[int]any{3: []any{make([]byte, 16), 1}})
	spoil("subject-leaf-short", "a leaf of 31 bytes", map[int]any{3: []any{make([]byte, 16), 1, make([]byte, 31)}})
}
