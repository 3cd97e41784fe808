package reader

import (
	"errors"
	"fmt"

	"github.com/klauspost/compress/zstd"
)

const codecPlain = 0

var (
	errFrame = errors.New("not the zstd frame of section 4")
	errTail  = errors.New("tail does not fit the skeleton")
)

// unpack gives the body back; false when there is a fault in its place. The
// codec is the dictionary's number.
func unpack(codec uint64, packed, dictionary []byte, f *faults) ([]byte, bool) {
	if codec == codecPlain {
		if len(packed) > maxBody {
			f.add(OverLimit, "body of %d bytes", len(packed))
			return nil, false
		}
		return packed, true
	}
	if codec != 1 {
		f.malformed("no dictionary %d", codec)
		return nil, false
	}
	n, rest, err := readLEB128(packed)
	if err != nil || n > uint64(len(rest)) {
		f.malformed("length of the frame: %v", err)
		return nil, false
	}
	return unpackFrame(rest[:n], rest[n:], dictionary, f)
}

func unpackFrame(bare, tail, dictionary []byte, f *faults) ([]byte, bool) {
	frame, err := readZstdHeader(bare, 1)
	if err != nil {
		f.malformed("%v", err)
		return nil, false
	}
	// Judged by what the frame states, before a byte is allocated for it.
	if frame.content > maxBody || frame.content+uint64(len(tail)) > maxBody {
		f.add(OverLimit, "body of %d bytes and %d of tail", frame.content, len(tail))
		return nil, false
	}
	body, err := inflate(frame, dictionary, tail)
	if err != nil {
		f.malformed("%v", err)
		return nil, false
	}
	return body, true
}

func inflate(frame zstdFrame, dictionary, tail []byte) ([]byte, error) {
	decoder, err := zstd.NewReader(nil, zstd.WithDecoderDicts(dictionary), zstd.WithDecoderConcurrency(1))
	if err != nil {
		return nil, fmt.Errorf("dictionary: %w", err)
	}
	defer decoder.Close()
	skeleton, err := decoder.DecodeAll(frame.bytes, make([]byte, 0, frame.content))
	if err != nil || uint64(len(skeleton)) != frame.content {
		return nil, fmt.Errorf("%w: %v", errFrame, err)
	}
	return fill(skeleton, tail)
}

// fill puts the long byte strings of the tail back behind their heads. It walks
// heads only: arrays need no closing, so nesting does not matter here.
func fill(skeleton, tail []byte) ([]byte, error) {
	var body []byte
	for len(skeleton) > 0 {
		major, n, rest, err := parseHead(skeleton)
		if err != nil {
			return nil, fmt.Errorf("skeleton: %w", err)
		}
		body = append(body, skeleton[:len(skeleton)-len(rest)]...)
		source := &rest
		if major == formBytes && n >= minTailItem {
			source = &tail
		}
		if major == formBytes || major == formText {
			if n > uint64(len(*source)) {
				return nil, errTail
			}
			body, *source = append(body, (*source)[:n]...), (*source)[n:]
		}
		skeleton = rest
	}
	if len(tail) > 0 {
		return nil, errTail
	}
	return body, nil
}

// readLEB128 reads an unsigned LEB128 number in its shortest form.
func readLEB128(b []byte) (uint64, []byte, error) {
	var n uint64
	for i, c := range b {
		if i == 9 && c > 1 {
			break
		}
		n |= uint64(c&0x7f) << (7 * i)
		if c < 0x80 {
			if c == 0 && i > 0 {
				return 0, nil, errLongHead
			}
			return n, b[i+1:], nil
		}
		if i == 9 {
			break
		}
	}
	return 0, nil, errCut
}
