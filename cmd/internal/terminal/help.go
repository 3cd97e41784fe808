package terminal

import (
	"strings"

	"github.com/alecthomas/kong"
)

// translate replaces the keys that stand in help tags by the catalogue's texts.
func (t *Terminal) translate(model *kong.Application) {
	model.Help = t.Lang.Text(t.area() + ".help.about")
	if model.HelpFlag != nil {
		model.HelpFlag.Help = t.Lang.Text("errors.usage.help_flag")
	}
	for _, node := range append(model.Leaves(false), model.Children...) {
		if node.Type == kong.CommandNode {
			node.Help = t.helpText(node.Help)
		}
	}
	_ = kong.Visit(model, func(node kong.Visitable, next kong.Next) error {
		switch node := node.(type) {
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
