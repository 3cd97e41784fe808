package syncproto

import "fmt"

// Erased is a segment from which events were erased: their leaves stand where they stood, so that root, head, signature and chain verify as before.
type Erased struct {
	Header    Header
	Signature Signature

	header []byte
	events [][]byte // nil where erased
	leaves []Leaf
}

type erasedItems struct {
	_         struct{} `cbor:",toarray"`
	Header    []byte
	Signature Signature
	Items     []erasedItem
}

// erasedItem is either [nonce, event] or the leaf alone.
type erasedItem struct {
	nonce [32]byte
	event []byte
	leaf  Leaf
}

type keptItems struct {
	_     struct{} `cbor:",toarray"`
	Nonce [32]byte
	Event []byte
}

// MarshalCBOR gives the item's one encoding.
func (e erasedItem) MarshalCBOR() ([]byte, error) {
	if e.event == nil {
		return encode(e.leaf), nil
	}
	return encode(keptItems{Nonce: e.nonce, Event: e.event}), nil
}

// UnmarshalCBOR decodes either form.
func (e *erasedItem) UnmarshalCBOR(data []byte) error {
	if data[0]>>5 == majorBytes {
		return decode(data, &e.leaf)
	}
	var kept keptItems
	if err := decode(data, &kept); err != nil {
		return err
	}
	e.nonce, e.event, e.leaf = kept.Nonce, kept.Event, leafOf(kept.Nonce, kept.Event)
	return nil
}

func (e erasedItem) check() error {
	switch {
	case e.event == nil:
		return nil
	case len(e.event) > MaxEventBytes:
		return overLimit("event of %d bytes", len(e.event))
	}
	return scanWhole(e.event)
}

// Erase gives the segment's erased form without the events at the given places (0 is the first). The salt is left out: it would tell the nonces.
func (v Verified) Erase(places ...int) []byte {
	gone := make(map[int]bool, len(places))
	for _, place := range places {
		gone[place] = true
	}
	s := v.segment
	items := make([]erasedItem, len(s.events))
	for i, event := range s.events {
		if gone[i] {
			items[i] = erasedItem{leaf: s.leaves[i]}
			continue
		}
		items[i] = erasedItem{nonce: s.salt.nonce(i), event: event}
	}
	return encode(erasedItems{Header: s.header, Signature: s.Signature, Items: items})
}

// ParseErased decodes an erased form strictly.
func ParseErased(data []byte) (Erased, error) {
	var items erasedItems
	if err := decode(data, &items); err != nil {
		return Erased{}, fmt.Errorf("erased segment: %w", err)
	}
	header, err := parseHeader(items.Header)
	if err != nil {
		return Erased{}, fmt.Errorf("erased segment: %w", err)
	}
	if len(items.Items) != int(header.Count) {
		return Erased{}, fmt.Errorf("erased segment: %w", malformed("%d items where the header counts %d", len(items.Items), header.Count))
	}
	e := Erased{Header: header, Signature: items.Signature, header: items.Header}
	for _, item := range items.Items {
		if err := item.check(); err != nil {
			return Erased{}, fmt.Errorf("erased segment: %w", err)
		}
		e.events, e.leaves = append(e.events, item.event), append(e.leaves, item.leaf)
	}
	return e, nil
}

// Head is the same as that of the whole segment.
func (e Erased) Head() Head { return e.Header.head(e.header, e.leaves) }

// Verify checks the signature as for a whole segment.
func (e Erased) Verify(key PublicKey) error {
	head := e.Head()
	if !key.Verify(head[:], e.Signature) {
		return fmt.Errorf("erased segment %s-%d: %w", e.Header.Log, e.Header.First, ErrBadSignature)
	}
	return nil
}

// Rotation is that of the whole segment, as far as its last event is kept. It means nothing before Verify.
func (e Erased) Rotation() (PublicKey, bool) { return rotation(e.Header, e.events) }

// Event is the event at a place (0 is the first), or nil where it was erased.
func (e Erased) Event(place int) []byte { return e.events[place] }

// Leaf is the leaf at a place.
func (e Erased) Leaf(place int) Leaf { return e.leaves[place] }
