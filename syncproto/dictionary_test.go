package syncproto_test

import (
	"bytes"
	"encoding/hex"
	"flag"
	"os"
	"slices"
	"strings"
	"testing"

	"zhucun/syncproto"
	"zhucun/syncproto/prototest"
)

var dictionaryFile = flag.String("dictionary", "", "write what the trainer makes to this file: the way to a dictionary of another number")

func dictionary(t testing.TB) []byte {
	t.Helper()
	data, err := os.ReadFile("dictionary/1.zdict")
	if err != nil {
		t.Fatal(err)
	}
	return data
}

func trainingWords(t testing.TB) prototest.Words {
	t.Helper()
	words, err := prototest.TrainingWords(os.DirFS("../testdata"))
	if err != nil {
		t.Fatal(err)
	}
	return words
}

func measuredWords(t testing.TB) prototest.Words {
	t.Helper()
	words, err := prototest.MeasuredWords(os.DirFS("../testdata"))
	if err != nil {
		t.Fatal(err)
	}
	return words
}

func TestDictionaryIsTheOneOfTheSpec(t *testing.T) {
	data := dictionary(t)
	if len(data) > syncproto.MaxDictionary {
		t.Errorf("dictionary 1 has %d bytes, %d are allowed", len(data), syncproto.MaxDictionary)
	}
	sum := syncproto.HashOf(data)
	if !strings.Contains(specText(t), "`"+hex.EncodeToString(sum[:])+"`") {
		t.Errorf("SPEC.md does not name dictionary 1 by its hash %s: a dictionary never changes, another one has another number", sum)
	}
}

func TestDictionaryComesFromTheTrainingWords(t *testing.T) {
	trained, err := prototest.TrainDictionary(1, trainingWords(t), syncproto.SplitBody)
	if err != nil {
		t.Fatal(err)
	}
	if *dictionaryFile != "" {
		if err := os.WriteFile(*dictionaryFile, trained, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	if !bytes.Equal(trained, dictionary(t)) {
		t.Error("the trainer makes another dictionary than number 1; that one stays as it is for ever, so give the trainer back its words or a new number")
	}
}

func TestDictionaryHasNotSeenTheAnswer(t *testing.T) {
	training, measured := trainingWords(t), measuredWords(t)
	seen := slices.Concat(training.Notes, training.Titles)
	for _, line := range slices.Concat(measured.Notes, measured.Titles) {
		if slices.Contains(seen, line) {
			t.Errorf("%q is trained on and measured by", line)
		}
		if bytes.Contains(dictionary(t), []byte(line)) {
			t.Errorf("%q stands whole in the dictionary", line)
		}
	}
}
