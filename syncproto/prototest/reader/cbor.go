package reader

import (
	"encoding/binary"
	"errors"
	"fmt"
	"math"
	"slices"
	"unicode/utf8"
)

// form is the type of an item; the numbers are CBOR's major types, and null.
type form uint8

const (
	formUint  form = 0
	formBytes form = 2
	formText  form = 3
	formArray form = 4
	formNull  form = 7
)

// item is one value of the subset in section 2.
type item struct {
	form  form
	n     uint64 // the value of an unsigned integer
	data  []byte // the content of a byte or text string
	items []item
	raw   []byte // the bytes that came, head included
	depth int    // arrays around the deepest value, this one included
}

var (
	errSubset    = errors.New("a type outside the subset")
	errCut       = errors.New("ends early")
	errLongHead  = errors.New("head longer than needed")
	errTrailing  = errors.New("bytes after the end")
	errText      = errors.New("text that is not allowed")
	errTooNested = errors.New("arrays nested without end")
)

// parse reads exactly one value and refuses anything after it.
func parse(b []byte) (item, error) {
	it, rest, err := parsePrefix(b)
	if err == nil && len(rest) > 0 {
		err = errTrailing
	}
	return it, err
}

// parsePrefix reads one value and gives back what follows it. Nesting over the
// limit is reported by depth, not here: over a limit is a verdict of its own.
func parsePrefix(b []byte) (it item, rest []byte, err error) {
	return parseAt(b, 0)
}

func parseAt(b []byte, level int) (it item, rest []byte, err error) {
	if level > maxPayload {
		return item{}, nil, errTooNested
	}
	major, n, rest, err := parseHead(b)
	if err != nil {
		return item{}, nil, err
	}
	it = item{form: major, n: n}
	switch major {
	case formUint, formNull:
	case formBytes, formText:
		if n > uint64(len(rest)) {
			return item{}, nil, errCut
		}
		it.data, rest = rest[:n], rest[n:]
		if major == formText {
			err = checkText(it.data)
		}
	case formArray:
		it.items, rest, err = parseItems(rest, n, level)
		it.depth = 1 + deepest(it.items)
	}
	it.raw = b[:len(b)-len(rest)]
	return it, rest, err
}

// parseItems grows as it reads: a head that promises 2^60 items costs nothing.
func parseItems(b []byte, n uint64, level int) ([]item, []byte, error) {
	if n > uint64(len(b)) {
		return nil, nil, errCut
	}
	var items []item
	for range n {
		it, rest, err := parseAt(b, level+1)
		if err != nil {
			return nil, nil, err
		}
		items, b = append(items, it), rest
	}
	return items, b, nil
}

// parseHead reads a head and refuses every form but the shortest.
func parseHead(b []byte) (form, uint64, []byte, error) {
	if len(b) == 0 {
		return 0, 0, nil, errCut
	}
	if b[0] == 0xf6 {
		return formNull, 0, b[1:], nil
	}
	major, low := form(b[0]>>5), b[0]&31
	if major != formUint && major != formBytes && major != formText && major != formArray {
		return 0, 0, nil, fmt.Errorf("%w: initial byte %#02x", errSubset, b[0])
	}
	if low < 24 {
		return major, uint64(low), b[1:], nil
	}
	if low > 27 {
		return 0, 0, nil, fmt.Errorf("%w: initial byte %#02x", errSubset, b[0])
	}
	size := 1 << (low - 24)
	if len(b) < 1+size {
		return 0, 0, nil, errCut
	}
	var wide [8]byte
	copy(wide[8-size:], b[1:1+size])
	n := binary.BigEndian.Uint64(wide[:])
	least := []uint64{24, math.MaxUint8 + 1, math.MaxUint16 + 1, math.MaxUint32 + 1}[low-24]
	if n < least {
		return 0, 0, nil, errLongHead
	}
	return major, n, b[1+size:], nil
}

// checkText refuses what could make a text read otherwise than it is written:
// controls, and the characters that nobody sees.
func checkText(b []byte) error {
	if !utf8.Valid(b) {
		return fmt.Errorf("%w: not UTF-8", errText)
	}
	for _, r := range string(b) {
		if r != '\n' && slices.ContainsFunc(refusedRunes(), func(span [2]rune) bool { return r >= span[0] && r <= span[1] }) {
			return fmt.Errorf("%w: %U", errText, r)
		}
	}
	return nil
}

// refusedRunes are section 2's spans, first and last.
func refusedRunes() [][2]rune {
	return [][2]rune{{0, 0x1f}, {0x7f, 0x9f}, {0x061c, 0x061c}, {0x200b, 0x200b}, {0x200e, 0x200f},
		{0x2028, 0x202e}, {0x2066, 0x2069}, {0xfeff, 0xfeff}}
}

func deepest(items []item) int {
	depth := 0
	for _, it := range items {
		depth = max(depth, it.depth)
	}
	return depth
}
