package prototest_test

import (
	"encoding/binary"
	"slices"
)

// split takes the contents of long byte strings out of a body of well-formed items, a second time and as simply as can be.
func split(body []byte) (skeleton, tail []byte) {
	for at := 0; at < len(body); {
		head, length := 1, uint64(body[at]&31)
		if length >= 24 && body[at] < 0xf0 {
			head += 1 << (length - 24)
			var wide [8]byte
			copy(wide[9-head:], body[at+1:at+head])
			length = binary.BigEndian.Uint64(wide[:])
		}
		skeleton = append(skeleton, body[at:at+head]...)
		at += head
		content := uint64(0)
		if major := body[at-head] >> 5; major == 2 || major == 3 {
			content = length
		}
		if body[at-head]>>5 == 2 && content >= 16 {
			tail = append(tail, body[at:at+int(content)]...)
		} else {
			skeleton = append(skeleton, body[at:at+int(content)]...)
		}
		at += int(content)
	}
	return skeleton, tail
}

// frameParts are what a zstd frame without its magic is made of, each of which can be wrong.
type frameParts struct {
	descriptor byte // single segment, id of one byte, size of two bytes: 0x61
	id         []byte
	size       []byte
	blocks     []byte
}

// rawBlocks is the frame of a forgery's skeleton in blocks that are not compressed, cut at the given places.
func rawBlocks(f forgery, cuts ...int) frameParts {
	skeleton, _ := split(slices.Concat(f.events...))
	return rawFrame(skeleton, cuts...)
}

func rawFrame(content []byte, cuts ...int) frameParts {
	parts := frameParts{descriptor: 0x61, id: []byte{1}, size: binary.LittleEndian.AppendUint16(nil, uint16(len(content)-256))}
	if len(content) < 256 {
		parts.descriptor, parts.size = 0x21, []byte{byte(len(content))}
	}
	from := 0
	for _, to := range append(cuts, len(content)) {
		parts.blocks = append(parts.blocks, block(to == len(content), 0, to-from)...)
		parts.blocks = append(parts.blocks, content[from:to]...)
		from = to
	}
	return parts
}

// block is the head of a block: kind 0 raw, 1 one byte repeated.
func block(last bool, kind, size int) []byte {
	head := kind<<1 | size<<3
	if last {
		head |= 1
	}
	return []byte{byte(head), byte(head >> 8), byte(head >> 16)}
}

func (p frameParts) bytes() []byte {
	return slices.Concat([]byte{p.descriptor}, p.id, p.size, p.blocks)
}

// pack gives a forgery a packed body of codec 1: this frame, and the tail of its events.
func (f forgery) pack(parts frameParts) forgery { return f.packFrame(parts.bytes()) }

func (f forgery) packFrame(frame []byte) forgery {
	_, tail := split(slices.Concat(f.events...))
	return f.packBytes(slices.Concat(binary.AppendUvarint(nil, uint64(len(frame))), frame, tail))
}

func (f forgery) packBytes(packed []byte) forgery {
	f.codec, f.packed = 1, packed
	return f
}
