package reader

import (
	"fmt"
	"slices"
	"strings"
)

// The verdicts of section 12, spelled as the vectors' folders.
const (
	Accept       = "accept"
	Malformed    = "malformed"
	OverLimit    = "over-limit"
	BadSignature = "bad-signature"
	Fork         = "fork"
	BrokenChain  = "broken-chain"
	UnknownKind  = "unknown-kind"
)

// faults collects everything that is wrong with one thing. Section 12 ranks
// verdicts, so the first fault found need not be the one that counts.
type faults struct {
	seen map[string][]string
}

func (f *faults) add(verdict, format string, args ...any) {
	if f.seen == nil {
		f.seen = map[string][]string{}
	}
	f.seen[verdict] = append(f.seen[verdict], fmt.Sprintf(format, args...))
}

func (f *faults) malformed(format string, args ...any) { f.add(Malformed, format, args...) }

// unreadable tells that nothing after the parsing may be looked at.
func (f *faults) unreadable() bool {
	return f.has(Malformed) || f.has(OverLimit)
}

func (f *faults) has(verdict string) bool { return len(f.seen[verdict]) > 0 }

// verdict is the first of the ranked verdicts that applies.
func (f *faults) verdict() string {
	ranked := []string{Malformed, OverLimit, BadSignature, Fork, BrokenChain, UnknownKind}
	if i := slices.IndexFunc(ranked, f.has); i >= 0 {
		return ranked[i]
	}
	return Accept
}

// String names the reasons of the verdict, for a person who compares readers.
func (f *faults) String() string {
	return strings.Join(f.seen[f.verdict()], "; ")
}
