package evidence

import (
	"bytes"
	"image"
	"image/color"
	"image/draw"
	"image/jpeg"
	"os"
	"path/filepath"
	"testing"

	"github.com/disintegration/imaging"

	"zhucun/server/evidence/render"
)

// Real photos: one that is stored sideways, one of something else, and both at a quarter of their size.
const (
	photos     = "../../testdata/photos/orientation/"
	smalls     = "render/testdata/orientation/"
	sideways   = photos + "Portrait_6.jpg"
	other      = photos + "Landscape_1.jpg"
	small      = smalls + "Portrait_6.jpg"
	smallOther = smalls + "Landscape_1.jpg"
)

func photo(t *testing.T, name string) []byte {
	t.Helper()
	data, err := os.ReadFile(filepath.FromSlash(name))
	if err != nil {
		t.Fatal(err)
	}
	return data
}

// upright is a photo as a phone's screen shows it.
func upright(t *testing.T, name string) image.Image {
	t.Helper()
	img, err := jpeg.Decode(bytes.NewReader(photo(t, name)))
	if err != nil {
		t.Fatal(err)
	}
	if name == sideways || name == small {
		return imaging.Rotate270(img)
	}
	return img
}

func saved(t *testing.T, img image.Image, quality int) []byte {
	t.Helper()
	var out bytes.Buffer
	if err := jpeg.Encode(&out, img, &jpeg.Options{Quality: quality}); err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}

// phoneView is what a phone sends first: upright, small, by a filter that is not ours.
func phoneView(t *testing.T, name string) []byte {
	t.Helper()
	return saved(t, imaging.Fit(upright(t, name), 640, 640, imaging.Box), 60)
}

func rendered(t *testing.T, data []byte) render.Result {
	t.Helper()
	result, err := render.Render(t.Context(), bytes.NewReader(data), render.StandardLimits())
	if err != nil {
		t.Fatal(err)
	}
	return result
}

func TestLikeness(t *testing.T) {
	whole := upright(t, sideways)
	shown := imaging.Clone(imaging.Fit(whole, 640, 640, imaging.Lanczos))
	best, size := rendered(t, photo(t, sideways)), shown.Bounds().Size()
	for what, c := range map[string]struct {
		view    image.Image
		quality int
	}{
		"saved well":         {shown, 90},
		"saved badly":        {shown, 25},
		"made smaller":       {imaging.Fit(shown, 400, 400, imaging.Box), 60},
		"nearest neighbours": {imaging.Fit(whole, 640, 640, imaging.NearestNeighbor), 60},
	} {
		if most := differ(t, best, saved(t, c.view, c.quality)); most > tolerance*2/3 {
			t.Errorf("%s: a cell differs by %d; the tolerance of %d has little room left", what, most, tolerance)
		}
	}
	for what, view := range map[string]image.Image{
		"turned over":           imaging.Rotate180(shown),
		"mirrored":              imaging.FlipH(shown),
		"a quarter turned":      imaging.Rotate90(shown),
		"cut to a fifth less":   imaging.CropCenter(shown, size.X, size.Y*4/5),
		"cut all around":        imaging.CropCenter(shown, size.X*9/10, size.Y*9/10),
		"a door painted over":   painted(shown),
		"all of it much darker": imaging.AdjustBrightness(shown, -40),
		"another photo":         imaging.Rotate90(imaging.Fit(upright(t, other), 640, 640, imaging.Box)),
	} {
		if most := differ(t, best, saved(t, view, 60)); most < 2*tolerance {
			t.Errorf("%s: a cell differs by %d; the tolerance of %d nearly lets it pass", what, most, tolerance)
		}
	}
}

func differ(t *testing.T, best render.Result, view []byte) int {
	t.Helper()
	most, err := difference(best, rendered(t, view))
	if err != nil {
		t.Fatal(err)
	}
	return most
}

// painted has a black and white field of a tenth by a fifth in its middle.
func painted(img image.Image) image.Image {
	out := imaging.Clone(img)
	w, h := out.Bounds().Dx(), out.Bounds().Dy()
	field := image.Rect(w*45/100, h*40/100, w*55/100, h*60/100)
	draw.Draw(out, field, image.NewUniform(color.Black), image.Point{}, draw.Src)
	draw.Draw(out, image.Rect(field.Min.X, field.Min.Y, field.Max.X, h/2), image.NewUniform(color.White), image.Point{}, draw.Src)
	return out
}
