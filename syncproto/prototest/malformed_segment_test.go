package prototest_test

import (
	"bytes"
	"encoding/binary"
	"slices"
	"strings"

	"zhucun/syncproto"
	"zhucun/syncproto/prototest"
)

func malformedSegments(s *set) {
	l := prototest.NewLog("malformed", device)
	base := func() forgery { return forge(l, device, event(0, prototest.SignIn())) }
	add := func(name, comment string, payload []byte) {
		s.add(prototest.Malformed, "segment-"+name, comment, l, payload)
	}
	whole := base().payload()
	add("empty", "nothing", []byte{})
	add("cut", "the last byte is missing", whole[:len(whole)-1])
	add("bytes-after", "a byte after the end", append(bytes.Clone(whole), 0))
	add("four-items", "no signature", raw(make([]byte, 80), make([]byte, 16), 0, []byte{1}))
	header := func(name, comment string, items ...any) {
		f := base()
		f.header = raw(items...)
		add("header-"+name, comment, f.payload())
	}
	log, root := l.ID[:], l.Enrolment.Root()
	before := root[:]
	header("version", "version 2", 2, log, 1, 1, before, 0, 7, 0, nil)
	header("first-0", "seq 0", 1, log, 0, 1, before, 0, 7, 0, nil)
	header("count-0", "no event", 1, log, 1, 0, before, 0, 7, 0, nil)
	header("count-more", "two events are counted, one is there", 1, log, 1, 2, before, 0, 7, 0, nil)
	header("previous-short", "31 bytes", 1, log, 1, 1, before[:31], 0, 7, 0, nil)
	header("boot-33-bits", "a boot that does not fit 32 bits", 1, log, 1, 1, before, 0, 1<<32, 0, nil)
	header("anchor-empty", "an empty anchor is not an absent one", 1, log, 1, 1, before, 0, 7, 0, []byte{})
	header("elapsed", "an elapsed time that no phone reaches", 1, log, 1, 1, before, 0, 7, 1<<40+1, nil)
	header("ten-items", "an item too many", 1, log, 1, 1, before, 0, 7, 0, nil, nil)
	f := base()
	f.header = append(raw(1, log, 1, 1, before, 0, 7, 0, nil), 0)
	add("header-bytes-after", "a byte after the header's end", f.payload())
	f = base()
	f.events, f.count = append(f.events, event(0, prototest.SignIn())), 1
	add("count-less", "one event is counted, two are there", f.payload())
	f = base()
	f.events[0] = append(f.events[0], 0xff)
	add("body-bytes-after", "a byte after the last event", f.payload())
	f = base()
	f.salt = f.salt[:15]
	add("salt-short", "15 bytes", f.payload())
	f = base()
	f.codec = 2
	add("codec-2", "a dictionary that version 1 does not have", f.payload())
	erased := func(name, comment string, change func(payload []byte) []byte) {
		v := s.add(prototest.Malformed, "erased-"+name, comment, says("erased", prototest.SignIn(), prototest.Deed()))
		erase(v, 0)
		v.Segments[1] = change(v.Segments[1])
	}
	erased("cut", "the last byte is missing", func(p []byte) []byte { return p[:len(p)-1] })
	erased("bytes-after", "a byte after the end", func(p []byte) []byte { return append(p, 0) })
	erased("event-garbage", "a kept event that is not well formed", func(p []byte) []byte {
		return splice(p, []byte("\x8c\x04\x18\x3c"), []byte("\x8c\xff\x18\x3c"))
	})
	erased("null", "null for an erased event, whose leaf must stand there", func(p []byte) []byte {
		at := bytes.LastIndex(p, []byte{0x82, 0x58, 0x20}) - 34
		return slices.Concat(p[:at], []byte{0xf6}, p[at+34:])
	})
	erased("leaf-missing", "fewer items than the header counts", func(p []byte) []byte {
		at := bytes.LastIndex(p, []byte{0x82, 0x58, 0x20}) - 34
		p = slices.Concat(p[:at], p[at+34:])
		p[at-1] = 0x81
		return p
	})
}

