package blob_test

import (
	"strings"
	"testing"

	"zhucun/server/blob"
)

func TestHashHasOneSpelling(t *testing.T) {
	h := blob.Sum([]byte("photo"))
	if got, err := blob.ParseHash(h.String()); err != nil || got != h {
		t.Errorf("ParseHash(String) = %v, %v; want the hash itself", got, err)
	}
	for _, text := range []string{"", "ab", strings.ToUpper(h.String()), h.String() + "00", strings.Repeat("g", 64)} {
		if _, err := blob.ParseHash(text); err == nil {
			t.Errorf("ParseHash(%q) accepted", text)
		}
	}
}
