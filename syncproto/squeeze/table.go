package squeeze

import (
	"fmt"
	"math"
	"math/bits"
)

// bit is the price of one bit.
const bit = 256

// table codes one kind of number by finite state entropy (RFC 8878 section 4.1). Every code has a share of at least one state.
type table struct {
	log    int
	prices []uint32
	states []uint16
	codes  []tableCode
}

type tableCode struct {
	bits  uint32 // of the state that go out, as a number to which the state is added
	state int32  // what leads from the rest of the state to the next
}

// newTable makes the table in which code i has shares[i] of 1<<log states.
func newTable(shares []int, log int) table {
	size := 1 << log
	t := table{log: log, prices: make([]uint32, len(shares)), states: make([]uint16, size), codes: make([]tableCode, len(shares))}
	spread := spreadCodes(shares, size)
	next := make([]int, len(shares))
	total := 0
	for code, share := range shares {
		next[code] = total
		most := log - (bits.Len(uint(share-1)) - 1)
		if share == 1 {
			most = log
		}
		t.prices[code] = uint32(math.Round(bit * (float64(log) - math.Log2(float64(share)))))
		t.codes[code] = tableCode{bits: uint32(most<<16 - share<<most), state: int32(total - share)}
		if share == 1 {
			t.codes[code].bits = uint32(log<<16 - size)
		}
		total += share
	}
	for at, code := range spread {
		t.states[next[code]] = uint16(size + at)
		next[code]++
	}
	return t
}

// pricesOf are the prices of whole numbers, up to most; below least stand none.
func (t *table) pricesOf(least, most int, codeOf func(int) coded) []uint32 {
	prices := make([]uint32, most+1)
	for n := least; n <= most; n++ {
		c := codeOf(n)
		prices[n] = t.prices[c.code] + uint32(c.bits*bit)
	}
	return prices
}

func spreadCodes(shares []int, size int) []int {
	spread := make([]int, size)
	at, step := 0, size>>1+size>>3+3
	for code, share := range shares {
		for range share {
			spread[at] = code
			at = (at + step) & (size - 1)
		}
	}
	return spread
}

// state walks through a table while codes are written.
type state struct {
	table *table
	value uint32
}

func (t *table) start(code int) state {
	c := t.codes[code]
	n := (c.bits + 1<<15) >> 16
	value := n<<16 - c.bits
	return state{t, uint32(t.states[int32(value>>n)+c.state])}
}

func (s *state) next(w *bitWriter, code int) {
	c := s.table.codes[code]
	n := (s.value + c.bits) >> 16
	w.add(uint64(s.value)&(1<<n-1), int(n))
	s.value = uint32(s.table.states[int32(s.value>>n)+c.state])
}

func (s *state) end(w *bitWriter) {
	w.add(uint64(s.value)&(1<<s.table.log-1), s.table.log)
}

// readTable reads a table's description (RFC 8878 section 4.1.1) and gives what follows it.
func readTable(data []byte, codes int) (table, []byte, error) {
	r := bitReader{data: data}
	log := r.read(4) + 5
	if log > tableLogLimit {
		return table{}, nil, fmt.Errorf("%w: table of %d bits", ErrDictionary, log)
	}
	shares := make([]int, 0, codes)
	for left := 1 << log; left > 0; {
		share := r.readShare(left)
		if share < 1 || share > left || len(shares) == codes {
			return table{}, nil, fmt.Errorf("%w: a code without a share", ErrDictionary)
		}
		shares, left = append(shares, share), left-share
	}
	used := (r.at + 7) / 8
	if len(shares) != codes || used > len(data) {
		return table{}, nil, fmt.Errorf("%w: %d codes of %d", ErrDictionary, len(shares), codes)
	}
	return newTable(shares, log), data[used:], nil
}

// shareBits tells how a share is written when so many are left: values below short take one bit less than the others.
func shareBits(left int) (width, short int) {
	width = bits.Len(uint(left + 1))
	return width, 1<<width - 1 - (left + 1)
}

func (r *bitReader) readShare(left int) int {
	width, short := shareBits(left)
	value := r.read(width - 1)
	if value >= short {
		value |= r.read(1) << (width - 1)
		if value >= 1<<(width-1) {
			value -= short
		}
	}
	return value - 1
}
