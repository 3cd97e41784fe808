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
	amount := func(class syncer.Class) Amount {
		a := Amount{Held: m.base.Held[class], Sent: m.base.Held[class], Total: m.base.Total[class]}
		if class == m.class {
			a.Sent = min(a.Sent+m.under, a.Total)
		}
		return a
	}
	small, manifests := amount(syncer.Thumbnails), amount(syncer.Manifests)
	small = Amount{small.Held + manifests.Held, small.Sent + manifests.Sent, small.Total + manifests.Total}
	m.progress(Progress{Records: amount(syncer.Records), Thumbnails: small, Views: amount(syncer.Views), Originals: amount(syncer.Originals)})
}
