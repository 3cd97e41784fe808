package reader

import (
	"encoding/hex"
	"testing"
)

// The eight entries and the roots that readers of Certificate Transparency logs
// are commonly tried with; an empty nonce makes our leaf theirs.
func TestRootIsThatOfRFC6962(t *testing.T) {
	entries := []string{"", "00", "10", "2021", "3031", "40414243", "5051525354555657", "606162636465666768696a6b6c6d6e6f"}
	roots := map[int]string{
		1: "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
		3: "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
		8: "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
	}
	var leaves [][]byte
	for i, entry := range entries {
		leaves = append(leaves, leafOf(nil, unhex(t, entry)))
		if want := roots[i+1]; want != "" && hex.EncodeToString(rootOf(leaves)) != want {
			t.Errorf("%d leaves: got %x, want %s", i+1, rootOf(leaves), want)
		}
	}
}