func malformedPacking(s *set) {
	l := prototest.NewLog("packing", device)
	base := forge(l, device, event(0, photo(1)), event(0, photo(2)), event(0, prototest.SignIn()))
	add := func(name, comment string, f forgery) {
		s.add(prototest.Malformed, "packing-"+name, comment, l, f.payload())
	}
	good := rawBlocks(base)
	spoil := func(name, comment string, change func(p *frameParts)) {
		parts := good
		parts.blocks = bytes.Clone(good.blocks)
		change(&parts)
		add(name, comment, base.pack(parts))
	}
	spoil("no-size", "the content size is not stated", func(p *frameParts) { p.descriptor, p.id, p.size = 0x01, append([]byte{0x38}, p.id...), nil })
	spoil("no-single-segment", "a window is stated", func(p *frameParts) {
		*p = frameParts{descriptor: 0x41, id: []byte{0x38, 1}, size: []byte{0, 1}, blocks: rawFrame(make([]byte, 512)).blocks}
	})
	spoil("no-dictionary", "the dictionary is not named", func(p *frameParts) { p.descriptor, p.id = 0x20, nil })
	spoil("other-dictionary", "dictionary 2 is named", func(p *frameParts) { p.id = []byte{2} })
	spoil("checksum", "a checksum follows", func(p *frameParts) { p.descriptor |= 4; p.blocks = append(p.blocks, 1, 2, 3, 4) })
	spoil("reserved-bit", "the reserved bit of the descriptor is set", func(p *frameParts) { p.descriptor |= 8 })
	spoil("size-more", "one byte more is stated", func(p *frameParts) { p.size = []byte{p.size[0] + 1} })
	spoil("size-less", "one byte less is stated", func(p *frameParts) { p.size = []byte{p.size[0] - 1} })
	spoil("block-cut", "the block is cut", func(p *frameParts) { p.blocks = p.blocks[:len(p.blocks)-1] })
	spoil("not-last", "no block is the last", func(p *frameParts) { p.blocks[0] &^= 1 })
	spoil("two-frames", "a second frame follows", func(p *frameParts) {
		p.blocks = slices.Concat(p.blocks, []byte("\x28\xb5\x2f\xfd"), rawFrame([]byte{1}).bytes())
	})
	spoil("skippable-frame", "a skippable frame follows", func(p *frameParts) { p.blocks = append(p.blocks, 0x50, 0x2a, 0x4d, 0x18, 0, 0, 0, 0) })
	spoil("byte-after", "a byte follows the frame", func(p *frameParts) { p.blocks = append(p.blocks, 0) })
	spoil("bomb-undeclared", "a block of 128 KB where few bytes are stated", func(p *frameParts) { p.blocks = append(block(true, 1, 128<<10), 0) })
	packed := base.pack(good).packed
	add("tail-left", "a byte of the tail is left over", base.packBytes(append(bytes.Clone(packed), 0)))
	add("tail-short", "a byte of the tail is missing", base.packBytes(packed[:len(packed)-1]))
	add("frame-cut", "the frame's length is more than what follows", base.packBytes([]byte{9, 0x21}))
	add("length-long", "the frame's length in a byte too many", base.packBytes(slices.Concat([]byte{packed[0] | 0x80, 0}, packed[1:])))
	add("empty", "nothing", base.packBytes([]byte{}))
	add("skeleton-head-long", "a head longer than needed in the skeleton", base.pack(rawFrame([]byte{0x18, 1})))
}

func malformedFrames(s *set) {
	add := func(name, comment string, stream []byte) {
		s.addFrames(prototest.Malformed, "frames-"+name, comment, stream)
	}
	session := make([]byte, 16)
	frame := func(kind syncproto.FrameType, items ...any) []byte {
		return syncproto.AppendRawFrame(nil, kind, raw(items...))
	}
	hello := raw(1, nil, session, 7, 90, nil, 0, nil)
	add("length-long", "a length in two bytes that fits one", append([]byte{1, byte(len(hello)) | 0x80, 0}, hello...))
	add("payload-cut", "the payload ends too early for its table", syncproto.AppendRawFrame(nil, syncproto.FrameHello, hello[:len(hello)-1]))
	add("payload-bytes-after", "a byte after the payload's end", syncproto.AppendRawFrame(nil, syncproto.FrameHello, append(bytes.Clone(hello), 0)))
	add("payload-empty", "nothing", syncproto.AppendRawFrame(nil, syncproto.FrameEnd, nil))
	add("hello-unsigned", "a log without a signature", frame(syncproto.FrameHello, 1, session, session, 7, 90, nil, 0, nil))
	add("hello-version", "version 2", frame(syncproto.FrameHello, 2, nil, session, 7, 90, nil, 0, nil))
	add("hello-session", "a session of 15 bytes", frame(syncproto.FrameHello, 1, nil, session[:15], 7, 90, nil, 0, nil))
	add("enrol-code-id", "a code_id of six bytes", frame(syncproto.FrameEnrol, []byte{1}, make([]byte, 64), make([]byte, 6)))
	add("segment", "a segment that is none", frame(syncproto.FrameSegment, 1, 2))
	add("ack-count", "no event", frame(syncproto.FrameAck, session, 1, 0, make([]byte, 32)))
	add("offset", "more is held than there is", frame(syncproto.FrameOffset, make([]byte, 32), 5, 4))
	add("checkpoint-proof", "null for an array", frame(syncproto.FrameCheckpoint, "note", nil))
	add("end-more", "more is 2", frame(syncproto.FrameEnd, 1, nil, 2, 900))
	add("second-frame", "the first frame is good, the second is not", append(frame(syncproto.FrameEnd, 1, nil, 0, 900), 0x4f, 1, 0x80))
}

