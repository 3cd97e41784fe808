package ingest_test

import (
	"bytes"
	"context"
	"slices"
	"testing"
	"time"

	"zhucun/server/store"
	"zhucun/syncproto"
)

// A session lives thirty days, can be ended, and its value never lives twice.
func TestAPhonesSessionEnds(t *testing.T) {
	const day = 24 * time.Hour
	for promise, ending := range map[string]struct {
		after   time.Duration
		revoked bool
		want    syncproto.Code
	}{
		"it lives at once":          {0, false, syncproto.CodeBlobNotNamed},
		"and on its thirtieth day":  {30*day - time.Minute, false, syncproto.CodeBlobNotNamed},
		"it ends after thirty days": {30*day + time.Minute, false, syncproto.CodeSessionUnknown},
		"it is ended by the office": {0, true, syncproto.CodeSessionUnknown},
	} {
		t.Run(promise, func(t *testing.T) {
			c := newCounty(t)
			p := c.phone("session")
			c.push(p)
			if ending.revoked {
				c.update(func(tx store.Tx) error { return tx.EndPhoneSessions(p.ID(), c.now.UnixMilli()) })
			}
			c.now = c.now.Add(ending.after)
			if _, code, err := c.Patch(context.Background(), p.Session(), syncproto.Hash{1}, 0, bytes.NewReader(nil)); code != ending.want || err != nil {
				t.Errorf("%v, %v; want %v", code, err, ending.want)
			}
			if told := slices.Contains(c.sync(p.Request()).Codes(), syncproto.CodeSessionUnknown); told != (ending.want == syncproto.CodeSessionUnknown) {
				t.Errorf("the same value once more: session_unknown told %t", told)
			}
		})
	}
}
