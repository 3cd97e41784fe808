package squeeze

import (
	"math"
	"slices"
)

// step is the cheapest way found to a place in the text.
type step struct {
	price    uint32
	literals int // since the last match
	repeats  [3]int
	offset   int // of the match that led here, 0 for a literal
	match    int
}

// parse finds the literals and sequences that cost least by the dictionary's tables: the shortest path over the places of the text, where a
// literal leads one place on and a match as many as it is long.
func (s *Squeezer) parse(text []byte) (literals []byte, sequences []sequence) {
	history := append(slices.Clip(s.content), text...)
	chains := s.chains.extend(history, len(s.content))
	way := make([]step, len(text)+1)
	for i := range way {
		way[i].price = math.MaxUint32
	}
	way[0] = step{repeats: s.repeats, price: s.runPrices[0]}
	for at := range text {
		s.literal(way, at, text[at])
		s.repeated(way, at, history)
		s.matched(way, at, history, chains)
	}
	return backtrack(way, text)
}

func (s *Squeezer) literal(way []step, at int, b byte) {
	from := way[at]
	price := from.price + s.literalPrices[b] + s.runPrices[from.literals+1] - s.runPrices[from.literals]
	if price < way[at+1].price {
		way[at+1] = step{price: price, literals: from.literals + 1, repeats: from.repeats}
	}
}

// repeated tries the last three distances; right after a match the first is replaced by the one before it less one.
func (s *Squeezer) repeated(way []step, at int, history []byte) {
	from := way[at]
	place := len(s.content) + at
	for i := range 3 {
		distance, repeats := repeat(from, i+1)
		if distance > 0 && distance <= place {
			s.relax(way, at, minMatch, matchLength(history, place-distance, place), i+1, repeats)
		}
	}
}

// repeat gives the distance that the offsets 1 to 3 stand for, and the repeats after it.
func repeat(from step, offset int) (distance int, repeats [3]int) {
	r := from.repeats
	if from.literals == 0 {
		offset++
	}
	switch offset {
	case 1:
		return r[0], r
	case 2:
		return r[1], [3]int{r[1], r[0], r[2]}
	case 3:
		return r[2], [3]int{r[2], r[0], r[1]}
	}
	return r[0] - 1, [3]int{r[0] - 1, r[0], r[1]}
}

// matched tries every earlier place that begins alike, the nearest first: a farther one counts only for the length it adds.
func (s *Squeezer) matched(way []step, at int, history []byte, chains chains) {
	place, longest := len(s.content)+at, minMatch-1
	for other := chains.before[place]; other >= 0 && longest < matchLimit; other = chains.before[other] {
		if length := matchLength(history, int(other), place); length > longest {
			distance := place - int(other)
			s.relax(way, at, longest+1, length, distance+3, [3]int{distance, way[at].repeats[0], way[at].repeats[1]})
			longest = length
		}
	}
}

// relax offers a match in each of its lengths to the places where it ends.
func (s *Squeezer) relax(way []step, at, shortest, longest, offset int, repeats [3]int) {
	c := offsetCode(offset)
	base := way[at].price + s.offsets.prices[c.code] + uint32(c.bits*bit) + s.runPrices[0]
	for n := shortest; n <= longest; n++ {
		if price := base + s.matchPrices[n]; price < way[at+n].price {
			way[at+n] = step{price: price, repeats: repeats, offset: offset, match: n}
		}
	}
}

func matchLength(history []byte, a, b int) int {
	n := 0
	for n < matchLimit && b+n < len(history) && history[a+n] == history[b+n] {
		n++
	}
	return n
}

func backtrack(way []step, text []byte) (literals []byte, sequences []sequence) {
	at := len(text) - way[len(text)].literals
	literals = append(literals, text[at:]...)
	slices.Reverse(literals)
	for at > 0 {
		match := way[at]
		at -= match.match
		n := way[at].literals
		sequences = append(sequences, sequence{literals: n, offset: match.offset, match: match.match})
		for range n {
			at--
			literals = append(literals, text[at])
		}
	}
	slices.Reverse(literals)
	slices.Reverse(sequences)
	return literals, sequences
}

// chains lead from each place to the nearest earlier one that begins with the same three bytes, or to -1.
type chains struct {
	newest map[[minMatch]byte]int32
	before []int32
}

// extend gives chains over all of history, of which the first known places are in c already; c does not change.
func (c chains) extend(history []byte, known int) chains {
	e := chains{newest: make(map[[minMatch]byte]int32, len(c.newest)+len(history)-known), before: make([]int32, len(history))}
	for start, place := range c.newest {
		e.newest[start] = place
	}
	copy(e.before, c.before)
	for place := max(known-minMatch+1, 0); place < len(history); place++ {
		e.before[place] = -1
		if place+minMatch <= len(history) {
			start := [minMatch]byte(history[place:])
			if newest, ok := e.newest[start]; ok {
				e.before[place] = newest
			}
			e.newest[start] = int32(place)
		}
	}
	return e
}
