package words

import (
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"maps"
	"os"
	"path"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
	"testing/fstest"
)

const (
	module = "zhucun"
	here   = "zhucun/syncproto/words"
)

var (
	// quotedKey finds a key in a page template.
	quotedKey = regexp.MustCompile("[\"`]([a-z]+(?:\\.[a-z0-9_]+){2,})[\"`]")

	// keyName is what a constant is called that stands for a key.
	keyName = regexp.MustCompile(`^[kK]ey[A-Z]`)
)

// usage finds what the module's sources ask of a catalogue that it does not hold. Sources are the Go files that are no
// tests, and page templates.
type usage struct {
	known     map[string]string               // the catalogue in one language
	constants map[string]map[string]string    // string constants, by folder and name
	sources   map[string]map[string]*ast.File // by folder and file name
	templates map[string]string               // by file name
	faults    []string
}

// read takes in a source tree. Folders that begin with a dot hold tools, testdata is data.
func read(tree fs.FS, known map[string]string) (*usage, error) {
	u := &usage{
		known:     known,
		constants: map[string]map[string]string{},
		sources:   map[string]map[string]*ast.File{},
		templates: map[string]string{},
	}
	return u, fs.WalkDir(tree, ".", func(name string, entry fs.DirEntry, err error) error {
		switch {
		case err != nil:
			return err
		case entry.IsDir():
			if name != "." && (strings.HasPrefix(entry.Name(), ".") || entry.Name() == "testdata") {
				return fs.SkipDir
			}
			return nil
		case strings.HasSuffix(name, ".go") && !strings.HasSuffix(name, "_test.go"):
			return u.readGo(tree, name)
		case path.Ext(name) == ".html" || path.Ext(name) == ".tmpl":
			content, err := fs.ReadFile(tree, name)
			u.templates[name] = string(content)
			return err
		}
		return nil
	})
}

func (u *usage) readGo(tree fs.FS, name string) error {
	content, err := fs.ReadFile(tree, name)
	if err != nil {
		return err
	}
	file, err := parser.ParseFile(token.NewFileSet(), name, content, parser.SkipObjectResolution)
	if err != nil {
		return err
	}
	folder := path.Dir(name)
	if u.sources[folder] == nil {
		u.sources[folder] = map[string]*ast.File{}
		u.constants[folder] = map[string]string{}
	}
	u.sources[folder][name] = file
	ast.Inspect(file, func(node ast.Node) bool {
		if group, ok := node.(*ast.GenDecl); ok && group.Tok == token.CONST {
			u.readConstants(folder, group)
		}
		return true
	})
	return nil
}

func (u *usage) readConstants(folder string, group *ast.GenDecl) {
	for _, spec := range group.Specs {
		spec := spec.(*ast.ValueSpec)
		for i, name := range spec.Names {
			if i < len(spec.Values) {
				if text, ok := literal(spec.Values[i]); ok {
					u.constants[folder][name.Name] = text
				}
			}
		}
	}
}

// check goes through everything that was read.
func (u *usage) check() {
	for _, name := range slices.Sorted(maps.Keys(u.templates)) {
		for _, match := range quotedKey.FindAllStringSubmatch(u.templates[name], -1) {
			u.checkShaped(name, match[1])
		}
	}
	for _, folder := range slices.Sorted(maps.Keys(u.sources)) {
		speaks := false
		for _, file := range u.sources[folder] {
			speaks = speaks || slices.Contains(slices.Collect(maps.Values(imports(file))), here)
		}
		for _, name := range slices.Sorted(maps.Keys(u.sources[folder])) {
			u.checkFile(folder, name, speaks)
		}
	}
}

