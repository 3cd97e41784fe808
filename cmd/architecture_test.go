// Package cmd_test holds the laws of the source tree itself, beside the mains because they join all of it.
//
// The laws of packages stand in one table, rules: which package one judges, why it exists, a made-up package that breaks
// it and one that keeps it. A law that its own offender does not break is no law, so both are fed to it first. Besides:
// vectors that are there in number, and no path of one machine in any file. tree_test.go reads the tree.
package cmd_test

import (
	"fmt"
	"path"
	"slices"
	"strings"
	"testing"
)

type rule struct {
	name     string
	reason   string
	broken   func(Package) []string // what breaks it, in words; nothing when the package keeps it
	offender Package
	innocent Package
}

var rules = []rule{{
	name:     "the layout is the pipeline",
	reason:   "the other laws know four folders; a fifth would stand outside all of them",
	broken:   only(notWithin(ours), func(p Package) []string { return []string{"stands outside the four folders"} }, everything),
	offender: Package{Path: "internal/clock"},
	innocent: Package{Path: "server/ledger"},
}, {
	name:     "syncproto stands alone",
	reason:   "phone, server and a stranger's verifier share it: what it imports of ours, all of them carry",
	broken:   only(within("syncproto"), imports, func(p string) bool { return ours(p) && !within("syncproto")(p) }),
	offender: Package{Path: "syncproto", Imports: []string{"server/store"}},
	innocent: Package{Path: "syncproto", Imports: []string{"syncproto/words", "strings"}},
}, {
	name:     "the second reader stands alone",
	reason:   "written from SPEC.md by a stranger, it proves the page only while it borrows nothing from the first",
	broken:   only(secondReader, imports, ours),
	offender: Package{Path: "syncproto/prototest/reader", Imports: []string{"syncproto"}},
	innocent: Package{Path: "syncproto/prototest", Imports: []string{"syncproto"}},
}, {
	name:     "syncproto does no I/O and knows no clock and no chance",
	reason:   "the same bytes must give the same answer everywhere, for ever; what varies is passed in",
	broken:   only(pure, imports, anyOf("os", "net", "database/sql", "log", "syscall", "crypto/rand", "math/rand", "path/filepath")),
	offender: Package{Path: "syncproto", Imports: []string{"os"}},
	innocent: Package{Path: "syncproto/prototest", Imports: []string{"os"}},
}, {
	name:     "syncproto starts no goroutine",
	reason:   "who calls decides what runs beside what",
	broken:   only(pure, goroutines, everything),
	offender: Package{Path: "syncproto/words", Goroutines: []string{"words.go:1"}},
	innocent: Package{Path: "server", Goroutines: []string{"server.go:1"}},
}, {
	name:     "the server does not know the phone's code",
	reason:   "they meet in bytes only: what one assumes of the other belongs in syncproto and SPEC.md",
	broken:   only(within("server"), reached, within("clientsdk")),
	offender: Package{Path: "server/ingest", Deps: []string{"clientsdk/journal"}},
	innocent: Package{Path: "cmd/zhucun", Deps: []string{"clientsdk", "server"}},
}, {
	name:     "the phone does not know the server's code",
	reason:   "they meet in bytes only: what one assumes of the other belongs in syncproto and SPEC.md",
	broken:   only(within("clientsdk"), reached, within("server")),
	offender: Package{Path: "clientsdk/syncer", TestImports: []string{"server"}},
	innocent: Package{Path: "clientsdk/syncer", Deps: []string{"syncproto"}},
}, {
	name:     "the phone's parts do not know each other",
	reason:   "only the façade joins them, so each can be put on another platform alone",
	broken:   siblings("clientsdk/capture", "clientsdk/signer", "clientsdk/journal", "clientsdk/syncer", "clientsdk/carry"),
	offender: Package{Path: "clientsdk/capture", Deps: []string{"clientsdk/journal"}},
	innocent: Package{Path: "clientsdk", Deps: []string{"clientsdk/capture", "clientsdk/journal"}},
}, {
	name:     "evidence does not know ingest",
	reason:   "a stage hands over by a committed row and never by a call, so a crash between them loses nothing",
	broken:   only(within("server/evidence"), reached, within("server/ingest")),
	offender: Package{Path: "server/evidence", Deps: []string{"server/ingest"}},
	innocent: Package{Path: "server/evidence", Deps: []string{"server/store"}},
}, {
	name:     "report does not know evidence",
	reason:   "every table is derived from committed rows, so that each figure opens to its records",
	broken:   only(within("server/report"), reached, within("server/evidence")),
	offender: Package{Path: "server/report", Deps: []string{"server/evidence"}},
	innocent: Package{Path: "server/report", Deps: []string{"server/store"}},
}, {
	name:     "only composition roots choose an implementation",
	reason:   "everything else speaks to a role, so that another database or disk changes no other package",
	broken:   only(notWithin(compositionRoot, testSupport), imports, anyOf("server/store/sqlite", "server/store/memory", "server/store/postgres", "server/blob/disk", "server/blob/memory", "server/blob/s3")),
	offender: Package{Path: "server/evidence", Imports: []string{"server/blob/disk"}},
	innocent: Package{Path: "server", Imports: []string{"server/blob/disk"}},
}, {
	name:     "the web framework stays at the edge",
	reason:   "it reuses memory behind its requests: nothing past the adapters may hold a value of it",
	broken:   only(notWithin(exactly("server"), within("server/httpapi"), within("server/console")), imports, anyOf("github.com/gofiber/fiber", "github.com/valyala/fasthttp", "github.com/danielgtaylor/huma/v2/adapters/humafiber")),
	offender: Package{Path: "server/ingest", Imports: []string{"github.com/gofiber/fiber/v2"}},
	innocent: Package{Path: "server/httpapi", Imports: []string{"github.com/gofiber/fiber/v2"}},
}, {
	name:     "photos are decoded in two places",
	reason:   "a hostile file can cost gigabytes: the limits before decoding stand beside the only decoders",
	broken:   only(notWithin(within("server/evidence"), within("clientsdk/capture"), within("cmd")), imports, imageCodec),
	offender: Package{Path: "server/httpapi", Imports: []string{"image/jpeg"}},
	innocent: Package{Path: "server/evidence", Imports: []string{"image/jpeg"}},
}, {
	name:     "mains write test photos and cards with the standard codecs only",
	reason:   "resizing and orientation have one home; a card is a PNG and the demo's photos are its own",
	broken:   only(within("cmd"), imports, func(p string) bool { return imageCodec(p) && p != "image/png" && p != "image/jpeg" }),
	offender: Package{Path: "cmd/zhucun", Imports: []string{"github.com/disintegration/imaging"}},
	innocent: Package{Path: "cmd/zhucun-field", Imports: []string{"image/png"}},
}, {
	name:     "no decoder is chosen by the file",
	reason:   "these open every registered format, TIFF and BMP among them, before any limit is looked at",
	broken:   only(everything, calls(openDecoders), everything),
	offender: Package{Path: "server/evidence", Uses: []Use{{"image", "Decode", "photo.go:1"}}},
	innocent: Package{Path: "server/evidence", Uses: []Use{{"image/jpeg", "Decode", "photo.go:1"}}},
}, {
	name:     "session tokens have one reader",
	reason:   "the library's defaults accept tokens they must not; the options that refuse them are pinned once",
	broken:   only(notWithin(within("server/auth")), imports, anyOf("github.com/golang-jwt")),
	offender: Package{Path: "server/httpapi", Imports: []string{"github.com/golang-jwt/jwt/v5"}},
	innocent: Package{Path: "server/auth", Imports: []string{"github.com/golang-jwt/jwt/v5"}},
}, {
	name:     "SQLite is opened in two places",
	reason:   "durability hangs on the settings of a connection: they stand beside the only code that makes one",
	broken:   only(notWithin(within("server/store/sqlite"), within("clientsdk/journal")), imports, anyOf("modernc.org")),
	offender: Package{Path: "server/ledger", Imports: []string{"modernc.org/sqlite"}},
	innocent: Package{Path: "clientsdk/journal", Imports: []string{"modernc.org/sqlite"}},
}, {
	name:     "test support stays in tests",
	reason:   "fixed keys and seeded generators must never reach a phone or a county; only the simulator lives on them",
	broken:   only(notWithin(within("cmd/zhucun-sim"), testSupport), imports, func(p string) bool { return ours(p) && testSupport(p) }),
	offender: Package{Path: "clientsdk", Imports: []string{"clientsdk/journal/journalcost"}},
	innocent: Package{Path: "cmd/zhucun-sim", Imports: []string{"syncproto/prototest"}},
}, {
	name:     "a package is named for what it is",
	reason:   "a name that fits everything collects everything",
	broken:   vaguelyNamed,
	offender: Package{Path: "server/util", Name: "util"},
	innocent: Package{Path: "server/roster", Name: "roster"},
}, {
	name:     "one package comment each",
	reason:   "a newcomer reads what a package is, is not and promises in one place, and there is always such a place",
	broken:   commentMissingOrRepeated,
	offender: Package{Path: "server/roster", Name: "roster"},
	innocent: Package{Path: "server/roster", Name: "roster", Comments: []string{"doc.go"}},
}, {
	name:     "no init functions",
	reason:   "what happens at start is read in one place, the composition root, in the order it happens",
	broken:   only(everything, inits, everything),
	offender: Package{Path: "cmd/zhucun", Inits: []string{"main.go:1"}},
	innocent: Package{Path: "cmd/zhucun"},
}, {
	name:     "time, chance, environment and lifetime are passed in",
	reason:   "only a root may ask the machine: all else must give the same result in a test, on a wrong clock and in a year",
	broken:   only(notWithin(compositionRoot, testSupport), calls(ambient), everything),
	offender: Package{Path: "server/ingest", Uses: []Use{{"time", "Now", "ingest.go:1"}}},
	innocent: Package{Path: "clientsdk", Uses: []Use{{"time", "Now", "open.go:1"}}},
}}

