package syncproto

import "fmt"

// Clock is what the phone's clocks said at one moment. Wall is a hint and decides nothing; Boot and Elapsed order what happened between two
// starts of the machine.
type Clock struct {
	Wall    uint64 // seconds since 1970 by the phone's own clock, 0 if before
	Boot    uint32 // drawn at random at each start of the machine
	Elapsed uint64 // seconds since that start
}

// Header of a segment (SPEC.md section 4). Its bytes are fixed when the segment is sealed, all but Count when its first event is written.
type Header struct {
	_        struct{} `cbor:",toarray"`
	Version  uint8
	Log      LogID
	First    uint64
	Count    uint8
	Previous Head
	Wall     uint64
	Boot     uint32
	Elapsed  uint64
	Anchor   *Anchor
}

// wideHeader is a header whose count may be any number, so that one far over the limit is told from one that is no number.
type wideHeader struct {
	_        struct{} `cbor:",toarray"`
	Version  uint8
	Log      LogID
	First    uint64
	Count    uint64
	Previous Head
	Wall     uint64
	Boot     uint32
	Elapsed  uint64
	Anchor   *Anchor
}

func parseHeader(data []byte) (Header, error) {
	var w wideHeader
	if err := decode(data, &w); err != nil {
		return Header{}, fmt.Errorf("header: %w", err)
	}
	switch {
	case w.Version != 1:
		return Header{}, fmt.Errorf("header: %w %d", ErrVersion, w.Version)
	case w.First == 0 || w.Count == 0:
		return Header{}, fmt.Errorf("header: %w", malformed("first and count begin at 1"))
	case w.First > MaxSeq || w.Elapsed > MaxSeconds || w.Wall > MaxSeconds:
		return Header{}, fmt.Errorf("header: %w", malformed("a number that no phone reaches"))
	case w.Count > MaxSegmentEvents:
		return Header{}, fmt.Errorf("header: %w", overLimit("%d events in a segment", w.Count))
	}
	return Header{Version: w.Version, Log: w.Log, First: w.First, Count: uint8(w.Count), Previous: w.Previous,
		Wall: w.Wall, Boot: w.Boot, Elapsed: w.Elapsed, Anchor: w.Anchor}, nil
}

// Last is the seq of the last event.
func (h Header) Last() uint64 { return h.First + uint64(h.Count) - 1 }

func (h Header) head(bytes []byte, leaves []Leaf) Head {
	root, hash := rootOf(leaves), hashOf(bytes)
	return Head(hashOf([]byte{2}, []byte("zhucun head 1"), h.Log[:], u64(h.First), u32(uint32(h.Count)), root[:], h.Previous[:], hash[:]))
}
