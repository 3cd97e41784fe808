package verify_test

import (
	"testing"

	"zhucun/server/store"
	"zhucun/syncproto"
)

func TestTheBestTimeIsThePhonesElapsedClockWithinWhatTheLedgerProves(t *testing.T) {
	for promise, c := range map[string]struct{ started, best int64 }{
		"not known when the machine was started": {0, received},
		"within":                                 {received - 1000*1000 - 5*hour, received - 5*hour},
		"before the log could begin":             {issued - 1000*1000 - hour, issued},
		"after it came":                          {received, received},
	} {
		t.Run(promise, func(t *testing.T) {
			o := newOffice(t)
			o.started = c.started
			written := o.by(1, signin())
			o.judge()
			if e := o.event(written.ID); e.Best != c.best || e.Lo != issued || e.Hi != received {
				t.Errorf("[%d %d %d], want %d between %d and %d", e.Lo, e.Best, e.Hi, c.best, issued, received)
			}
		})
	}
}

// A segment is written after the one before it, whatever it says of its own anchor; and before it came, whatever the county's clock has done since.
func TestNotBeforeIsTheNewestThatTheChainIsBoundTo(t *testing.T) {
	o := newOffice(t)
	anchors := []syncproto.Anchor{{1}, {2}, {3}, {4}}
	o.update(func(tx store.Tx) error {
		for i, at := range []int64{issued - hour, issued + 5*hour, issued + 2*hour, received + hour} {
			if err := tx.AddCheckpoint(store.Checkpoint{Anchor: anchors[i], Time: at}); err != nil {
				return err
			}
		}
		return nil
	})
	for _, c := range []struct {
		what   string
		anchor *syncproto.Anchor
		lo     int64
	}{
		{"older than the log's code", &anchors[0], issued}, {"the newest", &anchors[1], issued + 5*hour}, {"an older one again", &anchors[2], issued + 5*hour},
		{"none", nil, issued + 5*hour}, {"later than the receipt", &anchors[3], received},
	} {
		o.Anchor = c.anchor
		written := o.by(1, signin())
		o.judge()
		if e := o.event(written.ID); e.Lo != c.lo {
			t.Errorf("%s: not before %d, want %d", c.what, e.Lo, c.lo)
		}
	}
}
