package clientsdk

import "zhucun/clientsdk/syncer"

// meter tells of bytes as they leave. It is begun between exchanges; during one, only that exchange's watch moves it, so it never asks the engine,
// which hears the answer meanwhile.
type meter struct {
	progress func(Progress)
	sent     uint64 // bytes of bodies that left, in all exchanges
	base     syncer.Progress
	class    syncer.Class // of what leaves now
	under    uint64       // bytes of it that left
}

// begin tells what the server holds before an action.
func (m *meter) begin(base syncer.Progress, action syncer.Action) {
	m.base, m.class, m.under = base, syncer.Records, 0
	if action.Patch != nil {
		m.class = action.Patch.Class
	}
	m.tell()
}

func (m *meter) moved(n int) {
	m.sent += uint64(n)
	m.under += uint64(n)
	m.tell()
}

func (m *meter) tell() {
	p := m.base
	p.Sent[m.class] = min(p.Sent[m.class]+m.under, p.Total[m.class])
	amount := func(class syncer.Class) Amount { return Amount{p.Sent[class], p.Total[class]} }
	small := amount(syncer.Thumbnails)
	small.Sent, small.Total = small.Sent+p.Sent[syncer.Manifests], small.Total+p.Total[syncer.Manifests]
	m.progress(Progress{Records: amount(syncer.Records), Thumbnails: small, Views: amount(syncer.Views), Originals: amount(syncer.Originals)})
}