// ambient lists, by import path, what asks the machine instead of the caller.
var ambient = map[string][]string{
	"time":         {"Now", "Since", "Until", "Sleep"},
	"crypto/rand":  {"Reader", "Read", "Text", "Int", "Prime"},
	"math/rand":    {"Int", "Intn", "Int63", "Int31n", "Int63n", "Float64", "Uint32", "Uint64", "Perm", "Shuffle", "Read", "Seed"},
	"math/rand/v2": {"Int", "IntN", "Int64", "Int64N", "N", "Float64", "Uint32", "Uint64", "UintN", "Perm", "Shuffle"},
	"os":           {"Getenv", "LookupEnv", "Environ", "Args", "Getwd", "Hostname", "TempDir"},
	"log/slog":     {"Default", "Debug", "Info", "Warn", "Error"},
	"context":      {"Background", "TODO"},
}

// openDecoders let the file say how it is read.
var openDecoders = map[string][]string{
	"image":                             {"Decode", "DecodeConfig"},
	"github.com/disintegration/imaging": {"Decode", "Open"},
}

func TestEveryRuleFires(t *testing.T) {
	for _, rule := range rules {
		t.Run(rule.name, func(t *testing.T) {
			if len(rule.broken(rule.offender)) == 0 {
				t.Errorf("the made-up offender %+v does not break it", rule.offender)
			}
			if found := rule.broken(rule.innocent); len(found) != 0 {
				t.Errorf("the made-up innocent %+v breaks it: %v", rule.innocent, found)
			}
		})
	}
}

