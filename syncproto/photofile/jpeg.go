package photofile

import (
	"bytes"
	"encoding/binary"
	"fmt"
	"iter"
)

// Markers of ISO/IEC 10918-1, table B.1.
const (
	markerSOF0 = 0xc0 // baseline
	markerSOF1 = 0xc1 // extended sequential
	markerSOF2 = 0xc2 // progressive
	markerRST0 = 0xd0
	markerRST7 = 0xd7
	markerEOI  = 0xd9
	markerSOS  = 0xda
	markerAPP1 = 0xe1
	markerAPPE = 0xee
)

// jpegFrame is what decides the cost of a JPEG.
type jpegFrame struct {
	width, height int
	progressive   bool
	sampling      [][2]int // horizontal and vertical factor per component
	names         string   // component identifiers
}

func readJPEG(photo []byte) (Header, error) {
	h := Header{Format: JPEG, Orientation: 1}
	var frame *jpegFrame
	var adobeRGB, oriented bool
	for marker, payload := range segments(photo) {
		switch {
		case marker == markerSOF0 || marker == markerSOF1 || marker == markerSOF2:
			if frame != nil {
				return Header{}, fmt.Errorf("%w: it announces two pictures in one", ErrDamaged)
			}
			frame = parseFrame(marker, payload)
			if frame == nil {
				return Header{}, fmt.Errorf("%w: its size cannot be read", ErrDamaged)
			}
		case marker == markerSOS:
			h.scans++
		case marker == markerAPP1 && !oriented:
			if tiff, ok := bytes.CutPrefix(payload, []byte("Exif\x00\x00")); ok {
				h.Orientation, oriented = Orientation(tiff), true
			}
		case marker == markerAPPE && len(payload) >= 12 && string(payload[:5]) == "Adobe":
			adobeRGB = payload[11] == 0
		}
	}
	if frame == nil || h.scans == 0 {
		return Header{}, fmt.Errorf("%w: there is no picture in it", ErrDamaged)
	}
	h.Width, h.Height = frame.width, frame.height
	h.Memory = frame.memory(adobeRGB)
	return h, nil
}

// segments yields every marker segment up to the end of the image, passing over
// entropy-coded data. It meets at least every marker that image/jpeg meets:
// both end a scan at the next 0xff that is neither stuffed nor a restart.
func segments(photo []byte) iter.Seq2[byte, []byte] {
	return func(yield func(byte, []byte) bool) {
		rest := photo
		for {
			var marker byte
			marker, rest = nextMarker(rest)
			if len(rest) < 2 || marker == markerEOI {
				return
			}
			n := int(binary.BigEndian.Uint16(rest))
			if n < 2 || n > len(rest) || !yield(marker, rest[2:n]) {
				return
			}
			rest = rest[n:]
		}
	}
}

// nextMarker returns the next marker that has a segment or ends the image, and
// what follows it; nothing follows when there is none.
func nextMarker(rest []byte) (byte, []byte) {
	for {
		i := bytes.IndexByte(rest, 0xff)
		if i < 0 {
			return 0, nil
		}
		for i < len(rest) && rest[i] == 0xff {
			i++
		}
		if i == len(rest) {
			return 0, nil
		}
		marker := rest[i]
		rest = rest[i+1:]
		const soi = 0xd8
		if marker != 0 && marker != soi && (marker < markerRST0 || marker > markerRST7) {
			return marker, rest
		}
	}
}

// parseFrame reads a frame header (B.2.2); nil when it is not whole or its
// factors are none.
func parseFrame(marker byte, p []byte) *jpegFrame {
	if len(p) < 6 || len(p) != 6+3*int(p[5]) || p[5] == 0 || p[5] > 4 {
		return nil
	}
	f := &jpegFrame{
		height:      int(binary.BigEndian.Uint16(p[1:])),
		width:       int(binary.BigEndian.Uint16(p[3:])),
		progressive: marker == markerSOF2,
	}
	for c := p[6:]; len(c) > 0; c = c[3:] {
		h, v := int(c[1]>>4), int(c[1]&0x0f)
		if h < 1 || h > 4 || v < 1 || v > 4 {
			return nil
		}
		f.sampling = append(f.sampling, [2]int{h, v})
		f.names += string(rune(c[0]))
	}
	if len(f.sampling) == 1 {
		f.sampling[0] = [2]int{1, 1} // A.2.2: one component is never interleaved
	}
	return f
}

// memory is what decoding allocates: one byte per sample of the padded planes,
// four more per sample for the coefficients of a progressive picture, and four
// per pixel where the planes must be turned into RGB or CMYK.
func (f *jpegFrame) memory(adobeRGB bool) int64 {
	var most [2]int
	for _, s := range f.sampling {
		most[0], most[1] = max(most[0], s[0]), max(most[1], s[1])
	}
	unitsX := (f.width + 8*most[0] - 1) / (8 * most[0])
	unitsY := (f.height + 8*most[1] - 1) / (8 * most[1])
	var samples int64
	for _, s := range f.sampling {
		samples += 64 * int64(unitsX*s[0]) * int64(unitsY*s[1])
	}
	memory := samples
	if f.progressive {
		memory += 4 * samples
	}
	if len(f.sampling) == 4 || len(f.sampling) == 3 && (adobeRGB || f.names == "RGB") {
		memory += 4 * int64(f.width) * int64(f.height)
	}
	return memory
}
