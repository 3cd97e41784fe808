package render

import (
	"bytes"
	"context"
	"encoding/binary"
	"errors"
	"fmt"
	"hash/crc32"
	"image"
	"image/color"
	"image/jpeg"
	"image/png"
	"io"
	"math"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/disintegration/imaging"
)

const photos = "../../../testdata/photos"

func load(t testing.TB, path ...string) []byte {
	t.Helper()
	photo, err := os.ReadFile(filepath.Join(path...))
	if err != nil {
		t.Fatal(err)
	}
	return photo
}

func mustRender(t *testing.T, photo []byte) Result {
	t.Helper()
	result, err := Render(t.Context(), bytes.NewReader(photo), StandardLimits())
	if err != nil {
		t.Fatal(err)
	}
	return result
}

// decoded also checks that the picture is what its own fields say.
func decoded(t *testing.T, p Picture) image.Image {
	t.Helper()
	img, err := jpeg.Decode(bytes.NewReader(p.JPEG))
	if err != nil {
		t.Fatalf("a derivative cannot be read: %v", err)
	}
	if got, want := img.Bounds().Size(), image.Pt(p.Width, p.Height); got != want {
		t.Fatalf("derivative of %v; said to be %v", got, want)
	}
	return img
}

// psnr compares lumas in decibels; pictures of different size are 0 dB alike.
func psnr(a, b image.Image) float64 {
	p, q := luma(a), luma(b)
	if p.Rect != q.Rect {
		return 0
	}
	sum := 0
	for i, v := range p.Pix {
		d := int(v) - int(q.Pix[i])
		sum += d * d
	}
	return 10 * math.Log10(255*255*float64(len(p.Pix))/max(float64(sum), 1e-9))
}

func luma(img image.Image) *image.Gray {
	size := img.Bounds().Size()
	out := image.NewGray(image.Rectangle{Max: size})
	for y := range size.Y {
		row := out.Pix[y*out.Stride:][:size.X]
		switch img := img.(type) {
		case *image.YCbCr:
			copy(row, img.Y[y*img.YStride:])
		case *image.NRGBA: // opaque; the same figure as below, sooner
			for x := range row {
				p := img.Pix[y*img.Stride+4*x:]
				row[x] = byte((19595*uint32(p[0])*0x101 + 38470*uint32(p[1])*0x101 + 7471*uint32(p[2])*0x101 + 1<<15) >> 24)
			}
		default:
			for x := range row {
				row[x] = color.GrayModel.Convert(img.At(x, y)).(color.Gray).Y
			}
		}
	}
	return out
}

func TestDerivativesOfA12MegapixelPhoto(t *testing.T) {
	r := mustRender(t, load(t, photos, "galaxy-s7-12mp.jpg"))
	for want, p := range map[image.Point]Picture{{1280, 960}: r.View, {320, 240}: r.Thumbnail} {
		if got := decoded(t, p).Bounds().Size(); got != want {
			t.Errorf("size %v; want %v", got, want)
		}
	}
}

func TestDerivativesLookLikeAPlainResize(t *testing.T) {
	whole := strip(t, load(t, photos, "orientation", "Landscape_1.jpg"))
	var photo bytes.Buffer
	if err := jpeg.Encode(&photo, whole, &jpeg.Options{Quality: 98}); err != nil {
		t.Fatal(err)
	}
	r := mustRender(t, photo.Bytes())
	for _, p := range []Picture{r.View, r.Thumbnail} {
		reference := imaging.Resize(whole, p.Width, p.Height, imaging.Linear)
		if db := psnr(decoded(t, p), reference); db < 30 {
			t.Errorf("%d x %d is %.1f dB from it; want at least 30", p.Width, p.Height, db)
		}
	}
}

// strip is the middle sixth of a photo, over its whole width: as much to shrink, and less of it.
func strip(t *testing.T, photo []byte) image.Image {
	t.Helper()
	whole, err := jpeg.Decode(bytes.NewReader(photo))
	if err != nil {
		t.Fatal(err)
	}
	b := whole.Bounds()
	b.Min.Y, b.Max.Y = b.Max.Y*5/12, b.Max.Y*7/12
	return whole.(*image.YCbCr).SubImage(b)
}

