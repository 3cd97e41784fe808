package reader

import (
	"bytes"
	"encoding/hex"
	"errors"
	"strings"
	"testing"
)

func unhex(t *testing.T, s string) []byte {
	t.Helper()
	b, err := hex.DecodeString(strings.ReplaceAll(s, " ", ""))
	if err != nil {
		t.Fatal(err)
	}
	return b
}

func TestParseRefuses(t *testing.T) {
	for name, c := range map[string]struct {
		hex  string
		want error
	}{
		"nothing":                        {"", errCut},
		"integer longer than needed":     {"1817", errLongHead},
		"two bytes for one":              {"1900ff", errLongHead},
		"four bytes for two":             {"1a0000ffff", errLongHead},
		"eight bytes for four":           {"1b00000000ffffffff", errLongHead},
		"string head longer than needed": {"580161", errLongHead},
		"array head longer than needed":  {"980101", errLongHead},
		"integer cut":                    {"19ff", errCut},
		"bytes cut":                      {"4261", errCut},
		"bytes of 2^64-1":                {"5bffffffffffffffff", errCut},
		"array cut":                      {"8201", errCut},
		"array of 2^64-1":                {"9bffffffffffffffff", errCut},
		"trailing byte":                  {"0100", errTrailing},
		"negative":                       {"20", errSubset},
		"map":                            {"a0", errSubset},
		"tag":                            {"c101", errSubset},
		"false":                          {"f4", errSubset},
		"undefined":                      {"f7", errSubset},
		"simple 22 in two bytes":         {"f816", errSubset},
		"float":                          {"f93c00", errSubset},
		"indefinite bytes":               {"5f4161ff", errSubset},
		"indefinite array":               {"9f01ff", errSubset},
		"break":                          {"ff", errSubset},
		"reserved additional":            {"1c", errSubset},
		"not UTF-8":                      {"61ff", errText},
		"surrogate":                      {"63eda080", errText},
		"tabulator":                      {"6109", errText},
		"delete":                         {"617f", errText},
		"C1 control":                     {"62c280", errText},
		"right-to-left override":         {"63e280ae", errText},
		"Arabic letter mark":             {"62d89c", errText},
		"zero width space":               {"63e2808b", errText},
		"left-to-right mark":             {"63e2808e", errText},
		"right-to-left mark":             {"63e2808f", errText},
		"line separator":                 {"63e280a8", errText},
		"paragraph separator":            {"63e280a9", errText},
		"byte order mark":                {"63efbbbf", errText},
		"isolate":                        {"63e281a6", errText},
		"fault inside an array":          {"8161ff", errText},
	} {
		t.Run(name, func(t *testing.T) {
			if _, err := parse(unhex(t, c.hex)); !errors.Is(err, c.want) {
				t.Errorf("got %v, want %v", err, c.want)
			}
		})
	}
}

func TestParseTakes(t *testing.T) {
	for _, s := range []string{
		"00", "17", "1818", "18ff", "190100", "19ffff", "1a00010000", "1b0000000100000000", "1bffffffffffffffff",
		"40", "4161", "60", "610a", "63e9a9bb", "63e2808c", "63e2808d", "63e280a7", "63e280af", "80", "f6", "8301f64100", "84808080818100",
	} {
		raw := unhex(t, s)
		it, err := parse(raw)
		if err != nil {
			t.Errorf("%s: %v", s, err)
		}
		if got := appendItem(nil, again(it)); !bytes.Equal(got, raw) {
			t.Errorf("%s encodes to %x", s, got)
		}
	}
}

func TestDepthCountsArrays(t *testing.T) {
	it, err := parse(unhex(t, "8280 81 81 81 00"))
	if err != nil || it.depth != 4 {
		t.Errorf("got depth %d, %v; want 4", it.depth, err)
	}
}

func TestDeepNestingEnds(t *testing.T) {
	deep := bytes.Repeat([]byte{0x81}, 4<<20)
	if _, err := parse(deep); !errors.Is(err, errTooNested) {
		t.Errorf("got %v, want %v", err, errTooNested)
	}
}

func FuzzParse(f *testing.F) {
	f.Add([]byte{0x83, 0x01, 0xf6, 0x41, 0x00})
	f.Add([]byte{0x9b, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff})
	f.Add(array("zhucun", uint64(1)<<40, []byte{1}, nil, []any{1, 2}))
	f.Fuzz(func(t *testing.T, b []byte) {
		it, err := parse(b)
		if err != nil {
			return
		}
		if got := appendItem(nil, again(it)); !bytes.Equal(got, b) {
			t.Errorf("%x encodes to %x", b, got)
		}
	})
}
