package reader

// Frames of section 6; the ones kept for later have no table in version 1.
const (
	frameHello      = 0x01
	frameEnrol      = 0x02
	frameSegment    = 0x03
	frameAck        = 0x41
	frameReceipt    = 0x42
	frameGrant      = 0x43
	frameOffset     = 0x44
	frameTime       = 0x45
	frameNotice     = 0x46
	frameCheckpoint = 0x47
	frameEnd        = 0x4f
)

// frames gives one step for each frame. An end inside a frame is no fault; a
// length over the limit is one, and ends the reading.
func (r *reading) frames(b []byte) []func() {
	var steps []func()
	for len(b) > 0 {
		kind := b[0]
		n, rest, err := readLEB128(b[1:])
		switch {
		case err == errLongHead:
			return append(steps, func() { r.faults.malformed("frame length: %v", err) })
		case err == nil && n > maxPayload:
			return append(steps, func() { r.faults.add(OverLimit, "frame of %d bytes", n) })
		case err != nil || n > uint64(len(rest)):
			return steps
		}
		payload := rest[:n]
		steps = append(steps, func() { r.frame(kind, payload) })
		b = rest[n:]
	}
	return steps
}

// frame decodes one frame, and what it wraps, by their tables. Section 12 has no
// signature checked here, and no frame depends on another.
func (r *reading) frame(kind byte, payload []byte) {
	f := &r.faults
	table := frameTable(kind)
	if table == nil {
		return // passed over
	}
	it, ok := f.parseAs("frame", payload, table)
	if !ok {
		return
	}
	switch kind {
	case frameEnrol:
		decodeGenesis(it.items[0].data, f)
	case frameSegment:
		readSegment(payload, r.dictionary, f)
	case frameReceipt:
		f.parseAs("receipt", it.items[0].data, receipt)
	case frameGrant:
		decodeCounty(it.items[2].data, f)
	case frameOffset:
		if it.items[1].n > it.items[2].n {
			f.malformed("offset: more held than the length")
		}
	}
}

// frameTable is the payload's table, or nil for a frame that is passed over.
func frameTable(kind byte) rule {
	switch kind {
	case frameHello:
		return hello
	case frameEnrol:
		return exactly(someBytes, signature, bytesOf(5))
	case frameSegment:
		return segmentTable
	case frameAck:
		return exactly(logID, seq, between(1, maxCount), hash32)
	case frameReceipt:
		return exactly(someBytes, signature)
	case frameGrant:
		return exactly(logID, fits32, someBytes, bytesOf(16))
	case frameOffset:
		return exactly(hash32, unsigned, unsigned)
	case frameTime:
		return exactly(unsigned, bytesOf(16))
	case frameNotice:
		return exactly(unsigned, optional(logID), optional(seq), optional(hash32))
	case frameCheckpoint:
		return exactly(text(maxPayload), listOf(maxPayload, hash32))
	case frameEnd:
		return exactly(unsigned, null, upTo(1), fits32)
	default:
		return nil
	}
}

// hello is signed with a log, or neither.
func hello(it item) fit {
	shape := exactly(between(1, 1), optional(logID), bytesOf(16), fits32, unsigned, null, upTo(0), optional(signature))
	if shape(it) == fits && isNull(it.items[1]) != isNull(it.items[7]) {
		return wrong
	}
	return shape(it)
}

// receipt is what the ledger key signs.
func receipt(it item) fit {
	return exactly(unsigned, logID, seq, between(1, maxCount), hash32, unsigned, unsigned)(it)
}

// decodeCounty reads a county document by its table, the ledger key included.
func decodeCounty(raw []byte, f *faults) {
	table := exactly(between(1, 1), county, text(60), unsigned, hash32, hash32, optional(hash32))
	it, ok := f.parseAs("county document", raw, table)
	if !ok {
		return
	}
	if err := checkEd25519(it.items[4].data); err != nil {
		f.malformed("county document: %v", err)
	}
}