func TestEveryPackageKeepsEveryRule(t *testing.T) {
	packages := readPackages(t)
	for _, rule := range rules {
		t.Run(rule.name, func(t *testing.T) {
			for _, p := range packages {
				for _, found := range rule.broken(p) {
					t.Errorf("%s: %s\n\twhy not: %s", p.Path, found, rule.reason)
				}
			}
		})
	}
}

// The words that rules are made of.

type pathTest func(path string) bool

// only judges the packages that who picks: each of what(p) that is forbidden breaks the rule.
func only(who pathTest, what func(Package) []string, forbidden pathTest) func(Package) []string {
	return func(p Package) []string {
		if !who(p.Path) {
			return nil
		}
		return slices.DeleteFunc(what(p), func(found string) bool { return !forbidden(found) })
	}
}

func everything(string) bool { return true }

// within matches a folder and all below it.
func within(folder string) pathTest {
	return func(p string) bool { return p == folder || strings.HasPrefix(p, folder+"/") }
}

func exactly(folder string) pathTest {
	return func(p string) bool { return p == folder }
}

// anyOf matches any of these import paths and what lies below them.
func anyOf(folders ...string) pathTest {
	return func(p string) bool {
		return slices.ContainsFunc(folders, func(folder string) bool { return within(folder)(p) })
	}
}

