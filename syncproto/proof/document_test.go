package proof_test

import (
	"os"
	"strings"
	"testing"
)

// The example that a stranger checks a tool with is the one that the golden tests hold the code to.
func TestDocumentShowsTheGoldenBytes(t *testing.T) {
	text, err := os.ReadFile("../../server/ledger/LEDGER.md")
	if err != nil {
		t.Fatal(err)
	}
	indented := strings.ReplaceAll("    "+strings.TrimSuffix(goldenNote, "\n"), "\n", "\n    ")
	indented = strings.ReplaceAll(indented, "\n    \n", "\n\n")
	for _, want := range []string{
		indented, goldenVerifier, goldenRoot, goldenAnchor, goldenLeaves[0].leaf, goldenLeaves[4].leaf,
		goldenEpochLeaf, goldenConsistency, goldenPath[0] + "`, `" + goldenPath[1],
	} {
		if !strings.Contains(string(text), want) {
			t.Errorf("LEDGER.md lacks %q", want)
		}
	}
}
