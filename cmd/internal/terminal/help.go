package terminal

import (
	"reflect"
	"strings"

	"github.com/alecthomas/kong"
)

// translate replaces the keys that stand in help tags by the catalogue's texts.
func (t *Terminal) translate(model *kong.Application) {
	model.Help = t.Lang.Text(t.area() + ".help.about")
	if model.HelpFlag != nil {
		model.HelpFlag.Help = t.Lang.Text("errors.usage.help_flag")
	}
	_ = kong.Visit(model, func(node kong.Visitable, next kong.Next) error {
		switch node := node.(type) {
		case *kong.Node:
			node.Help, node.Detail = t.helpText(node.Help), t.helpText(node.Detail)
		case *kong.Flag:
			node.Help = t.helpText(node.Help)
		case *kong.Value:
			node.Help = t.helpText(node.Help)
		}
		return next(nil)
	})
}

// helpText is the text of a key; what is translated already has spaces, and stays.
func (t *Terminal) helpText(key string) string {
	if !strings.HasPrefix(key, t.area()+".help.") {
		return key
	}
	return t.Lang.Text(key)
}

// area of the catalogue that holds the command's texts: field for zhucun-field, county for zhucun.
func (t *Terminal) area() string {
	if _, tool, ok := strings.Cut(t.name, "-"); ok {
		return tool
	}
	return "county"
}

// printHelp is the help of the whole tool or of one command, in the terminal's language.
func (t *Terminal) printHelp(_ kong.HelpOptions, ctx *kong.Context) error {
	node := ctx.Selected()
	if node == nil {
		node = ctx.Model.Node
	}
	t.Paragraph(t.Lang.Text("errors.usage.use", "command", t.summary(node)))
	for _, text := range []string{node.Help, node.Detail} {
		if text != "" {
			t.Paragraph("\n" + text)
		}
	}
	t.section("errors.usage.arguments", t.arguments(node))
	t.section("errors.usage.commands", commandsOf(node))
	t.section("errors.usage.flags", t.flags(node))
	for parent := node.Parent; parent != nil; parent = parent.Parent {
		t.section("errors.usage.common_flags", t.flags(parent))
	}
	if node.Parent == nil {
		t.Paragraph("\n" + t.Lang.Text("errors.usage.exits"))
	}
	if len(node.Children) > 0 {
		t.Paragraph("\n" + t.Lang.Text("errors.usage.see", "command", strings.TrimSpace(node.FullPath()+" "+t.Lang.Text("errors.usage.a_command"))))
	}
	return nil
}

// section writes a part of the help. One without rows is left out.
func (t *Terminal) section(title string, rows [][2]string) {
	if len(rows) > 0 {
		t.Paragraph("\n" + t.Lang.Text(title))
		t.Beside(rows)
	}
}

// summary is a command as it is written, with what must be given.
func (t *Terminal) summary(node *kong.Node) string {
	parts := []string{node.FullPath()}
	for _, argument := range node.Positional {
		name := "<" + argument.Name + ">"
		if !argument.Required {
			name = "[" + name + "]"
		}
		parts = append(parts, name)
	}
	if len(node.Children) > 0 {
		parts = append(parts, t.Lang.Text("errors.usage.a_command"))
	}
	parts = append(parts, t.required(node)...)
	return strings.Join(append(parts, t.Lang.Text("errors.usage.a_flag")), " ")
}

// required are the flags that must be given; of those that shut each other out, one.
func (t *Terminal) required(node *kong.Node) []string {
	var list []string
	choice := map[string]int{}
	for _, flag := range node.Flags {
		if !flag.Required {
			continue
		}
		if len(flag.Xor) > 0 {
			if at, ok := choice[flag.Xor[0]]; ok {
				list[at] = strings.TrimSuffix(list[at], ")") + " | " + t.flag(flag) + ")"
				continue
			}
			choice[flag.Xor[0]] = len(list)
			list = append(list, "("+t.flag(flag)+")")
			continue
		}
		list = append(list, t.flag(flag))
	}
	return list
}

func (t *Terminal) flag(flag *kong.Flag) string {
	if flag.IsBool() {
		return "--" + flag.Name
	}
	placeholder := flag.PlaceHolder
	if placeholder == "" {
		placeholder = t.Lang.Text("errors.usage.text")
		if kind := flag.Target.Kind(); kind != reflect.String && kind != reflect.Slice {
			placeholder = t.Lang.Text("errors.usage.a_number")
		}
	}
	return "--" + flag.Name + "=" + placeholder
}

func (t *Terminal) arguments(node *kong.Node) [][2]string {
	var rows [][2]string
	for _, argument := range node.Positional {
		rows = append(rows, [2]string{"<" + argument.Name + ">", argument.Help})
	}
	return rows
}

func commandsOf(node *kong.Node) [][2]string {
	var rows [][2]string
	for _, child := range node.Children {
		if !child.Hidden {
			rows = append(rows, [2]string{child.Name, child.Help})
		}
	}
	return rows
}

func (t *Terminal) flags(node *kong.Node) [][2]string {
	var rows [][2]string
	for _, flag := range node.Flags {
		if flag.Hidden {
			continue
		}
		help := flag.Help
		if flag.HasDefault && !flag.IsBool() {
			help += t.Lang.Text("errors.usage.default", "value", flag.Default)
		}
		if len(flag.Tag.Envs) > 0 {
			help += t.Lang.Text("errors.usage.environment", "name", flag.Tag.Envs[0])
		}
		rows = append(rows, [2]string{t.flag(flag), help})
	}
	return rows
}
