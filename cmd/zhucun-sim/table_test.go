package main

import (
	"bytes"
	"testing"

	"zhucun/cmd/internal/terminal"
	"zhucun/syncproto/words"
)

func TestChineseColumnsStandUnderEachOther(t *testing.T) {
	var out bytes.Buffer
	screen := terminal.New("zhucun-sim", nil)
	screen.Lang, screen.Out = words.Chinese, &out
	printTable(screen, []row{within(), tooMuch()})
	const want = "名称      数值  单位  对照  上限  结果\n" +
		"within    1.5   x     0.25  2     合格\n" +
		"too_much  2.5   x     -     2     超过上限\n"
	if out.String() != want {
		t.Errorf("got\n%s\nwant\n%s", out.String(), want)
	}
}
