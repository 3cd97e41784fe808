package render

import (
	"bytes"
	"errors"
	"os"
	"path/filepath"
	"testing"

	"zhucun/syncproto/photofile"
)

// Whatever comes in, the answer is one of the refusals or two derivatives that
// can be read, and no panic: Render is called without its shield.
func FuzzRender(f *testing.F) {
	names, err := filepath.Glob("testdata/*.*g")
	if err != nil || len(names) < 9 {
		f.Fatalf("%d seeds, %v; want at least 9", len(names), err)
	}
	for _, name := range names {
		photo, err := os.ReadFile(name)
		if err != nil {
			f.Fatal(err)
		}
		f.Add(photo)
		f.Add(photo[:len(photo)/2])
	}
	f.Add(jpegHead(0xc2, 500, 400, 0x22, 0x11, 0x11))
	f.Add(pngHead(300, 300, 8, 3))
	limits := Limits{MaxBytes: 1 << 20, MaxPixels: 1 << 18, MaxSide: 2000, MaxMemory: 4 << 20}
	f.Fuzz(func(t *testing.T, file []byte) {
		r, err := Render(t.Context(), bytes.NewReader(file), limits)
		if err != nil {
			for _, refusal := range []error{ErrNotAPhoto, ErrTooLarge, ErrTooManyPixels, ErrDamaged} {
				if errors.Is(err, refusal) {
					return
				}
			}
			t.Fatalf("%v is none of the refusals", err)
		}
		decoded(t, r.View)
		decoded(t, r.Thumbnail)
		if max(r.Thumbnail.Width, r.Thumbnail.Height) > thumbnailSide || max(r.View.Width, r.View.Height) > viewSide {
			t.Fatalf("view %d x %d, thumbnail %d x %d", r.View.Width, r.View.Height, r.Thumbnail.Width, r.Thumbnail.Height)
		}
	})
}

// What Inspect works out is what the decoder meets: it never allocates more for
// the picture than was announced, and never more passes are hidden from it.
func FuzzInspect(f *testing.F) {
	f.Add(jpegHead(0xc0, 64, 48, 0x11))
	f.Add(pngHead(30, 30, 16, 6))
	f.Fuzz(func(t *testing.T, file []byte) {
		limits := Limits{MaxBytes: 1 << 16, MaxPixels: 1 << 16, MaxSide: 1 << 12, MaxMemory: 1 << 20}
		h, err := photofile.Inspect(file, limits)
		if err != nil {
			return
		}
		const overhead = 1 << 20 // the decoder's own tables and buffers
		cost := allocated(func() { decode(t.Context(), file, h) })
		if cost > h.Memory+overhead {
			t.Fatalf("decoding allocated %d bytes; announced %d", cost, h.Memory)
		}
	})
}
