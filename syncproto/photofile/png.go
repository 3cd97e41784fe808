package photofile

import (
	"encoding/binary"
	"fmt"
	"iter"
)

const (
	pngSignature = 8
	pngIHDR      = 13 // length of the header chunk
)

func readPNG(photo []byte) (Header, error) {
	h := Header{Format: PNG, Orientation: 1}
	first := true
	for kind, payload := range chunks(photo) {
		if first {
			if kind != "IHDR" || len(payload) != pngIHDR {
				break
			}
			h.Width = int(int32(binary.BigEndian.Uint32(payload)))
			h.Height = int(int32(binary.BigEndian.Uint32(payload[4:])))
			h.Memory = pngMemory(h.Width, h.Height, payload[8], payload[9], payload[12] != 0)
			first = false
		}
		if kind == "eXIf" {
			h.Orientation = Orientation(payload)
			break
		}
	}
	if first {
		return Header{}, fmt.Errorf("%w: its size cannot be read", ErrDamaged)
	}
	return h, nil
}

// chunks yields the chunks of a PNG up to the first that is not whole.
func chunks(photo []byte) iter.Seq2[string, []byte] {
	return func(yield func(string, []byte) bool) {
		const frame = 12 // length, kind and checksum around a payload
		rest := photo[pngSignature:]
		for len(rest) >= frame {
			n := int64(binary.BigEndian.Uint32(rest))
			if n > int64(len(rest)-frame) || !yield(string(rest[4:8]), rest[8:8+n]) {
				return
			}
			rest = rest[frame+n:]
		}
	}
}

// pngMemory is what decoding allocates: bytes per pixel of the widest type the
// decoder may choose for this depth and colour type, and as much again for the
// passes of an interlaced picture.
func pngMemory(width, height int, depth, colour byte, interlaced bool) int64 {
	const palette = 3
	perPixel := int64(4)
	switch {
	case colour == palette:
		perPixel = 1
	case depth == 16:
		perPixel = 8
	}
	if interlaced {
		perPixel *= 2
	}
	return perPixel * int64(width) * int64(height)
}
