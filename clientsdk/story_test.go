package clientsdk_test

import (
	"bytes"
	"testing"

	"zhucun/clientsdk"
	"zhucun/syncproto"
)

// A cadre signs in without signal, the supervisor confirms on the same phone, a photo is taken; days later one sync hands all of it over.
func TestAVisitTravelsFromTheVillageToTheCounty(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	card := newCard(t, "household 9")
	supervisor := w.supervisor(card)
	signIn := w.signIn()
	confirmed, err := w.phone.Confirm(ctx(t), clientsdk.Confirm{By: supervisor, Of: clientsdk.OnThisPhone(signIn.ID.Seq), Stay: ptr(syncproto.StayDay),
		Secret: clientsdk.CardSecret(card)})
	must(t, err)
	deed, err := w.phone.Deed(ctx(t), w.cadre, clientsdk.Deed{Title: "修好水管", Category: syncproto.CategoryWater, Households: []syncproto.Household{9, 4, 9}})
	must(t, err)
	_, err = w.phone.AddPhoto(ctx(t), w.cadre, deed.ID.Seq, realPhoto(t))
	must(t, err)
	_, err = w.phone.SignOut(ctx(t), w.cadre, signIn.ID.Seq, nil)
	must(t, err)

	if s := w.status(); s.Granted || s.Events != 8 || s.Delivered != 0 || s.Photos != 1 || s.Arrived != 0 {
		t.Errorf("before the sync: %+v", s)
	}
	result := w.sync()
	if result.Requests != 1 || result.Receipts != 1 || result.Failed != 0 {
		t.Errorf("the sync took %+v, want one request", result)
	}
	w.settled()
	if s := w.status(); !s.Granted || s.Name != "测试县" || s.Arrived != 1 || s.ToSend != (clientsdk.Progress{}) {
		t.Errorf("after the sync: %+v", s)
	}
	w.proven(confirmed.ID, signIn)

	w.county.Want()
	w.sync()
	if w.county.Whole("original") != 1 || w.county.Whole("view") != 1 || w.county.Whole("thumbnail") != 1 {
		t.Error("the county asked for the original and did not get it")
	}
	if got, _ := w.county.Blob(syncproto.HashOf(realPhoto(t))); !bytes.Equal(got, realPhoto(t)) {
		t.Error("the original is not byte for byte the photo")
	}
}

// proven demands that a confirmation names a leaf and verifies under the key its log registered.
func (w *world) proven(id syncproto.EventID, of clientsdk.Written) {
	w.t.Helper()
	events := w.county.Events(id.Log)
	said, err := syncproto.DecodeEvent(events[id.Seq-1])
	must(w.t, err)
	c := said.Body.(syncproto.Confirmation)
	registered, err := syncproto.DecodeEvent(events[*c.Key-1])
	must(w.t, err)
	key, err := registered.Body.(syncproto.PersonKey).Public()
	must(w.t, err)
	if c.Subject.Form != syncproto.BySamePhone || id.Seq-c.Subject.Back != of.ID.Seq {
		w.t.Errorf("the confirmation is of %+v, want event %d", c.Subject, of.ID.Seq)
	}
	if !c.Proven(id, key, of.Leaf, nil) {
		w.t.Error("the confirmation is not proven by the supervisor's key")
	}
	if said.Actor != syncproto.ActorOf(2, syncproto.UnlockCard) {
		w.t.Errorf("the confirmation's actor is %d", said.Actor)
	}
}

func TestAnIdleSyncIsOneSmallRequest(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.signIn()
	w.sync()
	before := w.county.Requests()
	if result := w.sync(); result.BytesSent > 40 || w.county.Requests() != before+1 {
		t.Errorf("an idle sync sent %d bytes in %d requests", result.BytesSent, w.county.Requests()-before)
	}
}
