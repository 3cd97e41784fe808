package terminal

import (
	"bytes"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"zhucun/syncproto/words"
)

func TestColumnsStandUnderEachOther(t *testing.T) {
	var out bytes.Buffer
	(&Terminal{Lang: words.Chinese, Out: &out}).Table([][]string{{"村", "结论", "编号"}, {"石牛嘴村", "已确认", "1"}, {"A", "b", "2"}})
	const want = "村        结论    编号\n石牛嘴村  已确认  1\nA         b       2\n"
	if out.String() != want {
		t.Errorf("got\n%s\nwant\n%s", out.String(), want)
	}
}

func TestWrapKeepsEveryWordAndTheWidth(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		parts := rapid.SliceOf(rapid.SampledFrom([]string{"到村", "记录", ",", "。", "visits", "a", "(", ")"})).Draw(t, "parts")
		places := rapid.IntRange(12, 40).Draw(t, "places")
		text := strings.Join(parts, " ")
		lines := wrap(text, places)
		squeeze := strings.NewReplacer(" ", "")
		if got, want := squeeze.Replace(strings.Join(lines, "")), squeeze.Replace(text); got != want {
			t.Errorf("wrapped %q, want %q", got, want)
		}
		for _, line := range lines {
			if drawn(line) > places {
				t.Errorf("%q takes %d places of %d", line, drawn(line), places)
			}
		}
	})
}

func TestNoLineBeginsWithAStop(t *testing.T) {
	for _, line := range wrap("手机编号是记录编号里连字符前面的部分,写前八位就行。", 12) {
		if strings.HasPrefix(line, ",") || strings.HasPrefix(line, "。") {
			t.Errorf("a line begins with a stop: %q", line)
		}
	}
}
