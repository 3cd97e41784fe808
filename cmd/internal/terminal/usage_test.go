package terminal

import (
	"bytes"
	"strings"
	"testing"

	"zhucun/syncproto/words"
)

// tool has a flag, an argument or a command for each way to get a command line wrong.
type tool struct {
	Open struct {
		Number uint32 `arg:""`
		Name   string `required:""`
		Kind   string `enum:"big,small" default:"big"`
		Wet    bool   `xor:"state"`
		Dry    bool   `xor:"state"`
	} `cmd:""`
	End struct {
		Phone string `xor:"what" required:""`
		Code  string `xor:"what" required:""`
	} `cmd:""`
}

func TestTheParsersSentencesAreTranslated(t *testing.T) {
	tests := []struct {
		promise string
		args    []string
		want    string
	}{
		{"no command", nil, "请写要做什么:open, end。\n用 zhucun --help 看用法。\n"},
		{"a command that is none", []string{"paint"}, "多了“paint”,或者写错了。\n用 zhucun --help 看用法。\n"},
		{"a command mistyped", []string{"opne"}, "没有“opne”。是不是 open?\n用 zhucun --help 看用法。\n"},
		{"a flag that is none", []string{"open", "--colour"}, "没有选项 --colour。\n用 zhucun open --help 看用法。\n"},
		{"a flag mistyped", []string{"open", "--nam", "x"}, "没有选项 --nam。是不是 --name?\n用 zhucun open --help 看用法。\n"},
		{"one word too many", []string{"open", "1", "2"}, "多了“2”,或者写错了。\n用 zhucun open --help 看用法。\n"},
		{"a flag without its value", []string{"open", "1", "--name"}, "--name 后面还要写内容。\n用 zhucun open --help 看用法。\n"},
		{"a flag is missing", []string{"open", "1"}, "还要写:--name。\n用 zhucun open --help 看用法。\n"},
		{"an argument is missing", []string{"open", "--name=x"}, "还要写:<number>。\n用 zhucun open --help 看用法。\n"},
		{"no number", []string{"open", "one", "--name=x"}, "<number> 要写数字,“one”不行。\n用 zhucun open --help 看用法。\n"},
		{"none of the choices", []string{"open", "1", "--name=x", "--kind=huge"}, "--kind 不能写“huge”。可以写:big, small。\n用 zhucun open --help 看用法。\n"},
		{"two that shut each other out", []string{"open", "1", "--name=x", "--wet", "--dry"}, "--wet 和 --dry 只能写一个。\n用 zhucun open --help 看用法。\n"},
		{"neither of two", []string{"end"}, "还要写:--phone 或 --code。\n用 zhucun end --help 看用法。\n"},
		{"what no translation is known for", []string{"open", "1", "--name=x", "--wet=perhaps"}, "命令行有错:"},
	}
	for _, test := range tests {
		t.Run(test.promise, func(t *testing.T) {
			var out, said bytes.Buffer
			code := (&Terminal{Lang: words.Chinese, Out: &out, Err: &said, name: "zhucun"}).Run(test.args, &tool{})
			if code != ExitUsage || !strings.HasPrefix(said.String(), test.want) {
				t.Errorf("got %d and\n%s\nwant %d and\n%s", code, said.String(), ExitUsage, test.want)
			}
			if out.Len() > 0 {
				t.Errorf("a mistake is no output: %q", out.String())
			}
		})
	}
}
