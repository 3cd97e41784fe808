package squeeze

import "math/bits"

// codes that the tables must know: all that a text of MaxText bytes beside a content of as many can need. Fewer would not reach, and
// each one more takes a share from those in use.
const (
	lengthCodes = 32 // of up to 8,191 literals
	matchCodes  = 43 // of matches up to matchLimit
	offsetCodes = 14 // of values up to 16,383
	minMatch    = 3
	matchLimit  = 130
)

// sequence is some literals and then a match. Offset is as RFC 8878 section 3.1.1.5 writes it: 1 to 3 a repeat, else the distance + 3.
type sequence struct {
	literals int
	offset   int
	match    int
}

// coded is a number as its code, and the bits that the code leaves open.
type coded struct {
	code int
	bits int
	rest int
}

type codes struct {
	length, offset, match int
	extras                [3]coded
}

func (q sequence) codes() codes {
	length, offset, match := lengthCode(q.literals), offsetCode(q.offset), matchCode(q.match)
	return codes{length: length.code, offset: offset.code, match: match.code, extras: [3]coded{length, match, offset}}
}

func (c codes) extra(w *bitWriter) {
	for _, e := range c.extras {
		w.add(uint64(e.rest), e.bits)
	}
}

// Where the codes from 16 (lengths) and 32 (matches) begin, and where the first code not used would.
var (
	firstLengths = []int{16, 18, 20, 22, 24, 28, 32, 40, 48, 64, 128, 256, 512, 1024, 2048, 4096, 8192}
	firstMatches = []int{35, 37, 39, 41, 43, 47, 51, 59, 67, 83, 99, 131}
)

func lengthCode(n int) coded {
	if n < 16 {
		return coded{code: n}
	}
	return codeAbove(firstLengths, n, 16)
}

func matchCode(n int) coded {
	if n < 35 {
		return coded{code: n - minMatch}
	}
	return codeAbove(firstMatches, n, 32)
}

func codeAbove(first []int, n, code int) coded {
	at := 0
	for n >= first[at+1] {
		at++
	}
	return coded{code: code + at, bits: bits.Len(uint(first[at+1]-first[at])) - 1, rest: n - first[at]}
}

func offsetCode(n int) coded {
	code := bits.Len(uint(n)) - 1
	return coded{code: code, bits: code, rest: n - 1<<code}
}
