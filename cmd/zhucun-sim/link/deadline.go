package link

import "time"

// deadline is until when a connection waits. It is guarded by the connection's lock.
type deadline struct {
	at    time.Time
	timer *time.Timer
}

// set changes it. notice is called, without the lock, when it is over.
func (d *deadline) set(at time.Time, notice func()) {
	if d.timer != nil {
		d.timer.Stop()
	}
	d.at, d.timer = at, nil
	if !at.IsZero() {
		d.timer = time.AfterFunc(time.Until(at), notice)
	}
}

func (d *deadline) over() bool { return !d.at.IsZero() && !time.Now().Before(d.at) }
