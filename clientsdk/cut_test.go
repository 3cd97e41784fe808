package clientsdk_test

import (
	"context"
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
	t.Parallel()
	filled := newWorld(t)
	for i := range 70 { // two segments
		filled.note(fmt.Sprintf("第%d条", i))
	}
	filled.reopen() // all of it in the files
	for _, side := range []string{"request", "answer"} {
		t.Run(side, func(t *testing.T) {
			for at := 0; at < 1100; at += 67 {
				w := filled.twin(t)
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
	t.Parallel()
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
	t.Parallel()
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
	t.Parallel()
	w := newWorld(t)
	for range 200 {
		w.note("长")
	}
	w.county.SetLink(always{Request: -1, Answer: 400})
	w.sync()
	w.settled()
}

func TestASyncThatGetsNowhereEndsAndSaysSo(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.signIn()
	w.server.Close()
	var most uint64
	result, err := w.phone.Sync(ctx(t), func(p clientsdk.Progress) { most = max(most, p.Records.Sent, p.Records.Held) })
	if !errors.Is(err, clientsdk.ErrUnreachable) || result.Failed != w.config.Attempts {
		t.Errorf("got %v after %d failures, want ErrUnreachable after %d", err, result.Failed, w.config.Attempts)
	}
	if s := w.status(); s.Delivered != 0 || s.ToSend.Records.Total == 0 || most != 0 {
		t.Errorf("status is not truthful: %+v; %d bytes were said to be sent", s, most)
	}
}

// A connection that stood, if only once, was cut: something may have left the phone.
func TestUnreachableIsNotCut(t *testing.T) {
	t.Parallel()
	for name, link := range map[string]countytest.Link{"the request": always{Request: 10, Answer: -1}, "the answer": always{Request: -1, Answer: 0}} {
		w := newWorld(t)
		w.signIn()
		w.county.SetLink(link)
		if _, err := w.phone.Sync(ctx(t), nil); !errors.Is(err, clientsdk.ErrCut) || errors.Is(err, clientsdk.ErrUnreachable) {
			t.Errorf("%s cut each time: %v", name, err)
		}
	}
	w := newWorld(t)
	w.signIn()
	w.config.Pause = func(context.Context, int) error { // before the second try the server goes away
		w.server.CloseClientConnections()
		return w.server.Listener.Close()
	}
	w.config.Pause = first(w.config.Pause)
	w.reopen()
	w.county.SetLink(always{Request: 10, Answer: -1})
	if _, err := w.phone.Sync(ctx(t), nil); !errors.Is(err, clientsdk.ErrCut) || errors.Is(err, clientsdk.ErrUnreachable) {
		t.Errorf("cut, and then gone: %v", err)
	}
}

// first runs a pause once.
func first(pause func(context.Context, int) error) func(context.Context, int) error {
	done := false
	return func(ctx context.Context, tries int) error {
		if done {
			return nil
		}
		done = true
		return pause(ctx, tries)
	}
}

// What is said to be held is under receipts; what left and was lost is not.
func TestHeldIsWhatTheCountyAcknowledged(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	for range 130 { // three segments
		w.note("长")
	}
	w.county.SetLink(&script{{Request: -1, Answer: 500}, {Request: 0, Answer: 0}}) // the grant and a receipt or two, then nothing
	w.config.Attempts = 1
	w.reopen()
	var last clientsdk.Progress
	var sent uint64
	_, err := w.phone.Sync(ctx(t), func(p clientsdk.Progress) { last, sent = p, max(sent, p.Records.Sent) })
	if !errors.Is(err, clientsdk.ErrCut) {
		t.Fatalf("got %v", err)
	}
	s := w.status()
	if s.Delivered == 0 || s.Delivered == s.Events {
		t.Fatalf("delivered %d of %d: the answer was not cut between receipts", s.Delivered, s.Events)
	}
	if got := last.Records; got.Held != got.Total-s.ToSend.Records.Total || got.Sent != got.Held || sent != got.Total {
		t.Errorf("ended at %+v with %d bytes left; %d were on their way", got, s.ToSend.Records.Total, sent)
	}
}

func TestRefusalsAreKeptAndShownAndStopNothing(t *testing.T) {
	t.Parallel()
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
