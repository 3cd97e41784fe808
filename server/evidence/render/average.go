package render

import "image"

// A window is the run of source samples that one target sample covers: head is
// the weight of the first, tail that of the last when there is more than one,
// and each between has the axis's body.
type window struct {
	from, to   int // both inclusive
	head, tail uint32
	total      uint64
}

// axis shares one side of a plane out among the samples of the smaller plane.
type axis struct {
	windows []window
	body    uint32
}

// newAxis covers a side of pixels source pixels, sampled every sub of them, by
// target pixels, sampled every targetSub. Lengths are counted in units of
// 1/(pixels x target) of the side, so every weight is a whole number: source
// pixel p spans [p x target, (p+1) x target), target pixel q spans
// [q x pixels, (q+1) x pixels). A last sample that is cut by the edge weighs
// what is left of it.
func newAxis(pixels, sub, target, targetSub int) axis {
	source := func(i int) int { return min(i*sub, pixels) * target }
	goal := func(j int) int { return min(j*targetSub, target) * pixels }
	a := axis{body: uint32(sub * target)}
	for j, i := 0, 0; goal(j) < goal(j+1); j++ {
		from, end := goal(j), goal(j+1)
		for source(i+1) <= from {
			i++
		}
		w := window{from: i, total: uint64(end - from)}
		w.head = uint32(min(source(i+1), end) - from)
		for source(i+1) < end {
			i++
		}
		if w.to = i; w.to > w.from {
			w.tail = uint32(end - source(i))
		}
		a.windows = append(a.windows, w)
	}
	return a
}

// plane is one channel of a picture.
type plane struct {
	pix    []byte
	stride int
}

// average fills to with the exact mean of what each sample covers in from,
// halves rounded up. Sums stay whole: a row's is below 2^8 x 2 x MaxSide, which
// wants 32 bits, a window's below 2^64.
func average(from, to plane, across, down axis) {
	row := make([]uint32, len(across.windows))
	sums := make([]uint64, len(row))
	have := -1 // the source row whose sums are in row: neighbours share one
	for y, w := range down.windows {
		clear(sums)
		for i := w.from; i <= w.to; i++ {
			if i != have {
				sumRow(row, from.pix[i*from.stride:], across)
				have = i
			}
			addRow(sums, row, w.weight(i, down.body))
		}
		store(to.pix[y*to.stride:], sums, across, w.total)
	}
}

func (w *window) weight(i int, body uint32) uint64 {
	switch i {
	case w.from:
		return uint64(w.head)
	case w.to:
		return uint64(w.tail)
	}
	return uint64(body)
}

func sumRow(row []uint32, pix []byte, across axis) {
	for x := range row {
		w := &across.windows[x]
		run := pix[w.from : w.to+1]
		sum := w.head * uint32(run[0])
		if last := len(run) - 1; last > 0 {
			between := uint32(0)
			for _, p := range run[1:last] {
				between += uint32(p)
			}
			sum += across.body*between + w.tail*uint32(run[last])
		}
		row[x] = sum
	}
}

func addRow(sums []uint64, row []uint32, weight uint64) {
	row = row[:len(sums)]
	for x := range sums {
		sums[x] += weight * uint64(row[x])
	}
}

func store(pix []byte, sums []uint64, across axis, rows uint64) {
	for x, sum := range sums {
		area := across.windows[x].total * rows
		pix[x] = byte((sum + area/2) / area)
	}
}

// averageYCbCr shrinks a picture without leaving its colour space. The result
// is sampled 4:2:0, the only way image/jpeg encodes.
func averageYCbCr(img *image.YCbCr, to image.Point) *image.YCbCr {
	size := img.Bounds().Size()
	subX, subY := sampling(img.SubsampleRatio)
	out := image.NewYCbCr(image.Rectangle{Max: to}, image.YCbCrSubsampleRatio420)
	average(plane{img.Y, img.YStride}, plane{out.Y, out.YStride},
		newAxis(size.X, 1, to.X, 1), newAxis(size.Y, 1, to.Y, 1))
	across, down := newAxis(size.X, subX, to.X, 2), newAxis(size.Y, subY, to.Y, 2)
	average(plane{img.Cb, img.CStride}, plane{out.Cb, out.CStride}, across, down)
	average(plane{img.Cr, img.CStride}, plane{out.Cr, out.CStride}, across, down)
	return out
}

func averageGray(img *image.Gray, to image.Point) *image.Gray {
	size := img.Bounds().Size()
	out := image.NewGray(image.Rectangle{Max: to})
	average(plane{img.Pix, img.Stride}, plane{out.Pix, out.Stride},
		newAxis(size.X, 1, to.X, 1), newAxis(size.Y, 1, to.Y, 1))
	return out
}

// sampling is how many pixels one chroma sample spans across and down.
func sampling(ratio image.YCbCrSubsampleRatio) (x, y int) {
	switch ratio {
	case image.YCbCrSubsampleRatio422:
		return 2, 1
	case image.YCbCrSubsampleRatio420:
		return 2, 2
	case image.YCbCrSubsampleRatio440:
		return 1, 2
	case image.YCbCrSubsampleRatio411:
		return 4, 1
	case image.YCbCrSubsampleRatio410:
		return 4, 2
	}
	return 1, 1
}
