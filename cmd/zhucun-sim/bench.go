package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"zhucun/cmd/internal/terminal"
)

// row is one figure.
type row struct {
	name    string
	value   *float64 // nil: it could not be measured, and lack says why
	unit    string
	control *float64 // what it was compared with; nil without one
	bar     *float64 // the largest value allowed; nil for a figure that only informs
	lack    string   // key of the text that says what was missing
}

func (r row) over() bool { return r.value != nil && r.bar != nil && *r.value > *r.bar }

// measurement gives rows that come from the same run.
type measurement interface {
	// names of the rows, in their order.
	names() []string
	// measure takes the figures. What it makes on the disk is gone when it returns.
	measure(ctx context.Context) ([]row, error)
}

// effort is how often figures are taken.
type effort struct {
	wireSeeds  int // mixes that are sealed
	photoRuns  int // renderings, each followed by the control's
	signinRuns int // sign-ins, each followed by the control's commit
}

// fullEffort is that of the table.
func fullEffort() effort { return effort{wireSeeds: 20, photoRuns: 9, signinRuns: 200} }

// suite is every measurement in the table's order. self is this program's file.
func (e effort) suite(testdata, self string) []measurement {
	texts := os.DirFS(testdata)
	return []measurement{
		wireEvents{texts, e.wireSeeds},
		wireBody{texts, e.wireSeeds},
		exchange{texts},
		signin{e.signinRuns},
		photo{filepath.Join(testdata, "photos", "galaxy-s7-12mp.jpg"), e.photoRuns, renderOnce(self)},
	}
}

var errUnknownName = errors.New("no figure has this name")

func known(all []measurement, only []string) error {
	var names []string
	for _, m := range all {
		names = append(names, m.names()...)
	}
	for _, name := range only {
		if !slices.Contains(names, name) {
			return fmt.Errorf("%w: %s; there are %s", errUnknownName, name, strings.Join(names, ", "))
		}
	}
	return nil
}

// run takes the measurements that give a row of only, which is every row when it is empty. A measurement that fails costs no other.
func run(ctx context.Context, all []measurement, only []string) (rows []row, failed error) {
	wanted := func(name string) bool { return len(only) == 0 || slices.Contains(only, name) }
	for _, m := range all {
		if !slices.ContainsFunc(m.names(), wanted) {
			continue
		}
		got, err := m.measure(ctx)
		if err != nil {
			failed = errors.Join(failed, fmt.Errorf("%s: %w", m.names()[0], err))
			continue
		}
		rows = append(rows, slices.DeleteFunc(got, func(r row) bool { return !wanted(r.name) })...)
	}
	return rows, failed
}

// judge refuses rows over their bar; strict refuses also those that could not be compared.
func judge(rows []row, strict bool) error {
	if slices.ContainsFunc(rows, func(r row) bool { return r.over() || strict && r.lack != "" }) {
		return terminal.ErrRefused
	}
	return nil
}
