package clientsdk

import (
	"context"
	"time"

	"zhucun/clientsdk/journal"
	"zhucun/clientsdk/syncer"
	"zhucun/syncproto"
)

// Refusal is an error number with which the server refused this phone: find it with errors.As.
type Refusal = syncer.Refusal

// Amount of bytes: Held are those that the county has said it holds, Sent also those that left the phone and may yet be lost.
type Amount struct{ Held, Sent, Total uint64 }

// Progress of a sync, in the order of sending. Sent falls back when a connection is cut and what was under way did not arrive; Held only when the
// county lost what it held.
type Progress struct{ Records, Thumbnails, Views, Originals Amount }

// SyncResult tells what a sync did, also when it ended with an error. What is delivered stands in [Status].
type SyncResult struct {
	Requests  int           // POSTs
	Pieces    int           // PATCHes of photos
	Failed    int           // of both, cut or refused
	Resumed   int           // times that a photo file went on in its middle after a cut
	Receipts  int           // segments newly delivered
	Wait      time.Duration // before the next sync
	BytesSent uint64        // bodies only
}

// Sync sends what the county has not: records, then thumbnails, then views, then originals that were asked for. progress may be nil; it
// is called once at a time, from this goroutine or the transport's, first before any byte leaves, and never after Sync has returned. An error says
// why not everything is there yet: ErrUnreachable when no connection ever stood and nothing left the phone, ErrCut (which ErrUnreachable is too) when one
// did, ErrLater, ErrWrongServer, ErrOldServer, *Refusal, the context's; all that was acknowledged until then is kept, and nothing else is lost.
// ErrSyncing when another call is under way.
func (p *Phone) Sync(ctx context.Context, progress func(Progress)) (SyncResult, error) {
	return p.sync(ctx, progress, false)
}

// SyncAll is Sync, and sends at last also the originals that nobody asked for. It is for a good link.
func (p *Phone) SyncAll(ctx context.Context, progress func(Progress)) (SyncResult, error) {
	return p.sync(ctx, progress, true)
}

func (p *Phone) sync(ctx context.Context, progress func(Progress), originals bool) (SyncResult, error) {
	if !p.syncing.TryLock() {
		return SyncResult{}, ErrSyncing
	}
	defer p.syncing.Unlock()
	if progress == nil {
		progress = func(Progress) {}
	}
	if err := p.seal(ctx); err != nil {
		return SyncResult{}, err
	}
	var result SyncResult
	reached := false
	for resends := 0; ; {
		state, server, more, err := p.syncState(ctx)
		if err != nil {
			return result, err
		}
		state.AllOriginals, state.Reached = originals, reached
		r := &run{phone: p, engine: syncer.New(state), line: p.dial(server), meter: meter{progress: progress}}
		err = r.run(ctx)
		outcome := r.engine.Outcome()
		reached = r.engine.Reached
		result.add(outcome, r.meter.sent)
		if err == nil {
			err = outcome.Err
		}
		if outcome.Resend {
			resends++
		}
		again := state.Unproven || outcome.Resend && resends < maxResends || more && outcome.Receipts > 0
		if err != nil || !again {
			return result, err
		}
	}
}

func (r *SyncResult) add(o syncer.Outcome, sent uint64) {
	r.Requests, r.Pieces, r.Failed = r.Requests+o.Pushes, r.Pieces+o.Patches, r.Failed+o.Failed
	r.Resumed, r.Receipts, r.BytesSent = r.Resumed+o.Resumed, r.Receipts+o.Receipts, r.BytesSent+sent
	r.Wait = time.Duration(o.Wait) * time.Second
}

func (p *Phone) seal(ctx context.Context) error {
	return p.write(ctx, func(_ *install, w *journal.Writer) error { return w.Seal(ctx) })
}

// maxResends bounds what a confused server can make a phone send again in one sync.
const maxResends = 3

// batch is how many bytes of segments are in memory at a time.
const batch = 2 * syncproto.MaxRequest

// chunk of a photo: half a minute on a bad link, and after a cut no more than that is asked for again.
const chunk = 64 << 10
