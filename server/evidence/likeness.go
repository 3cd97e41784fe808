package evidence

import (
	"bytes"
	"context"
	"fmt"
	"image"
	"image/color"
	"image/jpeg"

	"zhucun/server/evidence/render"
)

const (
	// cells is the side of the grid that two pictures are compared on: a cell is about a hand's breadth of a photo of a house.
	cells = 32
	// tolerance is by how much a cell's mean brightness, 0 to 255, may differ. Shrinking a photo well and saving it again moved no cell of the test
	// photos by more than 4, the crudest way 13; another photo, a turned or cut one, or a door painted over moved some cell by 100 and more.
	tolerance = 24
	// slack is by how many pixels the shapes may differ: each program rounds as it likes.
	slack = 8
)

// unlikeAny tells whether a worse copy shows something else than the best one, or nothing at all.
func (w *Worker) unlikeAny(ctx context.Context, best render.Result, others []photocopy) (bool, error) {
	for _, other := range others {
		result, reason, err := w.render(ctx, other)
		if err != nil {
			return false, err
		}
		if reason != "" {
			return true, nil
		}
		if most, err := difference(best, result); err != nil || most > tolerance {
			return true, err
		}
	}
	return false, nil
}

// difference is by how much the most different cell of a coarse grid differs in brightness, 0 to 255; pictures of two shapes differ in all of them.
func difference(a, b render.Result) (int, error) {
	if !sameShape(a.View, b.View) {
		return 255, nil
	}
	first, err := gridOf(a.Thumbnail)
	if err != nil {
		return 0, err
	}
	second, err := gridOf(b.Thumbnail)
	if err != nil {
		return 0, err
	}
	most := 0
	for i := range first {
		most = max(most, first[i]-second[i], second[i]-first[i])
	}
	return most, nil
}

func sameShape(a, b render.Picture) bool {
	across, down := a.Width*b.Height, a.Height*b.Width
	return max(across, down)-min(across, down) <= slack*max(a.Width, a.Height, b.Width, b.Height)
}

type grid [cells * cells]int

// gridOf reads a picture that was made here, so its size is bounded.
func gridOf(p render.Picture) (grid, error) {
	img, err := jpeg.Decode(bytes.NewReader(p.JPEG))
	if err != nil {
		return grid{}, fmt.Errorf("read a picture made here: %w", err)
	}
	var g grid
	for y := range cells {
		for x := range cells {
			g[y*cells+x] = brightness(img, cell(img.Bounds(), x, y))
		}
	}
	return g, nil
}

// cell is never empty, also where the picture has fewer pixels than the grid has cells.
func cell(bounds image.Rectangle, x, y int) image.Rectangle {
	part := func(i, size int) (from, to int) {
		from = i * size / cells
		return from, max(from+1, (i+1)*size/cells)
	}
	left, right := part(x, bounds.Dx())
	top, bottom := part(y, bounds.Dy())
	return image.Rect(left, top, right, bottom).Add(bounds.Min)
}

func brightness(img image.Image, part image.Rectangle) int {
	sum := 0
	for y := part.Min.Y; y < part.Max.Y; y++ {
		for x := part.Min.X; x < part.Max.X; x++ {
			sum += int(color.GrayModel.Convert(img.At(x, y)).(color.Gray).Y)
		}
	}
	return sum / (part.Dx() * part.Dy())
}
