package main

import (
	"context"
	"errors"
	"os/exec"

	"zhucun/server/evidence/render/rendercost"
)

// photo measures both derivatives of one photo of 12 megapixels.
type photo struct {
	file string
	runs int
	once func(ctx context.Context, file string) *exec.Cmd // a process that ends in rendercost.Once
}

func (photo) names() []string { return []string{"photo_cpu_ratio_vips", "photo_peak_mb"} }

// measure compares user and system time; the control is vipsthumbnail's, in seconds.
func (p photo) measure(ctx context.Context) ([]row, error) {
	cost, err := rendercost.Compare(ctx, p.file, p.runs, func(ctx context.Context) *exec.Cmd { return p.once(ctx, p.file) })
	if err != nil && !errors.Is(err, rendercost.ErrNoControl) {
		return nil, err
	}
	return costRows(p.names(), cost, err == nil), nil
}

func costRows(names []string, cost rendercost.Cost, compared bool) []row {
	ratio := row{name: names[0], unit: "x", bar: new(1.7), lack: "demo.bench.no_vips"}
	if compared {
		ratio.value, ratio.control, ratio.lack = new(cost.Ratio()), new(cost.Control.Seconds()), ""
	}
	peak := row{name: names[1], unit: "MB", bar: new(150.0), lack: "demo.bench.no_peak"}
	if cost.Peak > 0 {
		peak.value, peak.lack = new(float64(cost.Peak)/1e6), ""
	}
	return []row{ratio, peak}
}
