package main

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"io"
	"maps"
	"os"
	"slices"
	"strings"
	"testing"

	"zhucun/cmd/internal/terminal"
	"zhucun/syncproto/words"
)

// TestMain makes the test binary the process that the photo figures measure, as zhucun-sim itself is.
func TestMain(m *testing.M) {
	if len(os.Args) > 1 && os.Args[1] == "render-once" {
		main()
	}
	os.Exit(m.Run())
}

const testdata = "../../testdata"

// promised are the figures that the table must hold.
func promised() []string {
	return []string{"wire_bytes_per_event_50", "wire_bytes_per_event_50_unsigned", "wire_entropy_per_event", "wire_body_bytes_20",
		"wire_body_bytes_20_unsigned", "sync_requests", "idle_up_bytes", "idle_down_bytes", "signin_ratio", "signin_ms", "photo_cpu_ratio_vips", "photo_peak_mb"}
}

func TestTheTableHasEveryFigure(t *testing.T) {
	if err := known(fullEffort().suite(testdata, ""), promised()); err != nil {
		t.Error(err)
	}
}

func TestEachMeasurementGivesTheRowsItNames(t *testing.T) {
	for _, m := range (effort{wireSeeds: 1, photoRuns: 1, signinRuns: 3}).suite(testdata, os.Args[0]) {
		t.Run(m.names()[0], func(t *testing.T) {
			rows, err := m.measure(t.Context())
			if err != nil {
				t.Fatal(err)
			}
			var names []string
			for _, r := range rows {
				names = append(names, r.name)
				if r.unit == "" || (r.value == nil) == (r.lack == "") {
					t.Errorf("row %+v; want a unit, and a value or what was lacking", r)
				}
				if r.value != nil && *r.value <= 0 {
					t.Errorf("%s is %v; nothing costs nothing", r.name, *r.value)
				}
			}
			if !slices.Equal(names, m.names()) {
				t.Errorf("rows %v; want %v", names, m.names())
			}
		})
	}
}

// fake gives rows that stand for a measurement.
type fake struct {
	rows  []row
	fault error
	asked *int
}

func (f fake) names() []string {
	var names []string
	for _, r := range f.rows {
		names = append(names, r.name)
	}
	return names
}

func (f fake) measure(context.Context) ([]row, error) {
	if f.asked != nil {
		*f.asked++
	}
	return slices.Clone(f.rows), f.fault
}

// bench runs the command line on fakes.
func bench(t *testing.T, all []measurement, args ...string) (code int, out, said string) {
	t.Helper()
	var stdout, stderr bytes.Buffer
	line := terminal.New("zhucun-sim", nil)
	line.Lang, line.Out, line.Err = words.English, &stdout, &stderr
	c := commands{Bench: benchCommand{suite: func(string, string) []measurement { return all }}}
	code = line.Run(append([]string{"bench", "--testdata", testdata}, args...), &c)
	return code, stdout.String(), stderr.String()
}

func within() row {
	return row{name: "within", value: new(1.5), unit: "x", control: new(0.25), bar: new(2.0)}
}
func tooMuch() row { return row{name: "too_much", value: new(2.5), unit: "x", bar: new(2.0)} }
func informs() row { return row{name: "informs", value: new(7.0), unit: "B"} }
func lacking() row { return row{name: "lacking", unit: "x", bar: new(2.0), lack: "demo.bench.no_vips"} }

