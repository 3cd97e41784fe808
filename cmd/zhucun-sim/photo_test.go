package main

import (
	"testing"
	"time"

	"zhucun/server/evidence/render/rendercost"
)

func TestPhotoRowsSayWhatIsLacking(t *testing.T) {
	tests := []struct {
		promise  string
		cost     rendercost.Cost
		compared bool
		lacks    []string
	}{
		{"nothing", rendercost.Cost{CPU: 3 * time.Second, Control: 2 * time.Second, Peak: 40e6}, true, []string{"", ""}},
		{"the control", rendercost.Cost{CPU: 3 * time.Second, Peak: 40e6}, false, []string{"demo.bench.no_vips", ""}},
		{"the kernel's word", rendercost.Cost{CPU: 3 * time.Second, Control: 2 * time.Second}, true, []string{"", "demo.bench.no_peak"}},
	}
	for _, test := range tests {
		t.Run(test.promise, func(t *testing.T) {
			for i, r := range costRows(photo{}.names(), test.cost, test.compared) {
				if r.lack != test.lacks[i] || (r.value == nil) != (r.lack != "") {
					t.Errorf("row %+v; want it to lack %q", r, test.lacks[i])
				}
			}
		})
	}
	ratio := costRows(photo{}.names(), tests[0].cost, true)[0]
	if *ratio.value != 1.5 || *ratio.control != 2 {
		t.Errorf("ratio %v to %v s; want 1.5 to 2 s", *ratio.value, *ratio.control)
	}
}
