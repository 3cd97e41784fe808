package render

import (
	"bytes"
	"compress/zlib"
	"encoding/binary"
	"errors"
	"fmt"
	"image"
	"image/jpeg"
	"image/png"
	"runtime"
	"strings"
	"testing"
)

// allocated is how many bytes do asked for, whether or not they were freed.
func allocated(do func()) int64 {
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	do()
	runtime.ReadMemStats(&after)
	return int64(after.TotalAlloc - before.TotalAlloc)
}

// wantRefusal also sees to it that refusing cost next to nothing.
func wantRefusal(t *testing.T, file []byte, want error, words string, mostBytes int64) {
	t.Helper()
	var err error
	cost := allocated(func() { _, err = Render(t.Context(), bytes.NewReader(file), StandardLimits()) })
	if !errors.Is(err, want) || !strings.Contains(err.Error(), words) {
		t.Errorf("error %v; want %v with %q", err, want, words)
	}
	if mostBytes += int64(len(file)); cost > mostBytes {
		t.Errorf("allocated %d bytes; want at most %d", cost, mostBytes)
	}
}

const little = 1 << 20

// jpegHead is a JPEG up to its first picture data.
func jpegHead(sof byte, width, height int, sampling ...byte) []byte {
	frame := []byte{8, byte(height >> 8), byte(height), byte(width >> 8), byte(width), byte(len(sampling))}
	scan := []byte{byte(len(sampling))}
	for i, s := range sampling {
		frame = append(frame, byte(i+1), s, 0)
		scan = append(scan, byte(i+1), 0)
	}
	last := byte(63)
	if sof == 0xc2 {
		last = 0
	}
	out := append([]byte{0xff, 0xd8}, segment(0xdb, make([]byte, 65))...)
	out = append(out, segment(0xc4, append([]byte{0x00, 1}, make([]byte, 16)...))...)
	out = append(out, segment(0xc4, append([]byte{0x10, 1}, make([]byte, 16)...))...)
	out = append(out, segment(sof, frame)...)
	return append(out, segment(0xda, append(scan, 0, last, 0))...)
}

func segment(marker byte, payload []byte) []byte {
	out := binary.BigEndian.AppendUint16([]byte{0xff, marker}, uint16(len(payload)+2))
	return append(out, payload...)
}

// pngHead is a PNG up to its picture data.
func pngHead(width, height uint32, depth, colour byte) []byte {
	ihdr := binary.BigEndian.AppendUint32(binary.BigEndian.AppendUint32(nil, width), height)
	return append([]byte("\x89PNG\r\n\x1a\n"), chunk("IHDR", append(ihdr, depth, colour, 0, 0, 0))...)
}

// deflated is n zeros as a PNG holds them: a thousandth of their length.
func deflated(n int) []byte {
	var out bytes.Buffer
	w, _ := zlib.NewWriterLevel(&out, zlib.BestSpeed)
	for step := make([]byte, 1<<20); n > 0; n -= len(step) {
		w.Write(step[:min(n, len(step))])
	}
	w.Close()
	return out.Bytes()
}

