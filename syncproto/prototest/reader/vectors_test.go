package reader

import (
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"reflect"
	"testing"
)

// TestVectors is what this package is for: it agrees with every vector there
// is, and there are enough of each to mean something.
func TestVectors(t *testing.T) {
	const least, leastOfEach = 60, 5
	root := filepath.Join("..", "..", "..", "testdata", "vectors")
	total := 0
	for _, verdict := range []string{Accept, Malformed, OverLimit, BadSignature, Fork, BrokenChain, UnknownKind} {
		files, err := filepath.Glob(filepath.Join(root, verdict, "*.json"))
		if err != nil {
			t.Fatal(err)
		}
		if len(files) < leastOfEach {
			t.Errorf("%s: %d vectors, want %d at least", verdict, len(files), leastOfEach)
		}
		total += len(files)
		for _, file := range files {
			t.Run(verdict+"/"+filepath.Base(file), func(t *testing.T) { checkVector(t, file, verdict) })
		}
	}
	if total < least {
		t.Errorf("%d vectors, want %d at least", total, least)
	}
	all, err := filepath.Glob(filepath.Join(root, "*", "*.json"))
	if err != nil || len(all) != total {
		t.Errorf("%d vectors in all folders, %d under a verdict, %v", len(all), total, err)
	}
}

func checkVector(t *testing.T, file, folder string) {
	raw, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	var v Vector
	if err := json.Unmarshal(raw, &v); err != nil {
		t.Fatal(err)
	}
	if v.Expect != folder {
		t.Errorf("expects %s in the folder of %s", v.Expect, folder)
	}
	verdict, facts, err := Read(raw, dictionary(t))
	if err != nil || verdict != folder {
		t.Fatalf("got %s (%s), %v; want %s (%s)", verdict, facts.Why, err, folder, v.Comment)
	}
	if folder == Accept && v.Frames == nil {
		compareFacts(t, facts, v.Facts)
	}
}

// compareFacts holds every fact against the vector's, the absent ones too: a
// vector that leaves out what it should state proves nothing.
func compareFacts(t *testing.T, got, want Facts) {
	t.Helper()
	g, w := reflect.ValueOf(got), reflect.ValueOf(want)
	for i := range w.NumField() {
		if g, w := fmt.Sprintf("%x", g.Field(i)), fmt.Sprintf("%x", w.Field(i)); g != w {
			t.Errorf("%s:\n got %s\nwant %s", reflect.TypeFor[Facts]().Field(i).Name, g, w)
		}
	}
}
