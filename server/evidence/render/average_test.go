package render

import (
	"image"
	"math/big"
	"testing"

	"pgregory.net/rapid"
)

var ratios = []image.YCbCrSubsampleRatio{
	image.YCbCrSubsampleRatio444, image.YCbCrSubsampleRatio422, image.YCbCrSubsampleRatio420,
	image.YCbCrSubsampleRatio440, image.YCbCrSubsampleRatio411, image.YCbCrSubsampleRatio410,
}

// The fast average agrees to the last bit with one in rational numbers, for
// every sampling, odd sizes, and pictures cut out of padded planes.
func TestAverageIsExact(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		from := image.Pt(rapid.IntRange(1, 11).Draw(rt, "width"), rapid.IntRange(1, 11).Draw(rt, "height"))
		to := image.Pt(rapid.IntRange(1, from.X).Draw(rt, "to width"), rapid.IntRange(1, from.Y).Draw(rt, "to height"))
		ratio := rapid.SampledFrom(ratios).Draw(rt, "sampling")
		padded := image.NewYCbCr(image.Rect(0, 0, from.X+5, from.Y+5), ratio)
		seed := rapid.Uint32().Draw(rt, "pixels")
		for _, pix := range [][]byte{padded.Y, padded.Cb, padded.Cr} {
			for i := range pix {
				seed = seed*1664525 + 1013904223
				pix[i] = byte(seed >> 24)
			}
		}
		src := padded.SubImage(image.Rectangle{Max: from}).(*image.YCbCr)
		got := averageYCbCr(src, to)
		subX, subY := sampling(ratio)
		wantPlane(rt, plane{got.Y, got.YStride}, plane{src.Y, src.YStride}, from, to, image.Pt(1, 1), image.Pt(1, 1))
		wantPlane(rt, plane{got.Cb, got.CStride}, plane{src.Cb, src.CStride}, from, to, image.Pt(subX, subY), image.Pt(2, 2))
		wantPlane(rt, plane{got.Cr, got.CStride}, plane{src.Cr, src.CStride}, from, to, image.Pt(subX, subY), image.Pt(2, 2))
		gray := averageGray(&image.Gray{Pix: src.Y, Stride: src.YStride, Rect: src.Rect}, to)
		wantPlane(rt, plane{gray.Pix, gray.Stride}, plane{src.Y, src.YStride}, from, to, image.Pt(1, 1), image.Pt(1, 1))
	})
}

func wantPlane(t *rapid.T, got, src plane, from, to, sub, goal image.Point) {
	for y := 0; y*goal.Y < to.Y; y++ {
		for x := 0; x*goal.X < to.X; x++ {
			want := naiveMean(src, from, to, sub, goal, x, y)
			if g := got.pix[y*got.stride+x]; g != want {
				t.Fatalf("sample %d,%d of %v from %v sampled %v: %d, want %d", x, y, to, from, sub, g, want)
			}
		}
	}
}

// naiveMean weighs every source pixel by the area it shares with the sample.
func naiveMean(src plane, from, to, sub, goal image.Point, x, y int) byte {
	sum, area := new(big.Rat), new(big.Rat)
	for j := range from.Y {
		down := shared(j, from.Y, y*goal.Y, min((y+1)*goal.Y, to.Y), to.Y)
		for i := range from.X {
			across := shared(i, from.X, x*goal.X, min((x+1)*goal.X, to.X), to.X)
			w := new(big.Rat).Mul(across, down)
			area.Add(area, w)
			sum.Add(sum, w.Mul(w, big.NewRat(int64(src.pix[j/sub.Y*src.stride+i/sub.X]), 1)))
		}
	}
	mean := sum.Add(sum.Quo(sum, area), big.NewRat(1, 2))
	return byte(new(big.Int).Quo(mean.Num(), mean.Denom()).Int64())
}

// shared is the length common to pixel i of n and pixels [a, b) of m, both
// sides being 1 long.
func shared(i, n, a, b, m int) *big.Rat {
	least := func(p, q *big.Rat) *big.Rat {
		if p.Cmp(q) < 0 {
			return p
		}
		return q
	}
	end := least(big.NewRat(int64(i+1), int64(n)), big.NewRat(int64(b), int64(m)))
	begin := new(big.Rat).Neg(least(big.NewRat(int64(-i), int64(n)), big.NewRat(int64(-a), int64(m))))
	if length := new(big.Rat).Sub(end, begin); length.Sign() > 0 {
		return length
	}
	return new(big.Rat)
}
