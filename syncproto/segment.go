package syncproto

import "fmt"

// Segment is up to 64 events under one signature, decoded strictly but not verified. Only [Segment.Verify] makes a [Verified].
type Segment struct {
	Header    Header
	Signature Signature

	payload []byte
	header  []byte
	salt    Salt
	events  [][]byte
	leaves  []Leaf
}

type segmentItems struct {
	_         struct{} `cbor:",toarray"`
	Header    []byte
	Salt      Salt
	Codec     uint8
	Body      []byte
	Signature Signature
}

// HeaderOf reads the header of a segment frame's payload and leaves the body alone, which may unpack to a hundred times its size: who wants to
// know first whose segment it is asks here. What it tells is a claim; [Segment.Verify] proves it. Errors: ErrMalformed, ErrOverLimit, ErrVersion.
func HeaderOf(payload []byte) (Header, error) {
	_, header, err := segmentOf(payload)
	return header, err
}

func segmentOf(payload []byte) (items segmentItems, header Header, err error) {
	if err := decode(payload, &items); err != nil {
		return items, header, fmt.Errorf("segment: %w", err)
	}
	if header, err = parseHeader(items.Header); err != nil {
		return items, header, fmt.Errorf("segment: %w", err)
	}
	return items, header, nil
}

// ParseSegment decodes the payload of a segment frame. It unpacks the body, splits it into events without judging them, and computes
// their leaves. It keeps payload, which must not be changed afterwards. Errors: ErrMalformed, ErrOverLimit, ErrVersion.
func ParseSegment(payload []byte) (Segment, error) {
	items, header, err := segmentOf(payload)
	if err != nil {
		return Segment{}, err
	}
	body, err := unpack(items.Codec, items.Body)
	if err != nil {
		return Segment{}, fmt.Errorf("segment: %w", err)
	}
	events, err := splitEvents(body, int(header.Count))
	if err != nil {
		return Segment{}, fmt.Errorf("segment: %w", err)
	}
	s := Segment{Header: header, Signature: items.Signature, payload: payload, header: items.Header, salt: items.Salt, events: events}
	s.leaves = make([]Leaf, len(events))
	for i, event := range events {
		s.leaves[i] = leafOf(s.salt.nonce(i), event)
	}
	return s, nil
}

func splitEvents(body []byte, count int) ([][]byte, error) {
	events := make([][]byte, 0, count)
	for len(body) > 0 {
		n, err := scan(body)
		if err != nil {
			return nil, fmt.Errorf("event %d: %w", len(events)+1, err)
		}
		if n > MaxEventBytes {
			return nil, overLimit("event %d has %d bytes", len(events)+1, n)
		}
		if len(events) == count {
			return nil, malformed("more events than the header counts")
		}
		events, body = append(events, body[:n:n]), body[n:]
	}
	if len(events) != count {
		return nil, malformed("%d events where the header counts %d", len(events), count)
	}
	return events, nil
}

// Head names the segment: two are the same if and only if their heads are.
func (s Segment) Head() Head { return s.Header.head(s.header, s.leaves) }

// Events are the bytes of each event, in order, not verified.
func (s Segment) Events() [][]byte { return s.events }

// Leaves are the events' salted hashes, in order, not verified.
func (s Segment) Leaves() []Leaf { return s.leaves }

// Verify checks the signature under the key that the registry holds for the log at this place.
func (s Segment) Verify(key PublicKey) (Verified, error) {
	head := s.Head()
	if !key.Verify(head[:], s.Signature) {
		return Verified{}, fmt.Errorf("segment %s-%d: %w", s.Header.Log, s.Header.First, ErrBadSignature)
	}
	return Verified{segment: s, head: head}, nil
}

// Verified is a segment whose signature was checked. Stores accept nothing else.
type Verified struct {
	segment Segment
	head    Head
}

// Header of the segment.
func (v Verified) Header() Header { return v.segment.Header }

// Head names the segment.
func (v Verified) Head() Head { return v.head }

// Payload is the segment as it came, to be stored byte for byte.
func (v Verified) Payload() []byte { return v.segment.payload }

// Events are the bytes of each event, in order.
func (v Verified) Events() [][]byte { return v.segment.events }

// Rotation gives the key that signs the log's later segments, when the segment ends with a key_rotated that is proven. One elsewhere in the
// segment, or one whose proof is wrong, is a bad event and changes no key.
func (v Verified) Rotation() (PublicKey, bool) {
	return rotation(v.segment.Header, v.segment.events)
}

func rotation(h Header, events [][]byte) (PublicKey, bool) {
	event, err := DecodeEvent(events[len(events)-1])
	if err != nil {
		return PublicKey{}, false
	}
	rotated, ok := event.Body.(KeyRotated)
	if !ok {
		return PublicKey{}, false
	}
	return rotated.Proven(ID(h.Log, h.Last()))
}

// Leaves are the events' salted hashes, in order.
func (v Verified) Leaves() []Leaf { return v.segment.leaves }
