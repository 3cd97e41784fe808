package syncproto_test

import (
	"testing"

	"zhucun/syncproto/prototest"
)

const measuredSeeds = 40

func measure(t *testing.T, events int) prototest.Wire {
	t.Helper()
	wire, err := prototest.MeasureWire(measuredWords(t), events, measuredSeeds)
	if err != nil {
		t.Fatal(err)
	}
	t.Logf("%d events: segment %.1f, body %.1f (largest %d), personal signatures %.1f, body without them at most %d, entropy %.1f bytes",
		events, wire.Segment, wire.Body, wire.Largest, wire.Signed, wire.Unsigned, wire.Entropy)
	return wire
}

func TestFiftyEventsKeepTheirBytes(t *testing.T) {
	wire := measure(t, 50)
	if got := wire.Segment / 50; got > 37 {
		t.Errorf("%.2f bytes an event, want at most 37", got)
	}
	if got := (wire.Segment - wire.Signed) / 50; got > 27 {
		t.Errorf("%.2f bytes an event without personal signatures, want at most 27", got)
	}
}

func TestASyncOfTwentyEventsKeepsItsBytes(t *testing.T) {
	wire := measure(t, 20)
	if wire.Largest > 900 {
		t.Errorf("a body of %d bytes, want at most 900", wire.Largest)
	}
	if wire.Unsigned > 700 {
		t.Errorf("a body of %d bytes without personal signatures, want at most 700", wire.Unsigned)
	}
}
