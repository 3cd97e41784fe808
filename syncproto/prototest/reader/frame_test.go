package reader

import (
	"encoding/binary"
	"encoding/hex"
	"encoding/json"
	"testing"
)

func framed(kind byte, payload []byte) []byte {
	return append(binary.AppendUvarint([]byte{kind}, uint64(len(payload))), payload...)
}

func TestFrameVerdicts(t *testing.T) {
	w := newWriter(t, newEd25519(1))
	segment := w.write(signin(0))
	unknown := newWriter(t, newEd25519(1)).write(array(13, 0, 0))
	county := array(1, 511921, "通江", 1, newEd25519(1).bytes, make([]byte, 32), nil)
	session, head, sig := make([]byte, 16), make([]byte, 32), make([]byte, 64)
	enrol := framed(frameEnrol, array(unhex(t, w.vector["genesis"].(string)), unhex(t, w.vector["genesis_signature"].(string)), session[:5]))
	cut := func(b []byte) []byte { return b[:len(b)-1] }
	long := binary.AppendUvarint([]byte{frameSegment}, maxPayload+1)
	receipt := array(1, w.logID, 1, 64, head, 0, 1)
	for name, c := range map[string]struct {
		frames [][]byte
		want   string
	}{
		"enrol":                      {[][]byte{enrol}, Accept},
		"enrol and segment":          {[][]byte{enrol, framed(frameSegment, segment)}, Accept},
		"segment of an unknown kind": {[][]byte{framed(frameSegment, unknown)}, UnknownKind},
		"segment, last frame cut":    {[][]byte{enrol, framed(frameSegment, segment), cut(framed(frameSegment, unknown))}, Accept},
		"segment without genesis":    {[][]byte{framed(frameSegment, segment)}, Accept},
		"segment with a byte more":   {[][]byte{enrol, framed(frameSegment, append(segment, 0))}, Malformed},
		"unknown frame":              {[][]byte{enrol, framed(0x7f, []byte{0xff})}, Accept},
		"frame kept for later":       {[][]byte{framed(0x04, nil)}, Accept},
		"length in a longer form":    {[][]byte{{frameHello, 0x81, 0x00, 0x80}}, Malformed},
		"length over the limit":      {[][]byte{long}, OverLimit},
		"hello unsigned":             {[][]byte{framed(frameHello, array(1, nil, session, 7, 100, nil, 0, nil))}, Accept},
		"hello signed":               {[][]byte{framed(frameHello, array(1, w.logID, session, 7, 100, nil, 0, sig))}, Accept},
		"hello half signed":          {[][]byte{framed(frameHello, array(1, w.logID, session, 7, 100, nil, 0, nil))}, Malformed},
		"ack":                        {[][]byte{framed(frameAck, array(w.logID, 1, 64, head))}, Accept},
		"ack of nothing":             {[][]byte{framed(frameAck, array(w.logID, 1, 0, head))}, Malformed},
		"receipt":                    {[][]byte{framed(frameReceipt, array(receipt, sig))}, Accept},
		"receipt with a byte more":   {[][]byte{framed(frameReceipt, array(append(receipt, 0), sig))}, Malformed},
		"grant":                      {[][]byte{framed(frameGrant, array(w.logID, 1, county, session))}, Accept},
		"grant of no document":       {[][]byte{framed(frameGrant, array(w.logID, 1, head, session))}, Malformed},
		"more held than there is":    {[][]byte{framed(frameOffset, array(head, 10, 9))}, Malformed},
		"offset":                     {[][]byte{framed(frameOffset, array(head, 3, 9))}, Accept},
		"time":                       {[][]byte{framed(frameTime, array(1_750_000_000_000, session))}, Accept},
		"notice":                     {[][]byte{framed(frameNotice, array(16, w.logID, 1, nil))}, Accept},
		"notice without log":         {[][]byte{framed(frameNotice, array(27, nil, nil, nil))}, Accept},
		"checkpoint":                 {[][]byte{framed(frameCheckpoint, array("a\nb\n", []any{head}))}, Accept},
		"end":                        {[][]byte{framed(frameEnd, array(1, nil, 0, 60))}, Accept},
		"end with more 2":            {[][]byte{framed(frameEnd, array(1, nil, 2, 60))}, Malformed},
	} {
		t.Run(name, func(t *testing.T) {
			var all []byte
			for _, frame := range c.frames {
				all = append(all, frame...)
			}
			b, err := json.Marshal(map[string]any{"code": w.vector["code"], "frames": hex.EncodeToString(all)})
			if err != nil {
				t.Fatal(err)
			}
			verdict, facts, err := Read(b, dictionary(t))
			if verdict != c.want || err != nil {
				t.Errorf("got %s (%s), %v; want %s", verdict, facts.Why, err, c.want)
			}
		})
	}
}

// FuzzSegment holds the one law that any bytes can test: a verdict, no panic.
func FuzzSegment(f *testing.F) {
	w := newWriter(f, newEd25519(1))
	f.Add(w.write(personAdded(1, 20), w.personKey(2, 1, 20, newEd25519(2)), signin(0)))
	f.Add(w.write(w.confirmation(4, 1, leafOf(nonceOf([]byte{1}, 2), signin(0)), newEd25519(2))))
	f.Add(w.write(note("a"), deed([]any{1, 2}), w.rotation(7, newEd25519(3))))
	dict := dictionary(f)
	f.Fuzz(func(t *testing.T, b []byte) {
		w := newWriter(t, newEd25519(1))
		raw, err := json.Marshal(map[string]any{"genesis": w.vector["genesis"], "genesis_signature": w.vector["genesis_signature"],
			"segments": []string{hex.EncodeToString(b)}})
		if err != nil {
			t.Fatal(err)
		}
		if verdict, _, err := Read(raw, dict); verdict == "" || err != nil {
			t.Errorf("no verdict: %v", err)
		}
	})
}