func TestOrientation(t *testing.T) {
	t.Run("a photo of full size", func(t *testing.T) {
		turned, first := mustRender(t, load(t, photos, "orientation", "Portrait_6.jpg")), mustRender(t, load(t, photos, "orientation", "Portrait_1.jpg"))
		if db := psnr(decoded(t, first.View), decoded(t, turned.View)); turned.Orientation != 6 || first.View.Height != viewSide || db < 28 {
			t.Errorf("orientation %d, %d px high, %.1f dB from variant 1; want 6, %d, and at least 28", turned.Orientation, first.View.Height, db, viewSide)
		}
	})
	undo := [9]int{1: 1, 2: 2, 3: 3, 4: 4, 5: 5, 6: 8, 7: 7, 8: 6}
	for _, shape := range []string{"Landscape", "Portrait"} {
		first := mustRender(t, load(t, "testdata", "orientation", shape+"_1.jpg"))
		view, thumbnail := decoded(t, first.View), decoded(t, first.Thumbnail)
		for n := 1; n <= 8; n++ {
			r := mustRender(t, load(t, "testdata", "orientation", fmt.Sprintf("%s_%d.jpg", shape, n)))
			t.Run(fmt.Sprintf("%s %d comes out upright", shape, n), func(t *testing.T) {
				if r.Orientation != n {
					t.Errorf("orientation %d; want %d", r.Orientation, n)
				}
				if db := psnr(view, decoded(t, r.View)); db < 28 {
					t.Errorf("view %.1f dB from variant 1; want the same size and at least 28", db)
				}
				if db := psnr(thumbnail, decoded(t, r.Thumbnail)); db < 28 {
					t.Errorf("thumbnail %.1f dB from variant 1; want the same size and at least 28", db)
				}
			})
			t.Run(fmt.Sprintf("%s %d turned otherwise would be noticed", shape, n), func(t *testing.T) {
				stored := upright(decoded(t, r.Thumbnail), undo[n])
				for wrong := 1; wrong <= 8; wrong++ {
					if db := psnr(thumbnail, upright(stored, wrong)); wrong != n && db >= 20 {
						t.Errorf("turned as %d: %.1f dB; want below 20", wrong, db)
					}
				}
			})
		}
	}
}

func TestEveryFormGivesTheSamePicture(t *testing.T) {
	want := decoded(t, mustRender(t, load(t, "testdata", "plain.png")).View)
	for name, least := range map[string]float64{
		"420.jpg": 28, "444.jpg": 28, "progressive.jpg": 28, "gray.jpg": 26, "cmyk.jpg": 20,
		"interlaced.png": 36, "palette.png": 26, "deep.png": 35,
	} {
		t.Run(name, func(t *testing.T) {
			r := mustRender(t, load(t, "testdata", name))
			for _, p := range []Picture{r.View, r.Thumbnail} {
				if db := psnr(decoded(t, p), want); db < least {
					t.Errorf("%.1f dB from the plain PNG; want the same size and at least %.0f", db, least)
				}
			}
		})
	}
	t.Run("planes named R, G, B", func(t *testing.T) {
		photo := bytes.Replace(load(t, "testdata", "444.jpg"),
			[]byte{8, 0, 61, 0, 97, 3, 1, 0x11, 0, 2, 0x11, 1, 3, 0x11, 1},
			[]byte{8, 0, 61, 0, 97, 3, 'R', 0x11, 0, 'G', 0x11, 1, 'B', 0x11, 1}, 1)
		photo = bytes.Replace(photo, []byte{0xff, 0xda, 0, 12, 3, 1, 0, 2, 0x11, 3, 0x11},
			[]byte{0xff, 0xda, 0, 12, 3, 'R', 0, 'G', 0x11, 'B', 0x11}, 1)
		img, err := jpeg.Decode(bytes.NewReader(photo))
		if _, ok := img.(*image.RGBA); !ok {
			t.Fatalf("the test's own photo is a %T, %v; want RGB", img, err)
		}
		if db := psnr(decoded(t, mustRender(t, photo).View), img); db < 25 {
			t.Errorf("%.1f dB from the decoded planes; want at least 25", db)
		}
	})
}

func TestPNGOrientationIsApplied(t *testing.T) {
	plain := load(t, "testdata", "plain.png")
	exif := []byte("MM\x00*\x00\x00\x00\x08\x00\x01\x01\x12\x00\x03\x00\x00\x00\x01\x00\x06\x00\x00\x00\x00\x00\x00")
	const afterIHDR = 8 + 12 + 13
	turned := append(bytes.Clone(plain[:afterIHDR]), chunk("eXIf", exif)...)
	r := mustRender(t, append(turned, plain[afterIHDR:]...))
	if r.View.Width != 61 || r.View.Height != 97 || r.Orientation != 6 {
		t.Errorf("%d x %d, orientation %d; want 61 x 97, 6", r.View.Width, r.View.Height, r.Orientation)
	}
}

func chunk(kind string, payload []byte) []byte {
	out := binary.BigEndian.AppendUint32(nil, uint32(len(payload)))
	out = append(append(out, kind...), payload...)
	return binary.BigEndian.AppendUint32(out, crc32.ChecksumIEEE(out[4:]))
}

