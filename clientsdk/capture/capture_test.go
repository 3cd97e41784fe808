package capture

import (
	"bytes"
	"encoding/binary"
	"errors"
	"fmt"
	"image"
	"image/color"
	"image/jpeg"
	"image/png"
	"math"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/disintegration/imaging"

	"zhucun/syncproto/photofile"
)

const photos = "../../testdata/photos"

func load(t testing.TB, path ...string) []byte {
	t.Helper()
	photo, err := os.ReadFile(filepath.Join(append([]string{photos}, path...)...))
	if err != nil {
		t.Fatal(err)
	}
	return photo
}

// mustShrink also holds both copies against every limit.
func mustShrink(t testing.TB, photo []byte) Shrunk {
	t.Helper()
	before := bytes.Clone(photo)
	s, err := Shrink(photo)
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(photo, before) {
		t.Fatal("the original was changed")
	}
	wantWithin(t, s.View, 1280, 200<<10)
	wantWithin(t, s.Thumbnail, 320, 6<<10)
	return s
}

func wantWithin(t testing.TB, c Copy, side, length int) {
	t.Helper()
	img := decoded(t, c)
	if got := img.Bounds().Size(); got != image.Pt(c.Width, c.Height) || max(got.X, got.Y) > side {
		t.Errorf("copy of %v, said to be %d x %d; want at most %d along a side", got, c.Width, c.Height, side)
	}
	if len(c.JPEG) > length {
		t.Errorf("copy of %d bytes; want at most %d", len(c.JPEG), length)
	}
	for marker := byte(0xe0); marker <= 0xef; marker++ {
		if bytes.Contains(c.JPEG, []byte{0xff, marker}) {
			t.Errorf("a copy has a segment APP%d", marker-0xe0)
		}
	}
}

func decoded(t testing.TB, c Copy) image.Image {
	t.Helper()
	img, err := jpeg.Decode(bytes.NewReader(c.JPEG))
	if err != nil {
		t.Fatalf("a copy cannot be read: %v", err)
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
		if planes, ok := img.(*image.YCbCr); ok {
			copy(row, planes.Y[y*planes.YStride:])
			continue
		}
		for x := range row {
			row[x] = color.GrayModel.Convert(img.At(x, y)).(color.Gray).Y
		}
	}
	return out
}

// One photo is whole, as large as phones take them; of the others the upper eighth says the same of their cameras.
func TestRealPhotosFit(t *testing.T) {
	for name, c := range map[string]struct {
		photo          []byte
		original, view image.Point
	}{
		"galaxy-s7 whole": {load(t, "galaxy-s7-12mp.jpg"), image.Pt(4032, 3024), image.Pt(1280, 960)},
		"galaxy-note3":    {eighth(t, load(t, "galaxy-note3-10mp.jpg")), image.Pt(4128, 290), image.Pt(1280, 90)},
		"iphone6plus":     {eighth(t, load(t, "iphone6plus.jpg")), image.Pt(2448, 408), image.Pt(1280, 213)},
		"xperia-z2":       {eighth(t, load(t, "xperia-z2.jpg")), image.Pt(3264, 306), image.Pt(1280, 120)},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := mustShrink(t, c.photo)
			if got := image.Pt(s.Width, s.Height); got != c.original {
				t.Errorf("original said to be %v; want %v", got, c.original)
			}
			if got := image.Pt(s.View.Width, s.View.Height); got != c.view {
				t.Errorf("view of %v; want %v", got, c.view)
			}
			small := imaging.Resize(decoded(t, s.View), s.Thumbnail.Width, s.Thumbnail.Height, imaging.Box)
			if db := psnr(small, decoded(t, s.Thumbnail)); db < 23 {
				t.Errorf("thumbnail is %.1f dB from its view; want at least 23", db)
			}
			t.Logf("view %d bytes, thumbnail %d x %d, %d bytes",
				len(s.View.JPEG), s.Thumbnail.Width, s.Thumbnail.Height, len(s.Thumbnail.JPEG))
		})
	}
}

// eighth is the upper eighth of a baseline JPEG as it is stored: the frame announces fewer rows, and a decoder reads no further.
func eighth(t testing.TB, photo []byte) []byte {
	t.Helper()
	const height = 5 // behind marker, length and precision
	frame := bytes.LastIndex(photo, []byte{0xff, 0xc0, 0, 17, 8})
	if frame < 0 {
		t.Fatal("no baseline frame")
	}
	rows := binary.BigEndian.Uint16(photo[frame+height:]) / 8
	binary.BigEndian.PutUint16(photo[frame+height:], rows)
	return photo
}

// Real files, each stored turned or mirrored as its EXIF says, give one picture.
func TestOrientationsAgree(t *testing.T) {
	first := opened(t, load(t, "orientation", "Landscape_1.jpg"))
	for n := 2; n <= 8; n++ {
		t.Run(fmt.Sprint(n), func(t *testing.T) {
			t.Parallel()
			got := opened(t, load(t, "orientation", fmt.Sprintf("Landscape_%d.jpg", n)))
			if db := likeness(first, got); db < 28 {
				t.Errorf("view is %.1f dB from variant 1; want at least 28", db)
			}
		})
	}
}

func opened(t testing.TB, photo []byte) *image.NRGBA {
	t.Helper()
	header, err := photofile.Inspect(photo, limits)
	if err != nil {
		t.Fatal(err)
	}
	view, err := open(photo, header)
	if err != nil {
		t.Fatal(err)
	}
	return view
}

