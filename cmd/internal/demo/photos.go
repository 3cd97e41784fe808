package demo

import (
	"bytes"
	"fmt"
	"image"
	"image/jpeg"
	"math/rand/v2"
	"os"
	"path/filepath"
)

// album makes photos of the phones' own from real ones: each is another part of a real photo, encoded anew, so that no two share their bytes.
type album struct{ sources []*image.YCbCr }

var photoFiles = []string{"galaxy-s7-12mp.jpg", "galaxy-note3-10mp.jpg", "iphone6plus.jpg", "xperia-z2.jpg"}

func openAlbum(testdata string) (*album, error) {
	a := &album{}
	for _, name := range photoFiles {
		data, err := os.ReadFile(filepath.Join(testdata, "photos", name))
		if err != nil {
			return nil, err
		}
		decoded, err := jpeg.Decode(bytes.NewReader(data))
		if err != nil {
			return nil, fmt.Errorf("%s: %w", name, err)
		}
		ycc, ok := decoded.(*image.YCbCr)
		if !ok {
			return nil, fmt.Errorf("%s is not a photo in colour", name)
		}
		a.sources = append(a.sources, ycc)
	}
	return a, nil
}

// take gives a photo: 97 to 99 in a hundred of each side of one of the real ones, from a random corner.
func (a *album) take(random *rand.Rand) ([]byte, error) {
	source := a.sources[random.IntN(len(a.sources))]
	b := source.Bounds()
	shrink := 0.97 + 0.02*random.Float64()
	w, h := int(float64(b.Dx())*shrink)&^1, int(float64(b.Dy())*shrink)&^1
	x, y := random.IntN(b.Dx()-w+1)&^1, random.IntN(b.Dy()-h+1)&^1
	part := source.SubImage(image.Rect(b.Min.X+x, b.Min.Y+y, b.Min.X+x+w, b.Min.Y+y+h))
	var out bytes.Buffer
	err := jpeg.Encode(&out, part, &jpeg.Options{Quality: 80})
	return out.Bytes(), err
}