func TestBombsAreRefused(t *testing.T) {
	t.Run("a JPEG of a few bytes that announces 65535 x 65535", func(t *testing.T) {
		wantRefusal(t, jpegHead(0xc0, 65535, 65535, 0x22, 0x11, 0x11), ErrTooManyPixels, "65535 x 65535", little)
		wantRefusal(t, jpegHead(0xc0, 65535, 1, 0x11), ErrTooManyPixels, "along a side", little)
		wantRefusal(t, jpegHead(0xc0, 19000, 19000, 0x11), ErrTooManyPixels, "in all", little)
	})
	t.Run("a progressive JPEG whose coefficients want a gigabyte", func(t *testing.T) {
		wantRefusal(t, jpegHead(0xc2, 8000, 8000, 0x11, 0x11, 0x11), ErrTooManyPixels, "memory", little)
	})
	t.Run("a CMYK JPEG whose conversion wants too much", func(t *testing.T) {
		wantRefusal(t, jpegHead(0xc0, 8000, 8000, 0x11, 0x11, 0x11, 0x11), ErrTooManyPixels, "memory", little)
	})
	t.Run("a JPEG that is within every limit and has no picture data", func(t *testing.T) {
		wantRefusal(t, jpegHead(0xc0, 8000, 8000, 0x11, 0x11, 0x11), ErrDamaged, "", StandardLimits().MaxMemory+little)
	})
	t.Run("a JPEG that asks for thousands of passes", func(t *testing.T) {
		file := jpegHead(0xc2, 4000, 4000, 0x22, 0x11, 0x11)
		for range 5000 {
			file = append(file, segment(0xda, []byte{1, 1, 0, 1, 63, 0})...)
		}
		wantRefusal(t, file, ErrTooManyPixels, "5001 passes", little)
	})
	t.Run("a JPEG of no size", func(t *testing.T) {
		wantRefusal(t, jpegHead(0xc0, 0, 100, 0x11), ErrDamaged, "0 x 100", little)
	})
	t.Run("a JPEG with two sizes", func(t *testing.T) {
		head := jpegHead(0xc0, 8, 8, 0x11)
		wantRefusal(t, append(head, jpegHead(0xc0, 60000, 60000, 0x11)[2:]...), ErrDamaged, "two pictures", little)
	})
	t.Run("a PNG that announces 2147483647 x 2147483647", func(t *testing.T) {
		wantRefusal(t, pngHead(1<<31-1, 1<<31-1, 16, 6), ErrTooManyPixels, "2147483647", little)
		wantRefusal(t, pngHead(1<<31, 5, 8, 2), ErrDamaged, "", little)
	})
	t.Run("a PNG of a few KB that unfolds to 144 megapixels", func(t *testing.T) {
		file := append(pngHead(12_000, 12_000, 1, 0), chunk("IDAT", deflated(12_000*1501))...)
		wantRefusal(t, append(file, chunk("IEND", nil)...), ErrTooManyPixels, "in all", little)
	})
	t.Run("a PNG of one pixel that unfolds to 5 MB", func(t *testing.T) {
		file := append(pngHead(1, 1, 8, 0), chunk("IDAT", deflated(5<<20))...)
		wantRefusal(t, append(file, chunk("IEND", nil)...), ErrDamaged, "", little)
	})
	t.Run("a PNG of 16 bits a channel that wants too much", func(t *testing.T) {
		wantRefusal(t, pngHead(8000, 8000, 16, 6), ErrTooManyPixels, "memory", little)
	})
	t.Run("a PNG whose pixels have no colour", func(t *testing.T) {
		file := append(pngHead(4, 4, 8, 3), chunk("IDAT", deflated(20))...)
		wantRefusal(t, append(file, chunk("IEND", nil)...), ErrDamaged, "", little)
	})
}

func TestOtherKindsAreNamed(t *testing.T) {
	for kind, begin := range map[string]string{
		"empty": "", "TIFF": "MM\x00*", "BMP": "BM", "GIF": "GIF89a", "WebP": "RIFF\x10\x00\x00\x00WEBPVP8 ",
		"HEIC": "\x00\x00\x00\x18ftypheic", "AVIF": "\x00\x00\x00\x18ftypavif", "video": "\x00\x00\x00\x18ftypmp42",
		"PDF": "%PDF-1.4", "unknown": "photo.jpg",
	} {
		t.Run(kind, func(t *testing.T) {
			file := []byte(begin)
			if kind != "empty" {
				file = append(file, make([]byte, 100)...)
			}
			wantRefusal(t, file, ErrNotAPhoto, kind, little)
		})
	}
	t.Run("TIFF, little-endian", func(t *testing.T) {
		wantRefusal(t, []byte("II*\x00\x08\x00\x00\x00"), ErrNotAPhoto, "TIFF", little)
	})
}

func TestTruncatedPhotosAreRefused(t *testing.T) {
	picture := image.NewYCbCr(image.Rect(0, 0, 400, 300), image.YCbCrSubsampleRatio420)
	for i := range picture.Y {
		picture.Y[i] = byte(i * i >> 5)
	}
	var asJPEG, asPNG bytes.Buffer
	if err := errors.Join(jpeg.Encode(&asJPEG, picture, nil), png.Encode(&asPNG, picture)); err != nil {
		t.Fatal(err)
	}
	for name, photo := range map[string][]byte{
		"JPEG": asJPEG.Bytes(), "PNG": asPNG.Bytes(), "progressive": load(t, "testdata", "progressive.jpg"),
		"real": load(t, photos, "orientation", "Portrait_6.jpg"),
	} {
		for _, thousandths := range []int{1, 5, 20, 100, 300, 700, 990} {
			t.Run(fmt.Sprintf("%s cut at %d/1000", name, thousandths), func(t *testing.T) {
				file := photo[:len(photo)*thousandths/1000]
				_, err := Render(t.Context(), bytes.NewReader(file), StandardLimits())
				if !errors.Is(err, ErrDamaged) && !errors.Is(err, ErrNotAPhoto) {
					t.Errorf("error %v; want ErrDamaged, or ErrNotAPhoto when nothing is left", err)
				}
			})
		}
	}
}
