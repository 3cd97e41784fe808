package main

import (
	"bytes"
	"image"
	"image/jpeg"
	"strconv"

	"github.com/rogpeppe/go-internal/testscript"
)

// makePicture draws a small photo, another for each name; with a length there are zeros behind its end up to that: picture FILE [BYTES]. What a story
// says of photos does not depend on millions of pixels, which take seconds under the race detector.
func makePicture(ts *testscript.TestScript, neg bool, args []string) {
	drawing := image.NewGray(image.Rect(0, 0, 320, 240))
	_, err := drawn(args[0]).Read(drawing.Pix)
	ts.Check(err)
	var photo bytes.Buffer
	ts.Check(jpeg.Encode(&photo, drawing, nil))
	if len(args) > 1 {
		size, err := strconv.Atoi(args[1])
		ts.Check(err)
		photo.Write(make([]byte, size-photo.Len()))
	}
	writeBytes(ts, args[0], photo.Bytes())
}
