package syncproto_test

import (
	"fmt"
	"os"
	"regexp"
	"strconv"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"zhucun/syncproto"
)

func specText(t testing.TB) string {
	t.Helper()
	data, err := os.ReadFile("SPEC.md")
	if err != nil {
		t.Fatal(err)
	}
	return string(data)
}

// section is one of SPEC.md's, by its number.
func section(t testing.TB, number int) string {
	t.Helper()
	_, rest, found := strings.Cut(specText(t), fmt.Sprintf("\n## %d. ", number))
	if !found {
		t.Fatalf("SPEC.md has no section %d", number)
	}
	text, _, _ := strings.Cut(rest, "\n## ")
	return text
}

// rows of the tables in a section, as their trimmed cells.
func rows(text string) (rows [][]string) {
	for line := range strings.Lines(text) {
		if line = strings.TrimSpace(line); strings.HasPrefix(line, "|") {
			cells := strings.Split(strings.Trim(line, "|"), "|")
			for i := range cells {
				cells[i] = strings.TrimSpace(cells[i])
			}
			rows = append(rows, cells)
		}
	}
	return rows
}

var quoted = regexp.MustCompile("^`([a-z_]+)`$")

func TestSpecAndCodeHaveTheSameErrors(t *testing.T) {
	spec, code := map[int]string{}, map[int]string{}
	for _, row := range rows(section(t, 8)) {
		number, err := strconv.Atoi(row[0])
		name := quoted.FindStringSubmatch(row[1])
		if err == nil && name != nil {
			spec[number] = name[1]
		}
	}
	for _, c := range syncproto.Codes() {
		code[int(c)] = c.String()
	}
	if diff := cmp.Diff(spec, code); diff != "" {
		t.Errorf("section 8 (-) and errors.go (+) differ:\n%s", diff)
	}
}

func TestSpecAndCodeHaveTheSameKinds(t *testing.T) {
	spec := map[syncproto.Kind]string{}
	for _, row := range rows(section(t, 5)) {
		number, err := strconv.Atoi(row[0])
		if name := quoted.FindStringSubmatch(row[1]); err == nil && name != nil {
			spec[syncproto.Kind(number)] = name[1]
		}
	}
	if diff := cmp.Diff(spec, kinds); diff != "" {
		t.Errorf("section 5 (-) and the kinds of event.go (+) differ:\n%s", diff)
	}
	for kind := range 256 {
		_, err := syncproto.DecodeEvent([]byte{0x83, 0x18, byte(kind), 0, 0})
		if kind < 24 {
			_, err = syncproto.DecodeEvent([]byte{0x83, byte(kind), 0, 0})
		}
		_, known := kinds[syncproto.Kind(kind)]
		if unknown := syncproto.CodeOf(err) == syncproto.CodeUnknownKind; kind > 0 && unknown == known {
			t.Errorf("kind %d: %v", kind, err)
		}
	}
}

// The items of a kind, counted in the table, are as many as its event has.
func TestSpecAndCodeHaveTheSameItems(t *testing.T) {
	lengths := map[string]int{}
	for _, row := range rows(section(t, 5)) {
		if name := quoted.FindStringSubmatch(row[1]); name != nil && len(row) == 3 {
			lengths[name[1]] = 3 + len(strings.Split(row[2], ","))
		}
	}
	for name, golden := range goldenEvents(t) {
		data := encoded(t, syncproto.Event{Body: golden.body})
		if kind := kinds[golden.body.Kind()]; int(data[0]&31) != lengths[kind] {
			t.Errorf("%s has %d items, section 5 says %d", name, data[0]&31, lengths[kind])
		}
	}
}

