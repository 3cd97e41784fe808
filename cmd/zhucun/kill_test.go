package main

import (
	"bytes"
	"fmt"
	"io"
	"net/http"
	"testing"

	"zhucun/server"
	"zhucun/server/ingest/ingesttest"
	"zhucun/server/store"
	"zhucun/syncproto"
)

// kills is how often the server is killed while phones push.
const kills = 3

// pusher is a phone that pushes segment after segment until its connection breaks.
type pusher struct {
	phone        *ingesttest.Phone
	acknowledged uint64   // the last seq that the county has acknowledged
	waiting      [][]byte // segments without an ack, in order
}

// push delivers what waits. false: no whole answer came.
func (p *pusher) push(t *testing.T, address string) bool {
	answer, err := http.Post(address+"/v1/sync", "application/octet-stream", bytes.NewReader(p.phone.Request(p.waiting...)))
	if err != nil {
		return false
	}
	defer answer.Body.Close()
	body, err := io.ReadAll(answer.Body)
	if err != nil {
		return false
	}
	for _, ack := range ingesttest.ReadAnswer(t, body).Acks {
		p.acknowledged = max(p.acknowledged, ack.First+uint64(ack.Count)-1)
	}
	if p.acknowledged+1 == p.phone.Next().Seq {
		p.waiting = nil
	}
	return true
}

func (p *pusher) write() {
	for range 8 {
		p.phone.Write(syncproto.ActorOf(1, syncproto.UnlockNone), syncproto.Note{Village: exampleVillage, Text: "水渠堵了,和户主一起清了一半"})
	}
	p.waiting = append(p.waiting, p.phone.Seal())
}

// untilItBreaks pushes one segment after another. After some acks it says once that it is in the middle.
func (p *pusher) untilItBreaks(t *testing.T, address string, middle chan<- struct{}) {
	for pushes := 0; ; pushes++ {
		p.write()
		if pushes == 5 {
			middle <- struct{}{}
		}
		if !p.push(t, address) {
			return
		}
	}
}

// A server that is killed in the middle of syncs, again and again, has every record that it acknowledged, once, and takes the rest.
func TestAKilledServerLosesNothingThatItAcknowledged(t *testing.T) {
	folder := county(t)
	var phones []*pusher
	for i := range 3 {
		code := enrolPhone(t, folder, "http://127.0.0.1").Code.Key()
		p := &pusher{phone: ingesttest.New(t, fmt.Sprint("killed ", i), 511921, code)}
		p.phone.Add(1, exampleCadre)
		p.waiting = [][]byte{p.phone.Seal()}
		phones = append(phones, p)
	}
	for range kills {
		running := serve(t, folder.Dir)
		middle, broken := make(chan struct{}, len(phones)), make(chan struct{}, len(phones))
		for _, p := range phones {
			go func() {
				defer func() { broken <- struct{}{} }()
				p.untilItBreaks(t, running.address, middle)
			}()
		}
		for range phones {
			<-middle
		}
		running.kill()
		for range phones {
			<-broken
		}
		wantHeld(t, folder, phones, false)
	}
	running := serve(t, folder.Dir)
	for _, p := range phones {
		if !p.push(t, running.address) || len(p.waiting) > 0 {
			t.Errorf("after the last kill %d segments were not taken", len(p.waiting))
		}
	}
	if code := running.interrupt(); code != 0 {
		t.Errorf("the server ended with %d\n%s", code, running.said)
	}
	wantHeld(t, folder, phones, true)
	if said, code := zhucun(t, ".", "--data", folder.Dir, "verify"); code != 0 {
		t.Errorf("verify: %d, %s", code, said)
	}
}

// wantHeld compares what the county has with what phones were told it has; everything that was written once all is delivered.
func wantHeld(t *testing.T, folder server.Folder, phones []*pusher, all bool) {
	t.Helper()
	office, err := server.OpenOffice(t.Context(), folder)
	if err != nil {
		t.Fatal(err)
	}
	defer office.Close()
	for i, p := range phones {
		err := office.View(t.Context(), func(tx store.Tx) error {
			events, err := tx.EventsOfLog(p.phone.ID(), 1, 1<<32)
			want := p.acknowledged
			if all {
				want = p.phone.Next().Seq - 1
			}
			if n := uint64(len(events)); n < want || all && n > want || want == 0 {
				t.Errorf("phone %d: the county has %d events, %d were acknowledged", i, n, want)
			}
			return err
		})
		if err != nil {
			t.Error(err)
		}
	}
}