func overLimits(s *set) {
	add := func(name, comment string, last []byte) { one(s, prototest.OverLimit, name, comment, last) }
	deed := func(title string, households []any) []byte {
		return raw(4, 0, 5, 1201, 511921100200, 20775, title, 1, households, 1, nil, nil)
	}
	many := make([]any, 33)
	for i := range many {
		many[i] = i + 1
	}
	add("title", "201 bytes", deed(strings.Repeat("t", 201), []any{}))
	add("households", "33 households", deed("t", many))
	add("note", "1,201 bytes, though 401 characters", raw(6, 0, 5, nil, 511921100200, strings.Repeat("村", 400)+"t"))
	add("correction-reason", "301 bytes", raw(7, 0, 5, 1, nil, strings.Repeat("t", 301)))
	add("satisfaction-reason", "601 bytes", raw(3, 0, 11, 1, 1201, 511921100200, 0, 20775, 1, nil, 3, strings.Repeat("t", 601), 1, nil, 3, make([]byte, 64)))
	add("event", "an event of 2,049 bytes", raw(200, 0, 4, make([]byte, 2049-8)))
	add("nesting", "arrays in five levels", raw(200, 0, 4, []any{[]any{[]any{[]any{}}}}))
	overSegments(s)
	s.addFrames(prototest.OverLimit, "frame", "a payload of 69,633 bytes", binary.AppendUvarint([]byte{0x7e}, syncproto.MaxFrame+1))
	s.addFrames(prototest.OverLimit, "frame-length", "a length of 35 bits", []byte{0x7e, 0xff, 0xff, 0xff, 0xff, 0x0f})
}

func overSegments(s *set) {
	l := prototest.NewLog("over", device)
	body := event(0, prototest.SignIn())
	f := forge(l, device, body)
	f.events = slices.Repeat([][]byte{body}, 65)
	s.add(prototest.OverLimit, "events", "65 events", l, f.payload())
	f.events = slices.Repeat([][]byte{body}, 300)
	s.add(prototest.OverLimit, "events-300", "a count that does not fit a byte", l, f.payload())
	long := slices.Repeat([][]byte{raw(200, 0, 4, strings.Repeat("a", 2000))}, 32)
	f = forge(l, device, append(slices.Clone(long), long[0])...)
	s.add(prototest.OverLimit, "body-declared", "a zstd bomb that states its 66,264 bytes", l, f.pack(repeatedBlocks(f)).payload())
	f = forge(l, device, append(slices.Clone(long), raw(200, 0, 4, make([]byte, 2000)))...)
	s.add(prototest.OverLimit, "body-with-tail", "a skeleton within the limit, with its tail beyond", l, f.pack(repeatedBlocks(f)).payload())
	f = forge(l, device, body)
	f = f.pack(frameParts{descriptor: 0xe1, id: []byte{1}, size: []byte{0, 0, 0, 0, 0, 0, 0, 1}, blocks: append(block(true, 1, 1), 0)})
	s.add(prototest.OverLimit, "body-declared-huge", "a size of 64 bits", l, f.payload())
	before := l.Enrolment.Root()
	header := raw(1, l.ID[:], 1, 1, before[:], 0, 7, 0, nil)
	item := []any{make([]byte, 32), raw(200, 0, 4, make([]byte, 2049-8))}
	v := s.add(prototest.OverLimit, "erased-event", "a kept event of 2,049 bytes", l, raw(header, make([]byte, 64), []any{item}))
	v.Erased = true
}

// repeatedBlocks is the frame of a forgery's skeleton, with every long run of the letter a in four bytes.
func repeatedBlocks(f forgery) frameParts {
	const run = 2000
	skeleton, _ := split(slices.Concat(f.events...))
	parts := frameParts{descriptor: 0xa1, id: []byte{1}, size: binary.LittleEndian.AppendUint32(nil, uint32(len(skeleton)))}
	for len(skeleton) > 0 {
		head := bytes.Index(skeleton, []byte("aaaa"))
		if head < 0 {
			parts.blocks = slices.Concat(parts.blocks, block(true, 0, len(skeleton)), skeleton)
			break
		}
		parts.blocks = slices.Concat(parts.blocks, block(false, 0, head), skeleton[:head], block(len(skeleton) == head+run, 1, run), []byte("a"))
		skeleton = skeleton[head+run:]
	}
	return parts
}
