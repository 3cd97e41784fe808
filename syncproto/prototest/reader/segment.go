package reader

// header is what a segment's header says, with its bytes as they came.
type header struct {
	raw          []byte
	logID        []byte
	first, count uint64
	previous     []byte
	anchor       item
}

func (h header) last() uint64 { return h.first + h.count - 1 }

// segment is a segment of either form with everything computed from it. In the
// erased form an event that is gone has no bytes but still its leaf.
type segment struct {
	header    header
	signature []byte
	events    []event // raw is nil where erased
	leaves    [][]byte
	head      []byte
}

func readHeader(raw []byte, f *faults) header {
	count := func(it item) fit {
		if it.form == formUint && it.n > maxCount {
			return tooMuch
		}
		return between(1, maxCount)(it)
	}
	shape := exactly(between(1, 1), logID, between(1, 1<<62), count, hash32, upTo(1<<40), fits32, upTo(1<<40), optional(bytesOf(16)))
	it, ok := f.parseAs("header", raw, shape)
	if !ok {
		return header{}
	}
	a := it.items
	return header{raw, a[1].data, a[2].n, a[3].n, a[4].data, a[8]}
}

func segmentTable(it item) fit {
	return exactly(someBytes, bytesOf(16), unsigned, someBytes, signature)(it)
}

// readSegment reads the form that phones send.
func readSegment(raw []byte, dictionary []byte, f *faults) segment {
	it, ok := f.parseAs("segment", raw, segmentTable)
	if !ok {
		return segment{}
	}
	if len(raw) > maxPayload {
		f.add(OverLimit, "segment of %d bytes", len(raw))
	}
	a := it.items
	s := segment{header: readHeader(a[0].data, f), signature: a[4].data}
	body, ok := unpack(a[2].n, a[3].data, dictionary, f)
	if !ok {
		return segment{}
	}
	for i, it := range splitBody(body, f) {
		s.add(readEvent(it, f), nonceOf(a[1].data, i))
	}
	s.finish(f)
	return s
}

// readErased reads the form that is left after a person's data was erased.
func readErased(raw []byte, f *faults) segment {
	kept := exactly(hash32, someBytes)
	it, ok := f.parseAs("erased segment", raw, exactly(someBytes, signature, listOf(maxCount, either(kept, hash32))))
	if !ok {
		return segment{}
	}
	a := it.items
	s := segment{header: readHeader(a[0].data, f), signature: a[1].data}
	for _, one := range a[2].items {
		if one.form == formBytes {
			s.events, s.leaves = append(s.events, event{}), append(s.leaves, one.data)
			continue
		}
		read, err := parse(one.items[1].data)
		if err != nil {
			f.malformed("event: %v", err)
			return segment{}
		}
		s.add(readEvent(read, f), one.items[0].data)
	}
	s.finish(f)
	return s
}

func (s *segment) add(e event, nonce []byte) {
	s.events, s.leaves = append(s.events, e), append(s.leaves, leafOf(nonce, e.raw))
}

// finish judges what only the whole body can tell, and names the segment.
func (s *segment) finish(f *faults) {
	if f.unreadable() {
		return
	}
	if uint64(len(s.events)) != s.header.count {
		f.malformed("header says %d events, body holds %d", s.header.count, len(s.events))
		return
	}
	for i, e := range s.events {
		if e.kind == kindKeyRotated && i != len(s.events)-1 {
			f.malformed("key_rotated is not the last event")
		}
	}
	s.head = headOf(s.header, rootOf(s.leaves))
}

// splitBody cuts a body into its events.
func splitBody(body []byte, f *faults) []item {
	var events []item
	for len(body) > 0 {
		it, rest, err := parsePrefix(body)
		if err != nil {
			f.malformed("body: %v", err)
			return nil
		}
		events, body = append(events, it), rest
	}
	return events
}
