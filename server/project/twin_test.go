package project

import (
	"slices"
	"strings"
	"testing"

	"zhucun/server/store"
	"zhucun/syncproto"
)

// Two phones can write the same event with the same nonce, and so the same leaf. What is said of the second is not looked for at the first.
func TestAConfirmationGoesToTheLeafAtItsOwnPlace(t *testing.T) {
	c, twin := newCounty(t), story(t)[1]
	meeting := *twin.Meeting
	first := twin
	first.ID, first.Refused = syncproto.ID(logID(1), 1), syncproto.CodeUnknownPerson
	says := func(seq uint64, village syncproto.Village) store.Event {
		key, proof := uint64(keySeq), make(syncproto.Proof, 64)
		body := syncproto.Confirmation{Subject: syncproto.Subject{Form: syncproto.ByQR, Event: twin.ID, Leaf: twin.Leaf}, Cadre: 1, Village: village, Sheet: 1,
			Day: meeting.Day, Verdict: syncproto.VerdictYes, Means: syncproto.MeansCard, Key: &key, Proof: &proof}
		data, err := syncproto.EncodeEvent(syncproto.Event{Actor: syncproto.ActorOf(1, syncproto.UnlockCard), Body: body})
		if err != nil {
			t.Fatal(err)
		}
		at := store.Meeting{Person: 1, Village: village, Day: meeting.Day}
		row := store.Event{ID: syncproto.ID(logID(2), seq), Leaf: syncproto.Leaf{byte(seq)}, Kind: body.Kind(), Bytes: data, Meeting: &at, About: &twin.ID}
		row.Subject = twin.Leaf
		return row
	}
	p := &Projector{Store: c.store, Log: quiet()}
	for _, arriving := range [][]store.Event{{first, twin, says(1, villageA)}, {says(2, villageB)}} {
		c.arrive(arriving)
		for c.step(p) {
		}
		if got, want := c.visits(), c.pairEverything(); !slices.Equal(got, want) {
			t.Errorf("projected\n%s\nwant\n%s", strings.Join(got, "\n"), strings.Join(want, "\n"))
		}
	}
	if got, want := grades(c), "disputed"; got != want {
		t.Errorf("grades %q, want %q: the second contradicts it", got, want)
	}
}
