package photofile

import "testing"

const (
	bigEndian    = "MM\x00*\x00\x00\x00\x08\x00\x01\x01\x12\x00\x03\x00\x00\x00\x01\x00\x06\x00\x00"
	littleEndian = "II*\x00\x08\x00\x00\x00\x02\x00\x00\x01\x03\x00\x01\x00\x00\x00\x09\x00\x00\x00\x12\x01\x03\x00\x01\x00\x00\x00\x08\x00\x00\x00"
)

func TestOrientation(t *testing.T) {
	for name, c := range map[string]struct {
		tiff string
		want int
	}{
		"big-endian":             {bigEndian, 6},
		"little-endian, second":  {littleEndian, 8},
		"empty":                  {"", 1},
		"neither byte order":     {"XX*\x00\x08\x00\x00\x00\x00\x00", 1},
		"directory far away":     {"MM\x00*\xff\xff\xff\xff", 1},
		"directory cut":          {bigEndian[:16], 1},
		"more entries than room": {"MM\x00*\x00\x00\x00\x08\xff\xff", 1},
		"value out of range":     {bigEndian[:18] + "\x00\x09\x00\x00", 1},
		"not a short":            {bigEndian[:12] + "\x00\x04" + bigEndian[14:], 1},
	} {
		t.Run(name, func(t *testing.T) {
			if got := Orientation([]byte(c.tiff)); got != c.want {
				t.Errorf("orientation %d; want %d", got, c.want)
			}
		})
	}
}

func FuzzOrientation(f *testing.F) {
	f.Add([]byte(bigEndian))
	f.Add([]byte(littleEndian))
	f.Add([]byte("MM\x00*\x00\x00\x00\x08\xff\xff"))
	f.Fuzz(func(t *testing.T, tiff []byte) {
		if got := Orientation(tiff); got < 1 || got > 8 {
			t.Fatalf("orientation %d", got)
		}
	})
}
