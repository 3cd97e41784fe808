package reader

import (
	"bytes"
	"encoding/binary"
	"encoding/hex"
	"encoding/json"
	"testing"

	"github.com/klauspost/compress/zstd"
)

const testVillage = 511921100200

// writer makes a log as the specification says, so that the reader can be tried
// without the vectors.
type writer struct {
	t        testing.TB
	key      signer
	logID    []byte
	vector   map[string]any
	segments []string
	next     uint64
	previous []byte
}

func newWriter(t testing.TB, key signer) *writer {
	t.Helper()
	const code = "00000000000000000"
	full := code + string(codeAlphabet[hash([]byte(code))[0]%32])
	secret, err := codeKey(full)
	if err != nil {
		t.Fatal(err)
	}
	const label = "zhucun genesis 1"
	m := mac(secret, []byte(label), array(1, 511921, key.algorithm, key.bytes, nil))[:16]
	raw := array(1, 511921, key.algorithm, key.bytes, m, nil)
	sig := key.sign(append([]byte(label), raw...))
	return &writer{
		t: t, key: key, logID: hash([]byte("zhucun log 1"), raw)[:16], next: 1, previous: hash(raw),
		vector: map[string]any{"code": full, "genesis": hex.EncodeToString(raw), "genesis_signature": hex.EncodeToString(sig)},
	}
}

// draft is a segment before it is signed, for tests to spoil.
type draft struct {
	header []any
	salt   []byte
	events [][]byte
	codec  uint64
	packed []byte // the events themselves when nil
	spoil  func(signature []byte)
}

func (w *writer) draft(events ...[]byte) *draft {
	return &draft{
		header: []any{1, w.logID, w.next, len(events), w.previous, 1_750_000_000, 7, 100, nil},
		salt:   bytes.Repeat([]byte{byte(w.next)}, 16), events: events,
	}
}

// seal signs a draft, appends it to the vector and goes on from it.
func (w *writer) seal(d *draft) []byte {
	w.t.Helper()
	raw := array(d.header...)
	var leaves [][]byte
	for i, e := range d.events {
		leaves = append(leaves, leafOf(nonceOf(d.salt, i), e))
	}
	var f faults
	head := headOf(readHeader(raw, &f), rootOf(leaves))
	sig := w.key.sign(head)
	if d.spoil != nil {
		d.spoil(sig)
	}
	packed := d.packed
	if packed == nil {
		packed = bytes.Join(d.events, nil)
	}
	segment := array(raw, d.salt, d.codec, packed, sig)
	w.segments = append(w.segments, hex.EncodeToString(segment))
	w.next, w.previous = w.next+uint64(len(d.events)), head
	return segment
}

func (w *writer) write(events ...[]byte) []byte { return w.seal(w.draft(events...)) }

func (w *writer) read() (string, Facts) {
	w.t.Helper()
	w.vector["segments"] = w.segments
	b, err := json.Marshal(w.vector)
	if err != nil {
		w.t.Fatal(err)
	}
	verdict, facts, err := Read(b, dictionary(w.t))
	if err != nil {
		w.t.Fatal(err)
	}
	return verdict, facts
}

func (w *writer) want(verdict string) {
	w.t.Helper()
	if got, _ := w.read(); got != verdict {
		w.t.Errorf("got %s, want %s", got, verdict)
	}
}

// pack is codec 1 from the writer's side.
func pack(t testing.TB, body []byte) []byte {
	t.Helper()
	var skeleton, tail []byte
	for len(body) > 0 {
		major, n, rest, err := parseHead(body)
		if err != nil {
			t.Fatal(err)
		}
		skeleton = append(skeleton, body[:len(body)-len(rest)]...)
		if major == formBytes || major == formText {
			if major == formBytes && n >= minTailItem {
				tail = append(tail, rest[:n]...)
			} else {
				skeleton = append(skeleton, rest[:n]...)
			}
			rest = rest[n:]
		}
		body = rest
	}
	return join(compress(t, skeleton), tail)
}

func join(frame, tail []byte) []byte {
	return append(append(binary.AppendUvarint(nil, uint64(len(frame))), frame...), tail...)
}

func compress(t testing.TB, skeleton []byte) []byte {
	t.Helper()
	e, err := zstd.NewWriter(nil, zstd.WithEncoderDict(dictionary(t)), zstd.WithEncoderCRC(false), zstd.WithSingleSegment(true))
	if err != nil {
		t.Fatal(err)
	}
	defer e.Close()
	return e.EncodeAll(skeleton, nil)[4:]
}

func signin(gap int) []byte {
	return array(1, gap, 4, 10, testVillage, 5, 20, 20000, 0, nil, 1, nil, []any{2, 2, 1})
}

func note(s string) []byte { return array(6, 0, 4, nil, testVillage, s) }

func personAdded(local, person int) []byte { return array(8, 0, 0, local, person) }

func (w *writer) personKey(seq uint64, local, person int, key signer) []byte {
	message := array("zhucun person key 1", w.logID, seq, person, key.algorithm, key.bytes, 3, 1)
	return array(9, 0, 0, local, key.algorithm, key.bytes, 3, 1, nil, key.sign(message))
}

// vouched gives a person_key event a voucher, which no proof covers.
func (w *writer) vouched(event []byte) []byte {
	it, err := parse(event)
	if err != nil {
		w.t.Fatal(err)
	}
	items := again(it).([]any)
	items[8] = []any{make([]byte, 5), make([]byte, 16)}
	return array(items...)
}

// seen is what a statement says of a subject that a leaf names.
func (w *writer) seen(seq int, leaf []byte) []any { return []any{w.logID, seq, leaf} }

// confirmation of a signin, under the personal key of event 2.
func (w *writer) confirmation(seq uint64, subject any, what any, key signer) []byte {
	statement := array("zhucun confirm 1", w.logID, seq, 2, key.id(), 10, testVillage, 5, 20000, 1, 2, nil, nil, 1, what, nil, nil)
	return array(3, 0, 7, subject, 10, testVillage, 5, 20000, 1, 2, nil, nil, 1, nil, 2, key.sign(statement))
}
