package prototest_test

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/binary"

	"github.com/fxamacker/cbor/v2"

	"zhucun/syncproto"
	"zhucun/syncproto/prototest"
)

// raw encodes any items as an array, whatever the protocol says of them: byte slices as byte strings, nil as null.
func raw(items ...any) []byte {
	mode, err := cbor.CoreDetEncOptions().EncMode()
	if err != nil {
		panic(err)
	}
	head, err := mode.Marshal(make([]struct{}, len(items)))
	if err != nil {
		panic(err)
	}
	data := head[:len(head)-len(items)]
	for _, item := range items {
		one, err := mode.Marshal(item)
		switch nested := item.(type) {
		case verbatim:
			one = nested
		case []any:
			one = raw(nested...)
		default:
			if err != nil {
				panic(err)
			}
		}
		data = append(data, one...)
	}
	return data
}

// verbatim bytes stand in raw as they are.
type verbatim []byte

func as(bytes ...byte) verbatim { return bytes }

// forgery is a segment of which every part can be wrong, while hashes and signature are right: they are computed here a second time.
type forgery struct {
	signer syncproto.Signer
	log    syncproto.LogID
	first  uint64
	count  any // number of events when nil
	before syncproto.Head
	salt   []byte
	events [][]byte
	header []byte // made from the items above when nil
	codec  uint64
	packed []byte // the body as it is when nil
}

// forge begins the log with a forgery: its first segment.
func forge(l *prototest.Log, signer syncproto.Signer, events ...[]byte) forgery {
	return forgery{signer: signer, log: l.ID, first: 1, before: l.Enrolment.Root(), salt: make([]byte, 16), events: events}
}

func (f forgery) payload() []byte {
	if f.count == nil {
		f.count = len(f.events)
	}
	if f.header == nil {
		f.header = raw(1, f.log[:], f.first, f.count, f.before[:], 1_795_000_000, 7, 40_000, nil)
	}
	var body []byte
	leaves := make([][]byte, len(f.events))
	for i, event := range f.events {
		body = append(body, event...)
		mac := hmac.New(sha256.New, f.salt)
		mac.Write(binary.BigEndian.AppendUint32(nil, uint32(i)))
		leaves[i] = sum([]byte{0}, mac.Sum(nil), event)
	}
	if f.packed == nil {
		f.packed = body
	}
	signature, err := f.signer.Sign(f.head(leaves))
	if err != nil {
		panic(err)
	}
	return raw(f.header, f.salt, f.codec, f.packed, signature[:])
}

func (f forgery) head(leaves [][]byte) []byte {
	root := make([]byte, 32)
	if len(leaves) > 0 {
		root = merkle(leaves)
	}
	return sum([]byte{2}, []byte("zhucun head 1"), f.log[:], binary.BigEndian.AppendUint64(nil, f.first),
		binary.BigEndian.AppendUint32(nil, uint32(len(leaves))), root, f.before[:], sum(f.header))
}

func merkle(leaves [][]byte) []byte {
	if len(leaves) == 1 {
		return leaves[0]
	}
	half := 1
	for half*2 < len(leaves) {
		half *= 2
	}
	return sum([]byte{1}, merkle(leaves[:half]), merkle(leaves[half:]))
}

func sum(parts ...[]byte) []byte {
	h := sha256.New()
	for _, part := range parts {
		h.Write(part)
	}
	return h.Sum(nil)
}

// event encodes one that syncproto agrees with.
func event(actor syncproto.Actor, body syncproto.Body) []byte {
	data, err := syncproto.EncodeEvent(syncproto.Event{Actor: actor, Body: body})
	if err != nil {
		panic(err)
	}
	return data
}

// signinItems are those of an acceptable sign-in, to be spoilt.
func signinItems() []any {
	return []any{1, 0, 5, 1201, 511921100200, 17, 90412, 20775, 0, nil, 1, nil, nil}
}

// with gives items of which one is another.
func with(items []any, at int, item any) []byte {
	items[at] = item
	return raw(items...)
}

// splice replaces the only place where old stands.
func splice(data, old, new []byte) []byte {
	at := -1
	for i := 0; i+len(old) <= len(data); i++ {
		if string(data[i:i+len(old)]) == string(old) {
			if at >= 0 {
				panic("stands twice")
			}
			at = i
		}
	}
	if at < 0 {
		panic("stands nowhere")
	}
	out := append([]byte{}, data[:at]...)
	return append(append(out, new...), data[at+len(old):]...)
}