func notWithin(allowed ...pathTest) pathTest {
	return func(p string) bool {
		return !slices.ContainsFunc(allowed, func(test pathTest) bool { return test(p) })
	}
}

// ours holds for the packages of this module, which readPackages names by their folder.
func ours(p string) bool {
	return anyOf("syncproto", "clientsdk", "server", "cmd")(p)
}

func compositionRoot(p string) bool {
	return p == "server" || p == "clientsdk" || within("cmd")(p)
}

// testSupport is prototest, storetest, blobtest, journalcost, rendercost and what lies below them: code that only tests and
// the simulator's measurements use.
func testSupport(p string) bool {
	return ours(p) && slices.ContainsFunc(strings.Split(p, "/"), func(part string) bool {
		return strings.HasSuffix(part, "test") || strings.HasSuffix(part, "cost")
	})
}

// pure is syncproto without its test support, which reads vectors from disk.
func pure(p string) bool { return within("syncproto")(p) && !testSupport(p) }

// secondReader is a package below prototest that reads the wire, by its name.
func secondReader(p string) bool {
	return strings.HasPrefix(p, "syncproto/prototest/") && strings.HasSuffix(p, "reader")
}

func imageCodec(p string) bool {
	return anyOf("image/jpeg", "image/png", "image/gif", "golang.org/x/image", "github.com/disintegration/imaging")(p)
}

func imports(p Package) []string    { return slices.Clone(p.Imports) }
func goroutines(p Package) []string { return slices.Clone(p.Goroutines) }
func inits(p Package) []string      { return slices.Clone(p.Inits) }

// reached is all of ours that p needs, however far away, and what its tests import.
func reached(p Package) []string { return slices.Concat(p.Deps, p.TestImports) }

func calls(watched map[string][]string) func(Package) []string {
	return func(p Package) []string {
		var found []string
		for _, use := range p.Uses {
			if slices.Contains(watched[use.Import], use.Name) {
				found = append(found, fmt.Sprintf("%s.%s at %s", path.Base(use.Import), use.Name, use.Position))
			}
		}
		return found
	}
}

// siblings breaks when one of the folders reaches another of them.
func siblings(folders ...string) func(Package) []string {
	return func(p Package) []string {
		var found []string
		for _, folder := range folders {
			if within(folder)(p.Path) {
				others := slices.DeleteFunc(slices.Clone(folders), exactly(folder))
				found = append(found, only(everything, reached, anyOf(others...))(p)...)
			}
		}
		return found
	}
}

func vaguelyNamed(p Package) []string {
	vague := []string{"util", "utils", "common", "helper", "helpers", "model", "models", "type", "types", "misc"}
	if slices.Contains(vague, p.Name) || slices.Contains(vague, path.Base(p.Path)) {
		return []string{"is named " + p.Name}
	}
	return nil
}

func commentMissingOrRepeated(p Package) []string {
	switch len(p.Comments) {
	case 0:
		return []string{"has no package comment"}
	case 1:
		return nil
	}
	return []string{"has package comments in " + strings.Join(p.Comments, " and ")}
}