// likeness is psnr of the green of one pixel in 16, which is enough to tell a picture from its mirror image.
func likeness(a, b *image.NRGBA) float64 {
	if a.Rect != b.Rect {
		return 0
	}
	const green, step = 1, 4
	sum, n := 0, 0
	for y := 0; y < a.Rect.Dy(); y += step {
		for x := 0; x < a.Rect.Dx(); x += step {
			at := y*a.Stride + 4*x + green
			d := int(a.Pix[at]) - int(b.Pix[at])
			sum, n = sum+d*d, n+1
		}
	}
	return 10 * math.Log10(255*255*float64(n)/max(float64(sum), 1e-9))
}

// A photo that lies on its side is said to be as high as it is stored wide, in the manifest's original and in both copies.
func TestTheSizeIsThatOfTheUprightPhoto(t *testing.T) {
	t.Parallel()
	for n := 1; n <= 8; n++ {
		want := image.Pt(40, 30)
		if n >= 5 {
			want = image.Pt(30, 40)
		}
		s := mustShrink(t, turned(t, n))
		for name, got := range map[string]image.Point{"original": image.Pt(s.Width, s.Height), "view": image.Pt(s.View.Width, s.View.Height),
			"thumbnail": image.Pt(s.Thumbnail.Width, s.Thumbnail.Height)} {
			if got != want {
				t.Errorf("orientation %d: %s of %v; want %v", n, name, got, want)
			}
		}
	}
}

// turned is a small photo with the EXIF block of a real file behind its first marker.
func turned(t testing.TB, orientation int) []byte {
	t.Helper()
	var small bytes.Buffer
	if err := jpeg.Encode(&small, image.NewGray(image.Rect(0, 0, 40, 30)), nil); err != nil {
		t.Fatal(err)
	}
	real := load(t, "orientation", fmt.Sprintf("Landscape_%d.jpg", orientation))
	exif := bytes.Index(real, []byte("Exif\x00\x00")) - 4
	length := 2 + int(binary.BigEndian.Uint16(real[exif+2:]))
	return slices.Concat(small.Bytes()[:2], real[exif:exif+length], small.Bytes()[2:])
}

// Noise is what compresses worst: quality alone does not make it fit.
func TestTheSearchForAFitEnds(t *testing.T) {
	t.Parallel()
	random := rand.New(rand.NewPCG(1, 2))
	img := image.NewNRGBA(image.Rect(0, 0, 1000, 900))
	for i := range img.Pix {
		img.Pix[i] = byte(random.Uint32())
	}
	var out bytes.Buffer
	if err := (&png.Encoder{CompressionLevel: png.NoCompression}).Encode(&out, img); err != nil {
		t.Fatal(err)
	}
	s := mustShrink(t, out.Bytes())
	if s.View.Width >= 1000 {
		t.Errorf("view %d wide; want it smaller than the photo", s.View.Width)
	}
}

func TestSmallPicturesAreNotEnlarged(t *testing.T) {
	t.Parallel()
	for _, size := range []image.Point{{1, 1}, {5, 300}, {239, 241}, {2000, 1}} {
		var out bytes.Buffer
		if err := jpeg.Encode(&out, image.NewGray(image.Rectangle{Max: size}), nil); err != nil {
			t.Fatal(err)
		}
		s := mustShrink(t, out.Bytes())
		if s.View.Width > size.X || s.View.Height > size.Y {
			t.Errorf("view of %v is %d x %d", size, s.View.Width, s.View.Height)
		}
	}
}

func TestTransparencyBecomesWhitePaper(t *testing.T) {
	t.Parallel()
	var out bytes.Buffer
	if err := png.Encode(&out, image.NewNRGBA(image.Rect(0, 0, 40, 40))); err != nil {
		t.Fatal(err)
	}
	r, _, _, _ := decoded(t, mustShrink(t, out.Bytes()).View).At(20, 20).RGBA()
	if r>>8 < 250 {
		t.Errorf("a transparent pixel became %d; want white", r>>8)
	}
}

func TestRefusals(t *testing.T) {
	t.Parallel()
	whole := load(t, "orientation", "Portrait_6.jpg")
	huge := bytes.Clone(whole)
	frame := bytes.Index(huge, []byte{0xff, 0xc0, 0, 17, 8})
	copy(huge[frame+5:], []byte{0xff, 0xff, 0xff, 0xff})
	progressive := bytes.Clone(whole)
	progressive[frame+1] = 0xc2
	copy(progressive[frame+5:], []byte{6000 >> 8, 6000 & 255, 8000 >> 8, 8000 & 255})
	for name, c := range map[string]struct {
		file  []byte
		want  error
		words string
	}{
		"an empty file":                {nil, ErrNotAPhoto, "empty"},
		"HEIC renamed":                 {[]byte("\x00\x00\x00\x18ftypheic\x00\x00\x00\x00"), ErrNotAPhoto, "HEIC"},
		"TIFF renamed":                 {[]byte("II*\x00\x08\x00\x00\x00"), ErrNotAPhoto, "TIFF"},
		"BMP renamed":                  {[]byte("BM\x00\x00\x00\x00\x00\x00"), ErrNotAPhoto, "BMP"},
		"GIF renamed":                  {[]byte("GIF89a\x00\x00"), ErrNotAPhoto, "GIF"},
		"over 50 MB":                   {make([]byte, 50<<20+1), ErrTooLarge, "52428801"},
		"65535 x 65535 announced":      {huge, ErrTooManyPixels, "65535"},
		"48 megapixels of progressive": {progressive, ErrTooManyPixels, "memory"},
		"cut in the header":            {whole[:frame+8], ErrDamaged, ""},
		"cut in the picture":           {whole[:len(whole)/2], ErrDamaged, ""},
	} {
		t.Run(name, func(t *testing.T) {
			_, err := Shrink(c.file)
			if !errors.Is(err, c.want) || !strings.Contains(err.Error(), c.words) {
				t.Errorf("error %v; want %v with %q", err, c.want, c.words)
			}
		})
	}
}
