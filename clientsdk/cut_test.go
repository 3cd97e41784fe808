package clientsdk_test

import (
	"errors"
	"fmt"
	"testing"

	"zhucun/clientsdk"
	"zhucun/clientsdk/countytest"
	"zhucun/syncproto"
)

// once makes the first exchange go wrong and all others right.
type once struct {
	fault countytest.Fault
	gone  bool
}

func (o *once) Fault() countytest.Fault {
	if o.gone {
		return countytest.Whole
	}
	o.gone = true
	return o.fault
}

// always makes every exchange go wrong in the same way.
type always countytest.Fault

func (a always) Fault() countytest.Fault { return countytest.Fault(a) }

func TestEverythingArrivesOnceWhereverTheFirstExchangeIsCut(t *testing.T) {
	fill := func(w *world) {
		for i := range 70 { // two segments
			w.note(fmt.Sprintf("第%d条", i))
		}
	}
	for _, side := range []string{"request", "answer"} {
		t.Run(side, func(t *testing.T) {
			for at := 0; at < 1100; at += 67 {
				w := newWorld(t)
				fill(w)
				fault := countytest.Fault{Request: at, Answer: -1}
				if side == "answer" {
					fault = countytest.Fault{Request: -1, Answer: at}
				}
				w.county.SetLink(&once{fault: fault})
				w.sync()
				w.settled()
			}
		})
	}
}

func TestALostAnswerCostsNothing(t *testing.T) {
	w := newWorld(t)
	w.signIn()
	w.county.SetLink(always{Request: -1, Answer: 0})
	_, err := w.phone.Sync(ctx(t), nil)
	if !errors.Is(err, clientsdk.ErrCut) {
		t.Errorf("got %v, want ErrCut", err)
	}
	if s := w.status(); s.Delivered != 0 || s.Granted {
		t.Errorf("without an answer the phone believes %+v", s)
	}
	w.county.SetLink(nil)
	w.reopen()
	w.sync()
	w.settled()
}

// dying gives one answer in part, and then none.
type dying struct{ answers int }

func (d *dying) Fault() countytest.Fault {
	d.answers++
	if d.answers == 1 {
		return countytest.Fault{Request: -1, Answer: 300} // one ack and one receipt
	}
	return countytest.Fault{Request: 0, Answer: 0}
}

func TestEachReceiptOfACutAnswerCounts(t *testing.T) {
	w := newWorld(t)
	w.sync()
	for range 200 {
		w.note("长")
	}
	w.county.SetLink(new(dying))
	if _, err := w.phone.Sync(ctx(t), nil); !errors.Is(err, clientsdk.ErrCut) {
		t.Errorf("got %v, want ErrCut at last", err)
	}
	w.reopen()
	if s := w.status(); s.Delivered != 1+64 {
		t.Errorf("delivered %d of %d, want the first segment of the two syncs", s.Delivered, s.Events)
	}
	w.county.SetLink(nil)
	w.sync()
	w.settled()
}

func TestALinkThatCutsEveryAnswerStillMovesOn(t *testing.T) {
	w := newWorld(t)
	for range 200 {
		w.note("长")
	}
	w.county.SetLink(always{Request: -1, Answer: 400})
	w.sync()
	w.settled()
}

func TestASyncThatGetsNowhereEndsAndSaysSo(t *testing.T) {
	w := newWorld(t)
	w.signIn()
	w.server.Close()
	result, err := w.phone.Sync(ctx(t), nil)
	if !errors.Is(err, clientsdk.ErrCut) || result.Failed != w.config.Attempts {
		t.Errorf("got %v after %d failures, want ErrCut after %d", err, result.Failed, w.config.Attempts)
	}
	if s := w.status(); s.Delivered != 0 || s.ToSend.Records.Total == 0 {
		t.Errorf("status is not truthful: %+v", s)
	}
}

func TestRefusalsAreKeptAndShownAndStopNothing(t *testing.T) {
	w := newWorld(t)
	signIn := w.signIn()
	log := signIn.ID.Log
	w.county.Say(syncproto.Notice{Code: syncproto.CodeNotAppointed, Log: &log, Seq: &signIn.ID.Seq})
	w.county.Say(syncproto.Notice{Code: syncproto.CodeNotAppointed, Log: &log, Seq: ptr(uint64(9999))})
	w.sync()
	w.settled()
	s := w.status()
	if len(s.Refused) != 1 || s.Refused[0].Seq != signIn.ID.Seq || s.Refused[0].Codes[0] != syncproto.CodeNotAppointed {
		t.Errorf("refused: %+v", s.Refused)
	}
	events, err := w.phone.List(ctx(t), 0, 1)
	must(t, err)
	if len(events[0].Refused) != 1 {
		t.Errorf("the event does not show why it was refused: %+v", events[0])
	}
}
