package main

import (
	"errors"
	"strings"
	"testing"

	"zhucun/cmd/internal/terminal"
	"zhucun/syncproto"
	"zhucun/syncproto/words"
)

func vocabularies() []vocabulary {
	return []vocabulary{wheres, places, activities, categories, origins, verdicts, stays, satisfactions, custodies, meanses, kinds}
}

func TestEveryWordHasATextInEachLanguage(t *testing.T) {
	for _, v := range vocabularies() {
		for i := range v.words {
			for _, lang := range []words.Lang{words.Chinese, words.English} {
				if text := v.text(lang, v.first+i); strings.HasPrefix(text, "[") {
					t.Errorf("%s: %s has no text", lang, text)
				}
			}
		}
	}
}

func TestAWordIsReadAsItIsShown(t *testing.T) {
	for _, v := range vocabularies() {
		for i, word := range v.words {
			for _, typed := range []string{word, strings.ToUpper(word), v.text(words.Chinese, v.first+i), v.text(words.English, v.first+i)} {
				got, err := v.number(&terminal.Terminal{}, typed)
				if err != nil || got != v.first+i {
					t.Errorf("%s %q: got %d, %v, want %d", v.topic, typed, got, err, v.first+i)
				}
			}
		}
	}
	if _, err := categories.number(&terminal.Terminal{}, "roads"); !errors.Is(err, errNoSuchWord) {
		t.Errorf("an unknown word: got %v", err)
	}
}

func TestTheWordsAreTheProtocols(t *testing.T) {
	for _, test := range []struct {
		of   vocabulary
		word string
		want int
	}{
		{wheres, "household", int(syncproto.WhereHousehold)},
		{places, "unknown", int(syncproto.PlaceUnknown)},
		{activities, "other", int(syncproto.ActivityOther)},
		{categories, "works", int(syncproto.CategoryWorks)},
		{origins, "above", int(syncproto.OriginAbove)},
		{verdicts, "no", int(syncproto.VerdictNo)},
		{stays, "night", int(syncproto.StayNight)},
		{satisfactions, "no", int(syncproto.NotSatisfied)},
		{custodies, "cadre", int(syncproto.CustodyCadre)},
		{meanses, "pin", int(syncproto.MeansPIN)},
		{kinds, "key_rotated", int(syncproto.KindKeyRotated)},
	} {
		if got, err := test.of.number(&terminal.Terminal{}, test.word); err != nil || got != test.want {
			t.Errorf("%s %s: got %d, %v, want %d", test.of.topic, test.word, got, err, test.want)
		}
	}
}

func TestEveryServerCodeHasAText(t *testing.T) {
	for _, code := range syncproto.Codes() {
		for _, lang := range []words.Lang{words.Chinese, words.English} {
			if text := refusalText(lang, code); strings.Contains(text, "[") {
				t.Errorf("%s: code %s has no text: %s", lang, code, text)
			}
		}
	}
}
