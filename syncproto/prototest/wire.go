package prototest

import (
	"fmt"

	"zhucun/syncproto"
)

// Wire is what the mix costs on the wire, over several seeds. Bytes count whole frames with their heads.
type Wire struct {
	Events   int     // photo events come besides
	Segment  float64 // mean bytes of the segment's frame
	Body     float64 // mean bytes of a sync's body: the hello of a live session, and the segment
	Signed   float64 // mean bytes of personal signatures in them
	Entropy  float64 // mean bytes that were drawn: no encoding needs fewer
	Largest  int     // of the bodies
	Unsigned int     // largest body without its personal signatures
}

// MeasureWire seals so many mixes of so many events each, in one village, and counts their bytes.
func MeasureWire(words Words, events, seeds int) (Wire, error) {
	w := Wire{Events: events}
	for i := range seeds {
		anchor := syncproto.Anchor(first16("anchor", i))
		setting := Setting{Seed: fmt.Sprint("measure ", i), Events: events, Words: words, Village: 511_921_100_200, Sheet: 17, Supervisor: 90_412,
			Cadre: 1_201, Day: 20_775, Anchor: &anchor}
		payload, mix, err := setting.Segment(Ed25519Key("log"), syncproto.LogID(first16("log", i)), syncproto.Salt(first16("salt", i)))
		if err != nil {
			return w, err
		}
		segment := syncproto.AppendRawFrame(nil, syncproto.FrameSegment, payload)
		hello := syncproto.Hello{Version: 1, Session: syncproto.SessionID(first16("session", i)), Boot: 0x5eed_0b00, Elapsed: 640_000}
		body := syncproto.AppendFrame(nil, syncproto.FrameHello, hello)
		w.add(len(segment), len(body)+len(segment), mix, seeds)
	}
	return w, nil
}

func (w *Wire) add(segment, body int, mix Mix, seeds int) {
	signed := mix.Signatures * len(syncproto.Signature{})
	w.Segment += float64(segment) / float64(seeds)
	w.Body += float64(body) / float64(seeds)
	w.Signed += float64(signed) / float64(seeds)
	w.Entropy += mix.Entropy / 8 / float64(seeds)
	w.Largest, w.Unsigned = max(w.Largest, body), max(w.Unsigned, body-signed)
}

func first16(what string, i int) []byte {
	sum := syncproto.HashOf(fmt.Appendf(nil, "%s %d", what, i))
	return sum[:16]
}
