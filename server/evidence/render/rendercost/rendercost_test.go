package rendercost

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"testing"
)

// photoToRender, when set, makes the test binary the process that is measured.
const photoToRender = "ZHUCUN_RENDERCOST_PHOTO"

const photo = "../../../../testdata/photos/galaxy-s7-12mp.jpg"

func TestMain(m *testing.M) {
	path := os.Getenv(photoToRender)
	if path == "" {
		os.Exit(m.Run())
	}
	peak, err := Once(context.Background(), path)
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
	fmt.Println(peak)
}

func once(ctx context.Context) *exec.Cmd {
	cmd := exec.CommandContext(ctx, os.Args[0])
	cmd.Env = append(os.Environ(), photoToRender+"="+photo)
	return cmd
}

func TestCompareMeasures(t *testing.T) {
	cost, err := Compare(t.Context(), photo, 1, once)
	if err != nil && !errors.Is(err, ErrNoControl) {
		t.Fatal(err)
	}
	if cost.CPU <= 0 {
		t.Errorf("processor time %v; want some", cost.CPU)
	}
	if err == nil && cost.Control <= 0 {
		t.Errorf("control's processor time %v; want some", cost.Control)
	}
}

func TestFailedRenderingIsNoMeasurement(t *testing.T) {
	_, err := Compare(t.Context(), photo, 1, func(ctx context.Context) *exec.Cmd {
		cmd := exec.CommandContext(ctx, os.Args[0])
		cmd.Env = append(os.Environ(), photoToRender+"=no-such-photo.jpg")
		return cmd
	})
	if err == nil || errors.Is(err, ErrNoControl) {
		t.Errorf("error %v; want that of the measured process", err)
	}
}

func BenchmarkAgainstVips(b *testing.B) {
	for b.Loop() {
		cost, err := Compare(b.Context(), photo, 9, once)
		if err != nil {
			b.Fatal(err)
		}
		b.ReportMetric(cost.Ratio(), "photo_cpu_ratio_vips")
		b.ReportMetric(float64(cost.Peak)/1e6, "photo_peak_mb")
		b.ReportMetric(cost.CPU.Seconds(), "cpu_s")
		b.ReportMetric(cost.Control.Seconds(), "control_s")
	}
}
