// Command zhucun-sim measures zhucun, each figure beside its bar and, where there is one, a control taken in the same run.
//
// It is no part of a county or a phone: it lives on seeded generators, real photos of testdata, and a county of its own in a temporary folder.
//
// Words: a [row] is one figure; a [measurement] gives one or more rows at a time; a bar is the largest value allowed; the control is what the same
// machine does, or what no machine can beat, in the same run.
//
// Flow: bench picks the measurements that its rows are asked from, runs them one after the other, prints a table or one JSON array, and judges.
//
// Exit codes: 0 every bar is kept; 1 a measurement failed; 2 the command line is wrong; 3 a figure is over its bar or, where the environment has CI,
// could not be compared because its control is missing.
package main

import (
	"os"

	"zhucun/cmd/internal/terminal"
)

func main() {
	t := terminal.New("zhucun-sim", os.Args[1:])
	c := commands{Bench: benchCommand{suite: fullEffort().suite}}
	os.Exit(t.Run(os.Args[1:], &c))
}