func TestSpecAndCodeHaveTheSameLimits(t *testing.T) {
	code := map[string]int{
		"event": syncproto.MaxEventBytes, "events in a segment": syncproto.MaxSegmentEvents, "body a phone writes": syncproto.MaxBodyWritten,
		"body a decoder takes": syncproto.MaxBodyRead, "dictionary": syncproto.MaxDictionary, "nesting of arrays": syncproto.MaxNesting,
		"frame payload": syncproto.MaxFrame, "request body": syncproto.MaxRequest, "title of a deed": syncproto.MaxTitle,
		"reason of a satisfaction": syncproto.MaxReason, "reason of a correction": syncproto.MaxCorrection, "note": syncproto.MaxNote,
		"name of a county": syncproto.MaxCountyName, "households of a deed": syncproto.MaxHouseholds, "manifest": syncproto.MaxManifest,
		"thumbnail": syncproto.MaxThumbnail, "view": syncproto.MaxView, "long side of a view": syncproto.MaxViewPixels, "original": syncproto.MaxOriginal,
		"offsets in an answer": syncproto.MaxOffsets, "quarantine for an unknown log": syncproto.MaxQuarantinePerLog,
		"quarantine for a carrier": syncproto.MaxQuarantinePerCarrier,
	}
	spec := map[string]int{}
	digits := regexp.MustCompile(`^[0-9,]+`)
	for _, row := range rows(section(t, 9)) {
		if number, err := strconv.Atoi(strings.ReplaceAll(digits.FindString(row[1]), ",", "")); err == nil {
			spec[row[0]] = number
		}
	}
	if diff := cmp.Diff(spec, code); diff != "" {
		t.Errorf("section 9 (-) and limits.go (+) differ:\n%s", diff)
	}
	for number, text := range map[int]string{syncproto.MaxOrdinal: "1 to 999,999,999", syncproto.MaxDay: "up to 65,535"} {
		if !strings.Contains(section(t, 2), text) {
			t.Errorf("section 2 does not give the range up to %d as %q", number, text)
		}
	}
	for number, text := range map[int]string{syncproto.MaxClaimed: "(0 to 1439)", syncproto.MaxClaimedOut: "(0 to 2879)"} {
		if !strings.Contains(section(t, 5), text) {
			t.Errorf("section 5 does not give the range up to %d as %q", number, text)
		}
	}
	if syncproto.MaxSeq != 1<<62 || syncproto.MaxSeconds != 1<<40 || !strings.Contains(section(t, 2), "up to 2^62") || !strings.Contains(section(t, 2), "up to 2^40") {
		t.Error("the limits of a header's numbers are not those of section 2")
	}
}

func TestSpecAndCodeHaveTheSameFrames(t *testing.T) {
	spec := map[syncproto.FrameType]bool{}
	for _, row := range rows(section(t, 6)) {
		number, err := strconv.ParseUint(row[0], 0, 8)
		if err == nil && !strings.HasPrefix(row[3], "kept for") {
			spec[syncproto.FrameType(number)] = true
		}
	}
	code := map[syncproto.FrameType]bool{}
	for _, kind := range []syncproto.FrameType{syncproto.FrameHello, syncproto.FrameEnrol, syncproto.FrameSegment, syncproto.FrameAck, syncproto.FrameReceipt,
		syncproto.FrameGrant, syncproto.FrameOffset, syncproto.FrameTime, syncproto.FrameNotice, syncproto.FrameCheckpoint, syncproto.FrameEnd} {
		code[kind] = true
	}
	if diff := cmp.Diff(spec, code); diff != "" {
		t.Errorf("section 6 (-) and frame.go (+) differ:\n%s", diff)
	}
}

// Each rule of section 11 has its named test: numbers 1 to 10 stand here, in SPEC.md and in the names of the tests.
func TestEveryRuleOfPairingHasItsTest(t *testing.T) {
	var tests []byte
	for _, name := range []string{"pairing_test.go", "pairing_grades_test.go"} {
		data, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		tests = append(tests, data...)
	}
	numbered := regexp.MustCompile(`(?m)^([0-9]+)\. `).FindAllStringSubmatch(section(t, 11), -1)
	if len(numbered) != 10 {
		t.Errorf("section 11 has %d rules, want 10", len(numbered))
	}
	for _, rule := range numbered {
		if !strings.Contains(string(tests), "func TestRule"+rule[1]+"(") {
			t.Errorf("rule %s has no test", rule[1])
		}
	}
}
