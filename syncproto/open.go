package syncproto

import "fmt"

// Open is a segment being written on a phone. Header and salt are fixed, so that each event's leaf is known at once and can be signed by
// a person before the segment is sealed. It holds no resources; its parts are what a journal stores.
type Open struct {
	header Header
	salt   Salt
	events [][]byte
	size   int
}

// NewOpen starts the segment that follows previous (for first = 1 the log's [Enrolment.Root]) with the clocks at its first event, the newest
// anchor known or nil, and a salt of 16 random bytes.
func NewOpen(log LogID, first uint64, previous Head, clock Clock, anchor *Anchor, salt Salt) Open {
	header := Header{Version: 1, Log: log, First: first, Previous: previous, Wall: clock.Wall, Boot: clock.Boot, Elapsed: clock.Elapsed, Anchor: anchor}
	return Open{header: header, salt: salt}
}

// Append adds an event and tells its leaf. ErrFull: seal this segment and start another. ErrOverLimit: the event is too long for any.
func (o *Open) Append(event []byte) (Leaf, error) {
	switch {
	case len(event) > MaxEventBytes:
		return Leaf{}, overLimit("event of %d bytes", len(event))
	case !o.Fits(event):
		return Leaf{}, ErrFull
	}
	o.events = append(o.events, event)
	o.size += len(event)
	return leafOf(o.salt.nonce(len(o.events)-1), event), nil
}

// Fits tells whether the event can still be added.
func (o *Open) Fits(event []byte) bool {
	return len(o.events) < MaxSegmentEvents && o.size+len(event) <= MaxBodyWritten
}

// Count is the number of events held.
func (o *Open) Count() int { return len(o.events) }

// Seal signs what is held and gives the payload to store and send. The caller stores it before its first byte leaves and never seals the
// same seq again: a P-256 signature made twice differs, and a salt used twice would tell equal events.
func (o *Open) Seal(signer Signer) (payload []byte, head Head, err error) {
	if len(o.events) == 0 {
		return nil, Head{}, malformed("a segment needs an event")
	}
	header := o.header
	header.Count = uint8(len(o.events))
	leaves := make([]Leaf, len(o.events))
	body := make([]byte, 0, o.size)
	for i, event := range o.events {
		leaves[i] = leafOf(o.salt.nonce(i), event)
		body = append(body, event...)
	}
	bytes := encode(header)
	head = header.head(bytes, leaves)
	signature, err := signer.Sign(head[:])
	if err != nil {
		return nil, Head{}, fmt.Errorf("sign segment: %w", err)
	}
	codec, packed := pack(body)
	return encode(segmentItems{Header: bytes, Salt: o.salt, Codec: codec, Body: packed, Signature: signature}), head, nil
}
