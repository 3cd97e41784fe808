package syncproto

import (
	"bytes"
	_ "embed"
	"encoding/binary"
	"sync"

	"github.com/klauspost/compress/zstd"

	"zhucun/syncproto/squeeze"
)

// codecs of a segment's body; n ≥ 1 is zstd with dictionary n. Dictionaries never change.
const (
	codecPlain       = 0
	codecDictionary1 = 1
)

//go:embed dictionary/1.zdict
var dictionary1 []byte

// zstdMagic begins every zstd frame; it is not sent.
var zstdMagic = []byte{0x28, 0xb5, 0x2f, 0xfd}

var packer = sync.OnceValue(func() *squeeze.Squeezer {
	s, err := squeeze.New(dictionary1)
	if err != nil {
		panic(err) // an embedded dictionary: cannot fail
	}
	return s
})

var unpacker = sync.OnceValue(func() *zstd.Decoder {
	d, err := zstd.NewReader(nil, zstd.WithDecoderDicts(dictionary1), zstd.WithDecoderConcurrency(0), zstd.WithDecoderLowmem(true),
		zstd.WithDecoderMaxMemory(MaxBodyRead))
	if err != nil {
		panic(err) // constant options and an embedded dictionary: cannot fail
	}
	return d
})

// pack compresses a scanned body of at most MaxBodyWritten bytes where that makes it smaller: the length of the zstd frame, the frame without
// its magic, the tail. A phone seals once and for ever, so what does not unpack to the same body is not packed.
func pack(body []byte) (codec uint8, packed []byte) {
	skeleton, tail := splitBody(body)
	frame := packer().Frame(skeleton)[len(zstdMagic):]
	packed = binary.AppendUvarint(nil, uint64(len(frame)))
	packed = append(append(packed, frame...), tail...)
	if len(packed) >= len(body) {
		return codecPlain, body
	}
	if again, err := unpackDictionary1(packed); err != nil || !bytes.Equal(again, body) {
		return codecPlain, body
	}
	return codecDictionary1, packed
}

// unpack never takes more than MaxBodyRead bytes of memory for the body, whatever the packed form claims.
func unpack(codec uint8, packed []byte) ([]byte, error) {
	switch codec {
	case codecPlain:
		if len(packed) > MaxBodyRead {
			return nil, overLimit("body of %d bytes", len(packed))
		}
		return packed, nil
	case codecDictionary1:
		return unpackDictionary1(packed)
	}
	return nil, malformed("codec %d is not known", codec)
}

func unpackDictionary1(packed []byte) ([]byte, error) {
	length, n := binary.Uvarint(packed)
	if n <= 0 || n > 1 && packed[n-1] == 0 {
		return nil, malformed("body: length of the frame")
	}
	packed = packed[n:]
	if length > uint64(len(packed)) {
		return nil, malformed("body: frame of %d bytes is cut", length)
	}
	skeleton, err := unpackFrame(packed[:length])
	if err != nil {
		return nil, err
	}
	if tail := packed[length:]; len(skeleton)+len(tail) <= MaxBodyRead {
		return joinBody(skeleton, tail)
	}
	return nil, overLimit("body of more than %d bytes", MaxBodyRead)
}

func unpackFrame(packed []byte) ([]byte, error) {
	frame := append(bytes.Clone(zstdMagic), packed...)
	var header zstd.Header
	switch err := header.Decode(frame); {
	case err != nil:
		return nil, malformed("body: %v", err)
	case !header.SingleSegment || header.HasCheckSum || header.DictionaryID != codecDictionary1:
		return nil, malformed("body: the frame must be a single segment, name its dictionary and carry no checksum")
	case header.FrameContentSize > MaxBodyRead:
		return nil, overLimit("body of %d bytes", header.FrameContentSize)
	case blocksEnd(frame, header.HeaderSize) != len(frame):
		return nil, malformed("body: not exactly one frame")
	}
	skeleton, err := unpacker().DecodeAll(frame, make([]byte, 0, header.FrameContentSize))
	if err != nil {
		return nil, malformed("body: %v", err)
	}
	return skeleton, nil
}

// blocksEnd follows the heads of a frame's blocks (RFC 8878 section 3.1.1.2) to where the last one ends; a decoder would read a second frame
// silently. It is past the end when a block is cut.
func blocksEnd(frame []byte, at int) int {
	const head, repeated = 3, 1
	for at+head <= len(frame) {
		bits := int(frame[at]) | int(frame[at+1])<<8 | int(frame[at+2])<<16
		size := bits >> 3
		if bits>>1&3 == repeated {
			size = 1
		}
		if at += head + size; bits&1 == 1 {
			return at
		}
	}
	return len(frame) + 1
}
