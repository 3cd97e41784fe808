package syncproto

import (
	"encoding/binary"
	"unicode/utf8"
)

// major types of CBOR that the protocol allows (SPEC.md section 2).
const (
	majorUint  = 0
	majorBytes = 2
	majorText  = 3
	majorArray = 4
	cborNull   = 0xf6
)

// scan checks that data begins with one item of the protocol's subset of CBOR in its only encoding, and tells the item's length.
func scan(data []byte) (int, error) { return scanAt(data, 0, 0) }

// scanWhole checks that data is exactly one such item.
func scanWhole(data []byte) error {
	n, err := scan(data)
	if err != nil {
		return err
	}
	if n != len(data) {
		return malformed("%d bytes after the end", len(data)-n)
	}
	return nil
}

func scanAt(data []byte, at, depth int) (int, error) {
	if at < len(data) && data[at] == cborNull {
		return at + 1, nil
	}
	major, value, next, err := scanHead(data, at)
	if err != nil {
		return 0, err
	}
	switch major {
	case majorUint:
		return next, nil
	case majorBytes, majorText:
		return scanString(data, major, value, next)
	case majorArray:
		return scanItems(data, value, next, depth+1)
	}
	return 0, malformed("major type %d at byte %d is not of the subset", major, at)
}

func scanString(data []byte, major byte, length uint64, at int) (int, error) {
	if length > uint64(len(data)-at) {
		return 0, malformed("string of %d bytes is cut", length)
	}
	end := at + int(length)
	if major == majorText {
		return end, checkText(data[at:end])
	}
	return end, nil
}

func scanItems(data []byte, count uint64, at, depth int) (int, error) {
	if depth > MaxNesting {
		return 0, overLimit("arrays nested deeper than %d", MaxNesting)
	}
	if count > uint64(len(data)-at) {
		return 0, malformed("array of %d items is cut", count)
	}
	var err error
	for range count {
		if at, err = scanAt(data, at, depth); err != nil {
			return 0, err
		}
	}
	return at, nil
}

// scanHead reads the head of an item and refuses one that is longer than needed.
func scanHead(data []byte, at int) (major byte, value uint64, next int, err error) {
	if at >= len(data) {
		return 0, 0, 0, malformed("cut at byte %d", at)
	}
	major, info := data[at]>>5, data[at]&31
	at++
	if info < 24 {
		return major, uint64(info), at, nil
	}
	if info > 27 {
		return 0, 0, 0, malformed("indefinite length or reserved head at byte %d", at-1)
	}
	size := 1 << (info - 24)
	if len(data)-at < size {
		return 0, 0, 0, malformed("cut at byte %d", len(data))
	}
	var wide [8]byte
	copy(wide[8-size:], data[at:at+size])
	value = binary.BigEndian.Uint64(wide[:])
	if !shortest(value, size) {
		return 0, 0, 0, malformed("head longer than needed at byte %d", at-1)
	}
	return major, value, at + size, nil
}

func shortest(value uint64, size int) bool {
	if size == 1 {
		return value >= 24
	}
	return value>>(uint(size)*4) != 0
}

// checkText refuses what could make a text read as something else: broken UTF-8, control characters, bidirectional overrides.
func checkText(text []byte) error {
	if !utf8.Valid(text) {
		return malformed("text is not UTF-8")
	}
	for _, r := range string(text) {
		if !printable(r) {
			return malformed("text holds the control character U+%04X", r)
		}
	}
	return nil
}

func printable(r rune) bool {
	switch {
	case r == '\n':
		return true
	case r < 0x20, r >= 0x7f && r <= 0x9f:
		return false
	case r >= 0x2028 && r <= 0x202e, r >= 0x2066 && r <= 0x2069:
		return false
	case r == 0x061c, r == 0x200b, r == 0x200e, r == 0x200f, r == 0xfeff:
		return false
	}
	return true
}