func TestSmallPicturesAreNotEnlarged(t *testing.T) {
	for _, size := range []image.Point{{1, 1}, {3, 2}, {320, 7}, {1, 1281}, {321, 321}, {24, 1280}, {5000, 1}} {
		var out bytes.Buffer
		if err := jpeg.Encode(&out, image.NewYCbCr(image.Rectangle{Max: size}, image.YCbCrSubsampleRatio420), nil); err != nil {
			t.Fatal(err)
		}
		r := mustRender(t, out.Bytes())
		view, thumbnail := decoded(t, r.View).Bounds().Size(), decoded(t, r.Thumbnail).Bounds().Size()
		if view != fit(size, viewSide) || max(view.X, view.Y) != min(viewSide, max(size.X, size.Y)) {
			t.Errorf("view of %v is %v", size, view)
		}
		if max(thumbnail.X, thumbnail.Y) != min(thumbnailSide, max(size.X, size.Y)) {
			t.Errorf("thumbnail of %v is %v", size, thumbnail)
		}
	}
}

func TestTransparencyBecomesWhitePaper(t *testing.T) {
	img := image.NewNRGBA(image.Rect(0, 0, 40, 40))
	for i := range img.Pix {
		img.Pix[i] = byte(i & 1) // nearly black, nearly transparent
	}
	var out bytes.Buffer
	if err := png.Encode(&out, img); err != nil {
		t.Fatal(err)
	}
	r, _, _, _ := decoded(t, mustRender(t, out.Bytes()).View).At(20, 20).RGBA()
	if r>>8 < 250 {
		t.Errorf("a transparent pixel became %d; want white", r>>8)
	}
}

// metadata is a JPEG up to where its picture begins.
func metadata(photo []byte) []byte {
	at := 2
	for photo[at+1] >= 0xe0 {
		at += 2 + int(binary.BigEndian.Uint16(photo[at+2:]))
	}
	return bytes.Clone(photo[:at])
}

func TestMetadataIsStripped(t *testing.T) {
	photo := append(metadata(load(t, photos, "iphone6plus.jpg")), load(t, "testdata", "420.jpg")[2:]...)
	const gpsTag = "\x88\x25\x00\x04\x00\x00\x00\x01"
	if !bytes.Contains(photo, []byte("Exif\x00\x00MM")) || !bytes.Contains(photo, []byte(gpsTag)) {
		t.Fatal("the test's own photo carries no position")
	}
	r := mustRender(t, photo)
	for _, p := range []Picture{r.View, r.Thumbnail} {
		for _, word := range []string{"Exif", "Apple", "iPhone", gpsTag, "http://ns.adobe.com", "ICC_PROFILE"} {
			if bytes.Contains(p.JPEG, []byte(word)) {
				t.Errorf("a derivative contains %q", word)
			}
		}
		// ff e0 to ff ef and ff fe cannot occur in picture data, only as segments.
		for marker := byte(0xe0); marker <= 0xef; marker++ {
			if bytes.Contains(p.JPEG, []byte{0xff, marker}) {
				t.Errorf("a derivative has a segment APP%d", marker-0xe0)
			}
		}
		if bytes.Contains(p.JPEG, []byte{0xff, 0xfe}) {
			t.Error("a derivative has a comment")
		}
	}
}

// endless is a file of any length that fails the test's purpose when read.
type endless struct{ io.ReadSeeker }

func (endless) Seek(int64, int) (int64, error) { return 50<<20 + 1, nil }

func TestLengthIsRefusedBeforeReading(t *testing.T) {
	_, err := Render(t.Context(), endless{}, StandardLimits())
	if !errors.Is(err, ErrTooLarge) || !strings.Contains(err.Error(), "52428801") {
		t.Errorf("50 MB and a byte: %v; want ErrTooLarge with the length", err)
	}
}

func TestBoundedTurnsPanicIntoRefusal(t *testing.T) {
	_, err := shielded(func() (Result, error) { panic("index out of range") })
	if !errors.Is(err, ErrDamaged) {
		t.Errorf("after a panic: %v; want ErrDamaged", err)
	}
}

func TestBoundedWaitsForItsTurn(t *testing.T) {
	b := New(1, StandardLimits())
	photo := load(t, "testdata", "420.jpg")
	for range 3 {
		if _, err := b.Render(t.Context(), bytes.NewReader(photo)); err != nil {
			t.Fatal(err)
		}
	}
	b.slots <- struct{}{}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := b.Render(ctx, bytes.NewReader(photo)); !errors.Is(err, context.Canceled) {
		t.Errorf("with all turns taken: %v; want the context's error", err)
	}
}

func TestContextEndsDecoding(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	_, err := Render(ctx, bytes.NewReader(load(t, "testdata", "420.jpg")), StandardLimits())
	if !errors.Is(err, context.Canceled) {
		t.Errorf("error %v; want the context's", err)
	}
}
