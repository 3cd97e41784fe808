// Package squeeze compresses a short text against a dictionary into one ordinary zstd frame (RFC 8878), which any zstd decoder reads.
//
// It exists because a phone's segment is a few hundred bytes, where every byte is paid for on 2G, and an old phone has little memory: a general
// encoder at its best level keeps 70 MB of tables and comes out a tenth longer. This one takes 170 KB while it works, looks at every match there is, and
// chooses the cheapest way through the text by what the dictionary's own tables charge. It never sends tables of its own.
//
// Words: a *sequence* is some literals and then a match; a *price* is in 256ths of a bit; a *repeat* is one of the last three distances.
//
// Flow: [New] reads a dictionary, [Squeezer.Frame] compresses, [Train] makes a dictionary. Laws: the same text gives the same frame; the
// frame states its content size, is one segment and carries no checksum.
package squeeze

import (
	"encoding/binary"
	"errors"
	"fmt"

	"github.com/klauspost/compress/huff0"
	"github.com/klauspost/compress/zstd"
)

// MaxText is the longest text that Frame takes, and the longest content of a dictionary.
const MaxText = 4096

const (
	tableLogLimit = 9
	dictMagic     = "\x37\xa4\x30\xec"
)

// ErrDictionary says that bytes are no dictionary that this package can use.
var ErrDictionary = errors.New("unusable dictionary")

// Squeezer compresses against one dictionary. It never changes and may be used by many goroutines.
type Squeezer struct {
	id      byte
	content []byte
	chains  chains // over content
	repeats [3]int
	huffman *huff0.Scratch
	lengths table // of runs of literals
	offsets table
	matches table

	literalPrices [256]uint32
	runPrices     []uint32 // by the number of literals
	matchPrices   []uint32 // by the length of the match
}

// New reads a dictionary as [Train] makes it: of full format, with an id below 256 and tables that know every code.
func New(dictionary []byte) (*Squeezer, error) {
	inspected, err := zstd.InspectDictionary(dictionary)
	if err != nil {
		return nil, fmt.Errorf("%w: %w", ErrDictionary, err)
	}
	if inspected.ID() > 255 {
		return nil, fmt.Errorf("%w: id %d", ErrDictionary, inspected.ID())
	}
	s := &Squeezer{id: byte(inspected.ID()), content: inspected.Content(), repeats: inspected.Offsets(), huffman: inspected.LitEncoder()}
	if s.literalPrices, err = literalPrices(s.huffman); err != nil {
		return nil, fmt.Errorf("%w: %w", ErrDictionary, err)
	}
	rest := dictionary[8:]
	rest = rest[1+int(rest[0]):] // the Huffman table, whose length stands before it
	for _, t := range []struct {
		into  *table
		codes int
	}{{&s.offsets, offsetCodes}, {&s.matches, matchCodes}, {&s.lengths, lengthCodes}} {
		if *t.into, rest, err = readTable(rest, t.codes); err != nil {
			return nil, err
		}
	}
	s.chains = s.chains.extend(s.content, 0)
	s.runPrices = s.lengths.pricesOf(0, MaxText, lengthCode)
	s.matchPrices = s.matches.pricesOf(minMatch, matchLimit, matchCode)
	return s, nil
}

// literalPrices asks the Huffman coder what many of one byte cost.
func literalPrices(huffman *huff0.Scratch) (prices [256]uint32, err error) {
	const many = 400
	text := make([]byte, many+1)
	for b := range prices {
		for i := range many {
			text[i] = byte(b)
		}
		text[many] = ^byte(b)
		_, _, size, err := huff0.EstimateSizes(text, reusing(huffman))
		if err != nil || size < 0 {
			return prices, fmt.Errorf("byte 0x%02x has no code: %w", b, err)
		}
		prices[b] = uint32(size) * 8 / many * bit
	}
	return prices, nil
}

// reusing is a coder that must take the dictionary's table; each use needs its own.
func reusing(huffman *huff0.Scratch) *huff0.Scratch {
	scratch := &huff0.Scratch{Reuse: huff0.ReusePolicyMust}
	scratch.TransferCTable(huffman)
	return scratch
}

// Frame compresses a text of at most MaxText bytes. Text that does not shrink is stored in the frame as it is.
func (s *Squeezer) Frame(text []byte) []byte {
	frame := s.frameHead(len(text))
	if block := s.block(text); len(block) < len(text) {
		return append(blockHead(frame, blockCompressed, len(block)), block...)
	}
	return append(blockHead(frame, blockRaw, len(text)), text...)
}

func (s *Squeezer) frameHead(size int) []byte {
	const singleSegment, idOfOneByte, sizeOfTwoBytes = 0x20, 0x01, 0x40
	frame := []byte{0x28, 0xb5, 0x2f, 0xfd, singleSegment | idOfOneByte, s.id}
	if size < 256 {
		return append(frame, byte(size))
	}
	frame[4] |= sizeOfTwoBytes
	return binary.LittleEndian.AppendUint16(frame, uint16(size-256))
}

const (
	blockRaw        = 0
	blockCompressed = 2
)

// blockHead is that of the frame's only block.
func blockHead(frame []byte, kind, size int) []byte {
	head := 1 | kind<<1 | size<<3
	return append(frame, byte(head), byte(head>>8), byte(head>>16))
}

func (s *Squeezer) block(text []byte) []byte {
	literals, sequences := s.parse(text)
	block := s.appendLiterals(nil, literals)
	return s.appendSequences(block, sequences)
}

// appendLiterals writes the literals section: by the dictionary's Huffman table where that is shorter, else as they are.
func (s *Squeezer) appendLiterals(block, literals []byte) []byte {
	const treeless = 3
	count := uint64(len(literals))
	compress, streams, bits := huff0.Compress1X, uint64(0), 10
	if count > 1023 {
		compress, streams, bits = huff0.Compress4X, 2, 14
	}
	packed, _, err := compress(literals, reusing(s.huffman))
	if err != nil {
		return append(rawLiteralsHead(block, len(literals)), literals...)
	}
	head := treeless | streams<<2 | count<<4 | uint64(len(packed))<<(4+bits)
	for range (4 + 2*bits) / 8 {
		block, head = append(block, byte(head)), head>>8
	}
	return append(block, packed...)
}

func rawLiteralsHead(block []byte, count int) []byte {
	if count < 32 {
		return append(block, byte(count<<3))
	}
	return append(block, byte(3<<2|count<<4), byte(count>>4), byte(count>>12))
}

// appendSequences writes the sequences section with all three tables repeated from the dictionary. The bits are read from the end.
func (s *Squeezer) appendSequences(block []byte, sequences []sequence) []byte {
	const repeatAll = 3<<6 | 3<<4 | 3<<2
	count := len(sequences)
	switch {
	case count == 0:
		return append(block, 0)
	case count < 128:
		block = append(block, byte(count))
	default:
		block = append(block, byte(128+count>>8), byte(count))
	}
	block = append(block, repeatAll)
	w := bitWriter{out: block}
	last := sequences[count-1].codes()
	lengths, offsets, matches := s.lengths.start(last.length), s.offsets.start(last.offset), s.matches.start(last.match)
	last.extra(&w)
	for i := count - 2; i >= 0; i-- {
		c := sequences[i].codes()
		offsets.next(&w, c.offset)
		matches.next(&w, c.match)
		lengths.next(&w, c.length)
		c.extra(&w)
	}
	matches.end(&w)
	offsets.end(&w)
	lengths.end(&w)
	return w.close()
}