// checkFile judges each text of the shape of a key, wherever it stands; and in a package that speaks, that is, imports
// the catalogue, each call of a method Text and each constant named for a key.
func (u *usage) checkFile(folder, name string, speaks bool) {
	file := u.sources[folder][name]
	ast.Inspect(file, func(node ast.Node) bool {
		switch node := node.(type) {
		case *ast.BasicLit:
			if text, ok := literal(node); ok {
				u.checkShaped(name, text)
			}
		case *ast.GenDecl:
			if speaks && node.Tok == token.CONST {
				for _, spec := range node.Specs {
					u.checkKeyConstants(name, spec.(*ast.ValueSpec))
				}
			}
		case *ast.CallExpr:
			method, ok := node.Fun.(*ast.SelectorExpr)
			if !ok || !speaks || method.Sel.Name != "Text" || len(node.Args) == 0 {
				return true
			}
			if key, ok := u.constant(folder, file, node.Args[0]); ok {
				u.checkCall(folder, name, key, node)
			}
		}
		return true
	})
}

// checkShaped judges a text that looks like a key of one of the catalogue's areas.
func (u *usage) checkShaped(name, text string) {
	area, _, _ := strings.Cut(text, ".")
	isArea := func(key string) bool { return strings.HasPrefix(key, area+".") }
	if !keyShape.MatchString(text) || !slices.ContainsFunc(slices.Collect(maps.Keys(u.known)), isArea) {
		return
	}
	if !u.has(text) {
		u.missing(name, text)
	}
}

// checkKeyConstants judges constants named KeyPortTaken or keyPortTaken.
func (u *usage) checkKeyConstants(name string, spec *ast.ValueSpec) {
	for i, ident := range spec.Names {
		if !keyName.MatchString(ident.Name) || i >= len(spec.Values) {
			continue
		}
		if text, ok := literal(spec.Values[i]); ok && !u.has(text) {
			u.missing(name, text)
		}
	}
}

// checkCall judges the key of a call of Text, and its names where all of them are constant.
func (u *usage) checkCall(folder, name, key string, call *ast.CallExpr) {
	if !u.has(key) {
		u.missing(name, key)
		return
	}
	if call.Ellipsis.IsValid() {
		return
	}
	var names []string
	for i := 1; i < len(call.Args); i += 2 {
		given, ok := u.constant(folder, u.sources[folder][name], call.Args[i])
		if !ok {
			return
		}
		names = append(names, given)
	}
	slices.Sort(names)
	if want := placeholders(u.known[key]); !slices.Equal(names, want) || len(call.Args)%2 == 0 {
		u.fault("%s: Text(%q) is given %v, want a value for each of %v", name, key, names, want)
	}
}

// constant resolves a literal, a constant of the same package, or one of another package of this module.
func (u *usage) constant(folder string, file *ast.File, expr ast.Expr) (string, bool) {
	switch expr := expr.(type) {
	case *ast.Ident:
		text, ok := u.constants[folder][expr.Name]
		return text, ok
	case *ast.SelectorExpr:
		if x, ok := expr.X.(*ast.Ident); ok {
			text, ok := u.constants[strings.TrimPrefix(imports(file)[x.Name], module+"/")][expr.Sel.Name]
			return text, ok
		}
	}
	return literal(expr)
}

func (u *usage) has(key string) bool {
	_, ok := u.known[key]
	return ok
}

// missing says a thing once, however many checks find it.
func (u *usage) missing(name, key string) {
	if fault := fmt.Sprintf("%s: no language has the key %q", name, key); !slices.Contains(u.faults, fault) {
		u.faults = append(u.faults, fault)
	}
}

func (u *usage) fault(format string, args ...any) {
	u.faults = append(u.faults, fmt.Sprintf(format, args...))
}

func literal(expr ast.Expr) (string, bool) {
	lit, ok := expr.(*ast.BasicLit)
	if !ok || lit.Kind != token.STRING {
		return "", false
	}
	text, err := strconv.Unquote(lit.Value)
	return text, err == nil
}

// imports maps the names a file uses to import paths.
func imports(file *ast.File) map[string]string {
	byName := map[string]string{}
	for _, spec := range file.Imports {
		target, _ := literal(spec.Path)
		if spec.Name != nil {
			byName[spec.Name.Name] = target
		} else {
			byName[path.Base(target)] = target
		}
	}
	return byName
}