func TestExitCodes(t *testing.T) {
	tests := []struct {
		promise string
		rows    []row
		fault   error
		ci      string
		args    []string
		want    int
	}{
		{"every bar kept", []row{within(), informs()}, nil, "", nil, terminal.ExitOK},
		{"a bar is kept at its very value", []row{{name: "at", value: new(2.0), unit: "x", bar: new(2.0)}}, nil, "", nil, terminal.ExitOK},
		{"a bar exceeded", []row{within(), tooMuch()}, nil, "", nil, terminal.ExitRefused},
		{"a bar exceeded, as JSON", []row{tooMuch()}, nil, "", []string{"--json"}, terminal.ExitRefused},
		{"a row that was not asked for is not judged", []row{within(), tooMuch()}, nil, "", []string{"--only", "within"}, terminal.ExitOK},
		{"a missing control at home", []row{lacking()}, nil, "", nil, terminal.ExitOK},
		{"a missing control in CI", []row{lacking()}, nil, "true", nil, terminal.ExitRefused},
		{"a measurement that fails", []row{within()}, errors.New("no room"), "", nil, terminal.ExitFailed},
		{"an unknown name", []row{within()}, nil, "", []string{"--only", "within,nothing"}, terminal.ExitUsage},
		{"a folder without testdata", []row{within()}, nil, "", []string{"--testdata", "nowhere"}, terminal.ExitFailed},
	}
	for _, test := range tests {
		t.Run(test.promise, func(t *testing.T) {
			t.Setenv("CI", test.ci)
			code, out, said := bench(t, []measurement{fake{rows: test.rows, fault: test.fault}}, test.args...)
			if code != test.want {
				t.Errorf("exit code %d, want %d\n%s%s", code, test.want, out, said)
			}
		})
	}
}

func TestOnlyMeasuresWhatWasAskedFor(t *testing.T) {
	var first, second int
	all := []measurement{fake{rows: []row{within(), tooMuch()}, asked: &first}, fake{rows: []row{informs()}, asked: &second}}
	_, out, _ := bench(t, all, "--only", "too_much")
	if first != 1 || second != 0 {
		t.Errorf("measured %d and %d times; want 1 and 0", first, second)
	}
	if !strings.Contains(out, "too_much") || strings.Contains(out, "within") || strings.Contains(out, "informs") {
		t.Errorf("printed\n%swant the row too_much alone", out)
	}
}

func TestAFailureCostsNoOtherRow(t *testing.T) {
	all := []measurement{fake{rows: []row{within()}, fault: errors.New("no room left")}, fake{rows: []row{informs()}}}
	_, out, said := bench(t, all)
	if !strings.Contains(out, "informs") || !strings.Contains(said, "within: no room left") {
		t.Errorf("printed\n%sand said %q; want the row informs, and which measurement failed of what", out, said)
	}
}

func TestTheTableSaysEachVerdict(t *testing.T) {
	t.Setenv("CI", "")
	_, out, _ := bench(t, []measurement{fake{rows: []row{within(), tooMuch(), informs(), lacking()}}})
	for _, want := range [][]string{
		{"name", "value", "unit", "control", "bar", "result"},
		{"within", "1.5", "x", "0.25", "2", "ok"},
		{"too_much", "2.5", "x", "-", "2", "over"},
		{"informs", "7", "B", "-", "-"},
		{"lacking", "-", "x", "-", "2", "no", "control:", "vipsthumbnail", "is", "not", "installed"},
	} {
		found := slices.ContainsFunc(strings.Split(out, "\n"), func(line string) bool { return slices.Equal(strings.Fields(line), want) })
		if !found {
			t.Errorf("no line %v in\n%s", want, out)
		}
	}
}

func TestJSONIsOneArray(t *testing.T) {
	_, out, _ := bench(t, []measurement{fake{rows: []row{within(), lacking()}}}, "--json")
	decoder := json.NewDecoder(strings.NewReader(out))
	var rows []map[string]any
	if err := decoder.Decode(&rows); err != nil {
		t.Fatal(err)
	}
	if _, err := decoder.Token(); err != io.EOF {
		t.Errorf("something stands behind the array: %v", err)
	}
	for i, want := range []map[string]any{
		{"name": "within", "value": 1.5, "unit": "x", "control": 0.25, "bar": 2.0, "machine": machine()},
		{"name": "lacking", "value": nil, "unit": "x", "control": nil, "bar": 2.0, "machine": machine()},
	} {
		if !maps.Equal(rows[i], want) {
			t.Errorf("got %v, want %v", rows[i], want)
		}
	}
}

func TestProcessorIsTheModelThatLinuxTells(t *testing.T) {
	for info, want := range map[string]string{
		"processor\t: 0\nmodel\t\t: 85\nmodel name\t: Some CPU @ 2.50GHz\nmodel name\t: another\n": "Some CPU @ 2.50GHz",
		"processor\t: 0\nBogoMIPS\t: 50.00\n":                                                      "",
	} {
		if got := processor(strings.NewReader(info)); got != want {
			t.Errorf("got %q, want %q", got, want)
		}
	}
}
