package syncer_test

import (
	"bytes"
	"testing"

	"zhucun/clientsdk/syncer"
	"zhucun/syncproto"
)

// Whatever bytes come as an answer: the phone does not fall over, the run ends, and nothing is delivered without the county's signature.
func FuzzAnswer(f *testing.F) {
	seed := newWorld(f, 2)
	f.Add(seed.county.Sync(syncer.New(seed.state).Next().Push))
	f.Add([]byte("<html>"))
	f.Add(syncproto.AppendFrame(nil, syncproto.FrameEnd, syncproto.End{Epoch: 7, More: 1, Wait: 1 << 31}))
	notice := syncproto.AppendFrame(nil, syncproto.FrameNotice, syncproto.Notice{Code: syncproto.CodeGap, Seq: new(uint64)})
	f.Add(syncproto.AppendFrame(notice, syncproto.FrameOffset, syncproto.Offset{Held: 1 << 63, Length: 1}))
	w := newWorld(f, 2)
	f.Fuzz(func(t *testing.T, answer []byte) {
		w.found()
		view := syncer.Blob{Hash: syncproto.Hash{}, Class: syncer.Views, Length: 1000, Named: true}
		w.state.Blobs = []syncer.Blob{view}
		honest := w.county.Sync(syncer.New(w.state).Next().Push)
		engine := syncer.New(w.state)
		exchanges := 0
		changes := w.run(engine, func([]byte) []byte {
			if exchanges++; exchanges > 60 {
				t.Fatal("the run does not end")
			}
			return answer
		})
		for first := range delivered(changes) {
			if !bytes.Contains(honest, receiptOf(changes, first)) {
				t.Errorf("segment %d is delivered without a receipt", first)
			}
		}
	})
}

func receiptOf(changes []syncer.Change, first uint64) []byte {
	for _, change := range changes {
		if d, ok := change.(syncer.Delivered); ok && d.First == first {
			return d.Receipt
		}
	}
	return nil
}
