package squeeze

import (
	"cmp"
	"encoding/binary"
	"errors"
	"fmt"
	"slices"

	"github.com/klauspost/compress/huff0"
)

// trainRounds is after how many the tables have settled: each round parses by the tables of the round before.
const trainRounds = 5

// Train makes a dictionary with this content whose tables fit the samples, which are texts like those to come. The same arguments give the
// same dictionary. Content that is likelier, or longer, belongs nearer to its end, where distances are short.
func Train(id byte, content []byte, samples [][]byte) ([]byte, error) {
	tally := newTally()
	tally.add(content, nil) // a first guess
	dictionary, err := tally.dictionary(id, content)
	for range trainRounds {
		if err != nil {
			return nil, err
		}
		s, err := New(dictionary)
		if err != nil {
			return nil, err
		}
		tally = newTally()
		for _, sample := range samples {
			tally.add(s.parse(sample))
		}
		if dictionary, err = tally.dictionary(id, content); err != nil {
			return nil, err
		}
	}
	return dictionary, nil
}

// tally counts what the parsed samples hold; everything is counted once before, so that every code has a share.
type tally struct {
	literals [256]int
	lengths  []int
	offsets  []int
	matches  []int
	early    map[int]int // distances of the first matches: candidates for the first repeats
}

func newTally() *tally {
	t := &tally{lengths: ones(lengthCodes), offsets: ones(offsetCodes), matches: ones(matchCodes), early: map[int]int{8: 1, 4: 1, 1: 1}}
	copy(t.literals[:], ones(len(t.literals)))
	return t
}

func ones(n int) []int { return slices.Repeat([]int{1}, n) }

func (t *tally) add(literals []byte, sequences []sequence) {
	const weight, firsts = 4, 3
	for _, b := range literals {
		t.literals[b] += weight
	}
	for i, q := range sequences {
		c := q.codes()
		t.lengths[c.length] += weight
		t.offsets[c.offset] += weight
		t.matches[c.match] += weight
		if i < firsts && q.offset > 3 {
			t.early[q.offset-3]++
		}
	}
}

// dictionary writes the format of RFC 8878 section 5.
func (t *tally) dictionary(id byte, content []byte) ([]byte, error) {
	huffman, err := huffmanTable(t.literals)
	if err != nil {
		return nil, fmt.Errorf("train: %w", err)
	}
	out := binary.LittleEndian.AppendUint32([]byte(dictMagic), uint32(id))
	out = append(out, huffman...)
	out = appendTable(out, t.offsets, 8)
	out = appendTable(out, t.matches, 9)
	out = appendTable(out, t.lengths, 9)
	for _, distance := range t.repeats(len(content)) {
		out = binary.LittleEndian.AppendUint32(out, uint32(distance))
	}
	return append(out, content...), nil
}

// repeats are the three commonest early distances.
func (t *tally) repeats(limit int) []int {
	var distances []int
	for distance := range t.early {
		if distance <= limit {
			distances = append(distances, distance)
		}
	}
	slices.SortFunc(distances, func(a, b int) int { return cmp.Or(t.early[b]-t.early[a], a-b) })
	return distances[:3]
}

func huffmanTable(counts [256]int) ([]byte, error) {
	total := 0
	for _, n := range counts {
		total += n
	}
	var text []byte
	for b, n := range counts {
		share := max(1, n*(huff0.BlockSizeMax/2)/total)
		text = append(text, slices.Repeat([]byte{byte(b)}, share)...)
	}
	scratch := &huff0.Scratch{TableLog: 11}
	if _, _, err := huff0.Compress1X(text, scratch); err != nil {
		return nil, err
	}
	if len(scratch.OutTable) > 128 {
		return nil, errors.New("the Huffman table does not fit its form")
	}
	return scratch.OutTable, nil
}

// appendTable writes the description of a table that readTable reads.
func appendTable(out []byte, counts []int, log int) []byte {
	w := bitWriter{out: out}
	w.add(uint64(log-5), 4)
	left := 1 << log
	for _, share := range sharesOf(counts, 1<<log) {
		width, short := shareBits(left)
		value := share + 1
		if value >= 1<<(width-1) {
			value += short
		}
		if value < short {
			width--
		}
		w.add(uint64(value), width)
		left -= share
	}
	return w.flush()
}

// sharesOf divides the states as the counts are, at least one to each code; what is left over goes to the largest.
func sharesOf(counts []int, states int) []int {
	total := 0
	for _, n := range counts {
		total += n
	}
	shares := make([]int, len(counts))
	left, largest := states, 0
	for code, n := range counts {
		shares[code] = max(1, n*states/total)
		left -= shares[code]
		if n > counts[largest] {
			largest = code
		}
	}
	shares[largest] += left
	return shares
}
