package reader

import (
	"encoding/binary"
	"fmt"
)

// zstdFrame is a frame made whole for a decoder, and what it says it holds.
type zstdFrame struct {
	bytes   []byte
	content uint64
}

// readZstdHeader reads a frame header (RFC 8878 section 3.1.1.1), demands what
// section 4 demands of it, and that the frame's blocks end where the frame does.
func readZstdHeader(b []byte, dictionary uint64) (zstdFrame, error) {
	if len(b) == 0 {
		return zstdFrame{}, fmt.Errorf("%w: empty", errFrame)
	}
	d := b[0]
	single, reserved, checksum := d&0x20 != 0, d&0x18 != 0, d&0x04 != 0
	idSize, contentSize := []int{0, 1, 2, 4}[d&3], []int{1, 2, 4, 8}[d>>6]
	if !single || reserved || checksum || idSize == 0 {
		return zstdFrame{}, fmt.Errorf("%w: descriptor %#02x", errFrame, d)
	}
	start := 1 + idSize + contentSize
	if len(b) < start {
		return zstdFrame{}, fmt.Errorf("%w: header cut", errFrame)
	}
	if id := little(b[1 : 1+idSize]); id != dictionary {
		return zstdFrame{}, fmt.Errorf("%w: names dictionary %d", errFrame, id)
	}
	content := little(b[1+idSize : start])
	if contentSize == 2 {
		content += 256
	}
	return zstdFrame{append([]byte{0x28, 0xb5, 0x2f, 0xfd}, b...), content}, checkBlocks(b[start:])
}

// checkBlocks walks the blocks to the last one and refuses anything after it.
func checkBlocks(b []byte) error {
	for len(b) >= 3 {
		head := little(b[:3])
		last, kind, size := head&1 == 1, head>>1&3, head>>3
		if kind == 1 {
			size = 1 // one byte, repeated
		}
		if b = b[3:]; kind == 3 || size > uint64(len(b)) {
			break
		}
		if b = b[size:]; last && len(b) == 0 {
			return nil
		} else if last {
			return fmt.Errorf("%w: %w", errFrame, errTrailing)
		}
	}
	return fmt.Errorf("%w: blocks cut", errFrame)
}

func little(b []byte) uint64 {
	var wide [8]byte
	copy(wide[:], b)
	return binary.LittleEndian.Uint64(wide[:])
}
