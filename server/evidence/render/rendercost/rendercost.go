// Package rendercost measures what rendering one photo costs in processor time
// and memory, side by side with vipsthumbnail as the control.
//
// It is for benchmarks and no part of the server. Both sides are whole
// processes, started in turn, so that start-up, garbage collection and threads
// count on either side: time is user + system as the kernel tells it.
//
// Flow: the caller gives Compare a command that runs Once in a new process,
// usually its own executable with a word that leads to Once.
package rendercost

import (
	"bufio"
	"bytes"
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"time"

	"zhucun/server/evidence/render"
)

// ErrNoControl: vipsthumbnail is not installed, so there is nothing to compare with.
var ErrNoControl = errors.New("rendercost: vipsthumbnail is not installed")

// Cost is what both derivatives of one photo took.
type Cost struct {
	CPU     time.Duration // median user + system time
	Control time.Duration // the same of vipsthumbnail; 0 with ErrNoControl
	Peak    int64         // bytes of memory resident at most, over all runs; 0 where the kernel does not tell
}

// Ratio is the bar's figure: our time in multiples of the control's.
func (c Cost) Ratio() float64 { return float64(c.CPU) / float64(c.Control) }

// Compare measures runs renderings of the photo, each followed by one of the
// control: a view by vipsthumbnail, then a thumbnail from that view. once
// returns a fresh command whose process calls Once with the photo and hands on
// its answer on standard output. With ErrNoControl the other figures hold.
func Compare(ctx context.Context, photo string, runs int, once func(context.Context) *exec.Cmd) (Cost, error) {
	dir, err := os.MkdirTemp("", "rendercost")
	if err != nil {
		return Cost{}, fmt.Errorf("rendercost: a folder for the control: %w", err)
	}
	defer os.RemoveAll(dir)
	_, missing := exec.LookPath("vipsthumbnail")
	var ours, control []time.Duration
	var cost Cost
	for range runs {
		took, peak, err := runOnce(once(ctx))
		if err != nil {
			return Cost{}, err
		}
		ours, cost.Peak = append(ours, took), max(cost.Peak, peak)
		if missing != nil {
			continue
		}
		took, err = runControl(ctx, photo, dir)
		if err != nil {
			return Cost{}, err
		}
		control = append(control, took)
	}
	cost.CPU = median(ours)
	if missing != nil {
		return cost, ErrNoControl
	}
	cost.Control = median(control)
	return cost, nil
}

// Once renders the photo and returns the peak of this process's memory in bytes
// as decimal text, which Compare reads from standard output.
func Once(ctx context.Context, photo string) (string, error) {
	f, err := os.Open(photo)
	if err != nil {
		return "", fmt.Errorf("rendercost: %w", err)
	}
	defer f.Close()
	if _, err := render.Render(ctx, f, render.StandardLimits()); err != nil {
		return "", err
	}
	return strconv.FormatInt(peakResident(), 10), nil
}

func runOnce(cmd *exec.Cmd) (time.Duration, int64, error) {
	var out bytes.Buffer
	cmd.Stdout = &out
	took, err := run(cmd)
	if err != nil {
		return 0, 0, err
	}
	peak, err := strconv.ParseInt(strings.TrimSpace(out.String()), 10, 64)
	if err != nil {
		return 0, 0, fmt.Errorf("rendercost: the measured process answered %q, not a number of bytes", out.String())
	}
	return took, peak, nil
}

func runControl(ctx context.Context, photo, dir string) (time.Duration, error) {
	view, thumbnail := filepath.Join(dir, "view.jpg"), filepath.Join(dir, "thumbnail.jpg")
	photo, err := filepath.Abs(photo)
	if err != nil {
		return 0, fmt.Errorf("rendercost: %w", err)
	}
	var sum time.Duration
	for _, args := range [][]string{
		{"-s", "1280x1280", photo, "-o", view},
		{"-s", "320x320", view, "-o", thumbnail},
	} {
		cmd := exec.CommandContext(ctx, "vipsthumbnail", args...)
		cmd.Env = append(cmd.Environ(), "VIPS_CONCURRENCY=1")
		took, err := run(cmd)
		if err != nil {
			return 0, err
		}
		sum += took
	}
	return sum, nil
}

func run(cmd *exec.Cmd) (time.Duration, error) {
	var said bytes.Buffer
	cmd.Stderr = &said
	if err := cmd.Run(); err != nil {
		return 0, fmt.Errorf("rendercost: %s: %w: %s", filepath.Base(cmd.Path), err, said.String())
	}
	return cmd.ProcessState.UserTime() + cmd.ProcessState.SystemTime(), nil
}

func median(times []time.Duration) time.Duration {
	if len(times) == 0 {
		return 0
	}
	slices.Sort(times)
	return times[len(times)/2]
}

// peakResident reads what Linux keeps about this process; 0 elsewhere.
func peakResident() int64 {
	status, err := os.Open("/proc/self/status")
	if err != nil {
		return 0
	}
	defer status.Close()
	for lines := bufio.NewScanner(status); lines.Scan(); {
		var kilobytes int64
		if _, err := fmt.Sscanf(lines.Text(), "VmHWM: %d kB", &kilobytes); err == nil {
			return kilobytes << 10
		}
	}
	return 0
}