func TestEveryKeyInUseHasAText(t *testing.T) {
	u, err := read(os.DirFS("../.."), catalogue()[Chinese])
	if err != nil {
		t.Fatal(err)
	}
	if len(u.sources) < 2 {
		t.Fatalf("read %d packages: a law over nothing proves nothing", len(u.sources))
	}
	u.check()
	for _, fault := range u.faults {
		t.Error(fault)
	}
}

func TestMissingKeysAreFound(t *testing.T) {
	known := map[string]string{"page.a.day": "{day}", "page.a.title": "x"}
	speaking := "package p\nimport \"" + here + "\"\nvar lang words.Lang\n"
	tests := []struct {
		promise string
		files   map[string]string
		faults  int
	}{
		{"keys that are there are fine", map[string]string{"cmd/p/p.go": speaking + `var x = lang.Text("page.a.title") + lang.Text("page.a.day", "day", 1)`}, 0},
		{"a missing key", map[string]string{"cmd/p/p.go": speaking + `var x = lang.Text("page.a.b")`}, 1},
		{"a key of no shape", map[string]string{"cmd/p/p.go": speaking + `var x = lang.Text("Title")`}, 1},
		{"a file of the package that does not import the catalogue itself", map[string]string{"cmd/p/p.go": speaking, "cmd/p/q.go": "package p\nvar x = lang.Text(`Title`)"}, 1},
		{"a constant of the package", map[string]string{"cmd/p/p.go": speaking + "const title = `Title`\nvar x = lang.Text(title)"}, 1},
		{"a constant of another package", map[string]string{"cmd/p/p.go": "package p\nimport \"" + here + "\"\nimport \"zhucun/server/r\"\nvar lang words.Lang\nvar x = lang.Text(r.Title)", "server/r/r.go": "package r\nconst Title = `Title`"}, 1},
		{"a list of keys", map[string]string{"cmd/p/p.go": speaking + "const (\n\tKeyTitle = `Title`\n\tKeyDay = `page.a.day`\n\tKeySize = 3\n)"}, 1},
		{"a table of keys", map[string]string{"cmd/p/p.go": "package p\nvar hints = map[int]string{1: `page.a.gone`}"}, 1},
		{"a page template", map[string]string{"server/p/p.html": `<h1>{{text "page.a.title"}}</h1><p>{{text "page.a.gone"}}`}, 1},
		{"a placeholder without a value", map[string]string{"cmd/p/p.go": speaking + `var x = lang.Text("page.a.day")`}, 1},
		{"a value without a placeholder", map[string]string{"cmd/p/p.go": speaking + `var x = lang.Text("page.a.title", "day", 1)`}, 1},
		{"a name without a value", map[string]string{"cmd/p/p.go": speaking + `var x = lang.Text("page.a.day", "day")`}, 1},
		{"names known only when it runs are let pass", map[string]string{"cmd/p/p.go": speaking + `func f(args ...any) string { return lang.Text("page.a.day", args...) }`}, 0},
		{"a method Text of something else", map[string]string{"cmd/p/p.go": "package p\nvar x = scanner.Text(`Title`)"}, 0},
		{"tests may ask for what is not there", map[string]string{"cmd/p/p_test.go": speaking + `var x = lang.Text("page.a.b")`}, 0},
	}
	for _, test := range tests {
		t.Run(test.promise, func(t *testing.T) {
			tree := fstest.MapFS{}
			for name, content := range test.files {
				tree[name] = &fstest.MapFile{Data: []byte(content)}
			}
			u, err := read(tree, known)
			if err != nil {
				t.Fatal(err)
			}
			if u.check(); len(u.faults) != test.faults {
				t.Errorf("got faults %q, want %d", u.faults, test.faults)
			}
		})
	}
}
