package main

import (
	"errors"
	"strings"
	"testing"
)

func TestTally(t *testing.T) {
	tests := []struct {
		promise string
		events  string
		want    count
		shows   []string
		hides   []string
	}{{
		promise: "a passing package shows its ok line and hides the output of its tests",
		events: `{"Action":"run","Package":"p","Test":"A"}
			{"Action":"output","Package":"p","Test":"A","Output":"quiet\n"}
			{"Action":"pass","Package":"p","Test":"A/sub"}
			{"Action":"pass","Package":"p","Test":"A"}
			{"Action":"output","Package":"p","Output":"PASS\n"}
			{"Action":"output","Package":"p","Output":"ok  \tp\t0.1s\n"}
			{"Action":"pass","Package":"p"}`,
		want:  count{passed: 2},
		shows: []string{"ok  \tp"},
		hides: []string{"quiet", "PASS"},
	}, {
		promise: "a failing test shows all it printed",
		events: `{"Action":"output","Package":"p","Test":"A","Output":"got 1, want 2\n"}
			{"Action":"fail","Package":"p","Test":"A"}
			{"Action":"output","Package":"p","Output":"FAIL\tp\t0.1s\n"}
			{"Action":"fail","Package":"p"}`,
		want:  count{failed: 1},
		shows: []string{"FAIL: p A", "got 1, want 2", "FAIL\tp"},
	}, {
		promise: "a package that does not build is one failure, with the compiler's words",
		events: `{"Action":"build-output","ImportPath":"p","Output":"undefined: x\n"}
			{"Action":"output","Package":"p","Output":"FAIL\tp [build failed]\n"}
			{"Action":"fail","Package":"p","FailedBuild":"p"}`,
		want:  count{failed: 1},
		shows: []string{"undefined: x", "[build failed]"},
	}, {
		promise: "a test that was running when its package died has failed",
		events: `{"Action":"run","Package":"p","Test":"A"}
			{"Action":"output","Package":"p","Test":"A","Output":"last words\n"}
			{"Action":"fail","Package":"p"}`,
		want:  count{failed: 1},
		shows: []string{"A did not end", "last words"},
	}, {
		promise: "a skipped test is named and is not counted as passed",
		events: `{"Action":"output","Package":"p","Test":"A","Output":"no camera\n"}
			{"Action":"skip","Package":"p","Test":"A"}`,
		want:  count{skipped: 1},
		shows: []string{"SKIP: p A", "no camera"},
	}}
	for _, test := range tests {
		t.Run(test.promise, func(t *testing.T) {
			var out strings.Builder
			got, err := tally(strings.NewReader(test.events), &out)
			if err != nil {
				t.Fatal(err)
			}
			if got != test.want {
				t.Errorf("got %+v, want %+v", got, test.want)
			}
			for _, text := range test.shows {
				if !strings.Contains(out.String(), text) {
					t.Errorf("output lacks %q:\n%s", text, out.String())
				}
			}
			for _, text := range test.hides {
				if strings.Contains(out.String(), text) {
					t.Errorf("output shows %q:\n%s", text, out.String())
				}
			}
		})
	}
}

func TestTallyRefusesWhatIsNoEvent(t *testing.T) {
	if _, err := tally(strings.NewReader("not json"), &strings.Builder{}); err == nil {
		t.Error("got no error for a line that is no event")
	}
}

func TestVerdict(t *testing.T) {
	tests := []struct {
		promise string
		count   count
		testErr error
		ci      bool
		good    bool
	}{
		{"passed is good", count{passed: 1}, nil, true, true},
		{"no test is bad", count{}, nil, false, false},
		{"a failure is bad", count{passed: 1, failed: 1}, nil, false, false},
		{"the status of go test counts", count{passed: 1}, errors.New("exit status 1"), false, false},
		{"a skip is bad in CI", count{passed: 1, skipped: 1}, nil, true, false},
		{"a skip is said elsewhere", count{passed: 1, skipped: 1}, nil, false, true},
	}
	for _, test := range tests {
		t.Run(test.promise, func(t *testing.T) {
			if err := test.count.verdict(test.testErr, test.ci); (err == nil) != test.good {
				t.Errorf("got %v, want good = %v", err, test.good)
			}
		})
	}
}
