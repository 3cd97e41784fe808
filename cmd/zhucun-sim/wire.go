package main

import (
	"context"
	"io/fs"
)

// wireEvents measures bytes an event, with 50 events of the mix in one segment.
type wireEvents struct {
	testdata fs.FS
	seeds    int
}

func (wireEvents) names() []string {
	return []string{"wire_bytes_per_event_50", "wire_bytes_per_event_50_max", "wire_bytes_per_event_50_unsigned",
		"wire_bytes_per_event_50_unsigned_max", "wire_entropy_per_event", "wire_entropy_per_event_unsigned", "wire_bytes_per_event_50_sealed_daily"}
}

// measure counts the segment's frame. The control is the entropy: what the generator drew, and segmentChance. Unsigned takes 64 bytes off for each
// personal signature.
func (w wireEvents) measure(context.Context) ([]row, error) {
	const events = 50
	samples, err := wireSamples(w.testdata, events, w.seeds)
	if err != nil {
		return nil, err
	}
	per := func(figure func(wireSample) float64) (mean, largest float64) {
		return spread(samples, func(s wireSample) float64 { return figure(s) / events })
	}
	mean, largest := per(func(s wireSample) float64 { return float64(s.segment) })
	unsigned, largestUnsigned := per(func(s wireSample) float64 { return float64(s.segment - s.personal) })
	floor, _ := per(func(s wireSample) float64 { return s.drawn + float64(s.personal) })
	floorUnsigned, _ := per(func(s wireSample) float64 { return s.drawn })
	daily, _ := per(func(s wireSample) float64 { return float64(s.daily) })
	names := w.names()
	return []row{
		{name: names[0], value: &mean, unit: "B", control: &floor, bar: new(37.0)},
		{name: names[1], value: &largest, unit: "B"},
		{name: names[2], value: &unsigned, unit: "B", control: &floorUnsigned, bar: new(27.0)},
		{name: names[3], value: &largestUnsigned, unit: "B"},
		{name: names[4], value: &floor, unit: "B"},
		{name: names[5], value: &floorUnsigned, unit: "B"},
		{name: names[6], value: &daily, unit: "B", control: &mean},
	}, nil
}

// wireBody measures the whole body of a sync of 20 events.
type wireBody struct {
	testdata fs.FS
	seeds    int
}

func (wireBody) names() []string {
	return []string{"wire_body_bytes_20", "wire_body_bytes_20_max", "wire_body_bytes_20_unsigned", "wire_body_bytes_20_unsigned_max"}
}

// measure counts hello and segment with three personal signatures in it, and without.
func (w wireBody) measure(context.Context) ([]row, error) {
	samples, err := wireSamples(w.testdata, 20, w.seeds)
	if err != nil {
		return nil, err
	}
	mean, largest := spread(samples, func(s wireSample) float64 { return float64(s.body) })
	unsigned, largestUnsigned := spread(samples, func(s wireSample) float64 { return float64(s.body - s.personal) })
	names := w.names()
	return []row{
		{name: names[0], value: &mean, unit: "B", bar: new(900.0)},
		{name: names[1], value: &largest, unit: "B"},
		{name: names[2], value: &unsigned, unit: "B", bar: new(700.0)},
		{name: names[3], value: &largestUnsigned, unit: "B"},
	}, nil
}
