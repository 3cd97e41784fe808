package prototest

import (
	"fmt"
	"math/rand/v2"
	"strings"

	"zhucun/syncproto"
	"zhucun/syncproto/squeeze"
)

const (
	trainSamples = 160
	trainEvents  = 1000 // bytes of typical events at the content's end
	trainTables  = 200  // bytes at least left for the tables
)

// TrainDictionary makes a dictionary by the training words: their lines, their commonest parts, and last, where distances are short, typical
// events. skeletonOf is how a segment's body is split before it is compressed. The same words give the same dictionary.
func TrainDictionary(id byte, words Words, skeletonOf func(body []byte) (skeleton, tail []byte)) ([]byte, error) {
	draws := rand.New(Random("train").(*rand.ChaCha8))
	samples := make([][]byte, trainSamples)
	for i := range samples {
		samples[i], _ = skeletonOf(trainBody(draws, fmt.Sprint("train ", i), words))
	}
	lines := append(append([]string{}, words.Notes...), words.Titles...)
	content := []byte(strings.Join(lines, "") + strings.Join(commonParts(lines), ""))
	content = content[max(0, len(content)-(syncproto.MaxDictionary-trainTables-trainEvents)):]
	content = append(content, samples[0][:trainEvents]...)
	return squeeze.Train(id, content, samples)
}

// trainBody is a body of 20 to 50 events, photos apart, in some village of Sichuan.
func trainBody(draws *rand.Rand, seed string, words Words) []byte {
	s := Setting{Seed: seed, Events: 20 + draws.IntN(31), Words: words, Anchor: &syncproto.Anchor{},
		Village: syncproto.Village(511_000_000_000 + 1000*draws.Uint64N(1_000_000) + 200), Sheet: syncproto.Sheet(1 + draws.IntN(99)),
		Supervisor: syncproto.Person(1000 + draws.IntN(99_000)), Cadre: syncproto.Person(300 + draws.IntN(9_000)), Day: syncproto.Day(20_600 + draws.IntN(700))}
	log := syncproto.LogID{}
	open := syncproto.NewOpen(log, 201, syncproto.Head{}, syncproto.Clock{}, s.Anchor, syncproto.Salt{})
	var body []byte
	for _, event := range NewMix(s, &open, syncproto.ID(log, 201)).Events {
		data, err := syncproto.EncodeEvent(event)
		if err != nil {
			panic(err) // the mix encoded it before
		}
		body = append(body, data...)
	}
	return body
}

// Parts of lines, in characters. A part costs about two bytes to point at; a character that stands alone costs thirteen bits.
const (
	shortestPart  = 2
	longestPart   = 6
	characterBits = 13
	pointerBits   = 22
)

// commonParts picks the parts of the lines that a dictionary saves most by, the best last: each time the one that saves most for its length,
// and what it covers is gone.
func commonParts(lines []string) []string {
	var texts [][]rune
	for _, line := range lines {
		for _, text := range strings.FieldsFunc(line, func(r rune) bool { return strings.ContainsRune("，、。", r) }) {
			texts = append(texts, []rune(text))
		}
	}
	var parts []string
	for {
		part, found := bestPart(texts)
		if !found {
			return parts
		}
		parts = append([]string{part}, parts...)
		texts = without(texts, part)
	}
}

func bestPart(texts [][]rune) (best string, found bool) {
	counts := map[string]int{}
	for _, text := range texts {
		for from := range text {
			for to := from + shortestPart; to <= min(from+longestPart, len(text)); to++ {
				counts[string(text[from:to])]++
			}
		}
	}
	most := 0.0
	for part, count := range counts {
		length := float64(len([]rune(part)))
		saved := float64(count) * (characterBits*length - pointerBits) / length
		if count > 1 && (saved > most || saved == most && part < best) {
			best, most, found = part, saved, true
		}
	}
	return best, found
}

func without(texts [][]rune, part string) [][]rune {
	var rest [][]rune
	for _, text := range texts {
		for _, piece := range strings.Split(string(text), part) {
			rest = append(rest, []rune(piece))
		}
	}
	return rest
}
