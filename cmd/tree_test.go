package cmd_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"io"
	"os"
	"os/exec"
	"path"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
)

const (
	module = "zhucun"
	root   = ".."
)

// Package is all that a rule may look at. Packages of this module go by their folder: "server/evidence".
type Package struct {
	Path        string
	Name        string
	Imports     []string // by files that are no tests, whatever their build tags
	Deps        []string // of this module, among all that Imports lead to
	TestImports []string // by test files
	Comments    []string // files that carry a package comment
	Inits       []string // where init functions stand
	Goroutines  []string // where go statements stand
	Uses        []Use
}

// Use is one mention of another package's name: time.Now is {"time", "Now", "server/x.go:12"}.
type Use struct {
	Import, Name, Position string
}

// listed is what `go list -json` says of a package.
type listed struct {
	ImportPath, Name, Dir             string
	GoFiles, CgoFiles, IgnoredGoFiles []string
	Imports, Deps                     []string
	TestImports, XTestImports         []string

	Module *struct{ Main bool }
}

// readPackages returns every package of the module that has files other than tests.
func readPackages(t *testing.T) []Package {
	t.Helper()
	cmd := exec.Command("go", "list", "-deps", "-json", "./...")
	cmd.Dir = root
	cmd.Stderr = os.Stderr
	out, err := cmd.Output()
	if err != nil {
		t.Fatalf("go list: %v", err)
	}
	var packages []Package
	for dec := json.NewDecoder(bytes.NewReader(out)); ; {
		var l listed
		if err := dec.Decode(&l); err == io.EOF {
			break
		} else if err != nil {
			t.Fatal(err)
		}
		files := slices.Concat(l.GoFiles, l.CgoFiles, l.IgnoredGoFiles)
		files = slices.DeleteFunc(files, func(name string) bool { return strings.HasSuffix(name, "_test.go") })
		if l.Module != nil && l.Module.Main && len(files) > 0 {
			packages = append(packages, readPackage(t, l, files))
		}
	}
	if len(packages) < 3 {
		t.Fatalf("found %d packages of our own: a law over nothing proves nothing", len(packages))
	}
	return packages
}

func readPackage(t *testing.T, l listed, files []string) Package {
	t.Helper()
	p := Package{
		Path:        folder(l.ImportPath),
		Name:        l.Name,
		Deps:        ourFolders(l.Deps),
		TestImports: folders(slices.Concat(l.TestImports, l.XTestImports)),
	}
	for _, name := range files {
		source, err := os.ReadFile(filepath.Join(l.Dir, name))
		if err != nil {
			t.Fatal(err)
		}
		if err := p.addFile(path.Join(p.Path, name), source); err != nil {
			t.Fatal(err)
		}
	}
	slices.Sort(p.Imports)
	p.Imports = slices.Compact(p.Imports)
	return p
}

// addFile adds what one file says to what is known of its package.
func (p *Package) addFile(name string, source []byte) error {
	files := token.NewFileSet()
	file, err := parser.ParseFile(files, name, source, parser.ParseComments|parser.SkipObjectResolution)
	if err != nil {
		return err
	}
	if file.Doc != nil {
		p.Comments = append(p.Comments, path.Base(name))
	}
	imported := map[string]string{} // the name in this file, to the import path
	for _, spec := range file.Imports {
		target, err := strconv.Unquote(spec.Path.Value)
		if err != nil {
			return err
		}
		p.Imports = append(p.Imports, folder(target))
		imported[localName(spec, target)] = target
	}
	position := func(node ast.Node) string {
		at := files.Position(node.Pos())
		return fmt.Sprintf("%s:%d", at.Filename, at.Line)
	}
	ast.Inspect(file, func(node ast.Node) bool {
		switch node := node.(type) {
		case *ast.FuncDecl:
			if node.Recv == nil && node.Name.Name == "init" {
				p.Inits = append(p.Inits, "init at "+position(node))
			}
		case *ast.GoStmt:
			p.Goroutines = append(p.Goroutines, "go at "+position(node))
		case *ast.SelectorExpr:
			if x, ok := node.X.(*ast.Ident); ok && imported[x.Name] != "" {
				p.Uses = append(p.Uses, Use{imported[x.Name], node.Sel.Name, position(node)})
			}
		}
		return true
	})
	return nil
}

// localName is the name a file uses for an import; a last element that is only a major version names nothing.
func localName(spec *ast.ImportSpec, target string) string {
	if spec.Name != nil {
		return spec.Name.Name
	}
	base := path.Base(target)
	if len(base) > 1 && base[0] == 'v' && strings.Trim(base[1:], "0123456789") == "" {
		base = path.Base(path.Dir(target))
	}
	return base
}

// folder turns an import path of this module into its folder, and leaves others as they are.
func folder(importPath string) string { return strings.TrimPrefix(importPath, module+"/") }

func folders(importPaths []string) []string {
	var out []string
	for _, p := range importPaths {
		out = append(out, folder(p))
	}
	return out
}

func ourFolders(importPaths []string) []string {
	return folders(slices.DeleteFunc(slices.Clone(importPaths), func(p string) bool { return folder(p) == p }))
}

func TestAddFileSeesWhatTheRulesJudge(t *testing.T) {
	source := `// Package p says what it is.
package p

import (
	"zhucun/server/store"
	clock "time"
	"math/rand/v2"
)

func init() { go clock.Now() }

func f() { rand.IntN(store.Limit) }
`
	p := Package{Path: "server/p"}
	if err := p.addFile("server/p/p.go", []byte(source)); err != nil {
		t.Fatal(err)
	}
	same := func(what string, got, want any) {
		if fmt.Sprint(got) != fmt.Sprint(want) {
			t.Errorf("%s: got %v, want %v", what, got, want)
		}
	}
	same("comments", p.Comments, []string{"p.go"})
	same("imports", p.Imports, []string{"server/store", "time", "math/rand/v2"})
	same("inits", p.Inits, []string{"init at server/p/p.go:10"})
	same("goroutines", p.Goroutines, []string{"go at server/p/p.go:10"})
	same("uses", p.Uses, []Use{
		{"time", "Now", "server/p/p.go:10"},
		{"math/rand/v2", "IntN", "server/p/p.go:12"},
		{"zhucun/server/store", "Limit", "server/p/p.go:12"},
	})
}
