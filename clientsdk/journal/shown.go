package journal

import (
	"context"

	"zhucun/syncproto"
)

// Shown is what the screen shows of an event to a supervisor with another phone; ErrNoEvent.
func (j *Journal) Shown(ctx context.Context, seq uint64) (syncproto.Shown, error) {
	var (
		log, salt, event []byte
		first            uint64
	)
	found, err := j.one(ctx, `SELECT device.log, segment.salt, segment.first, event.bytes FROM event JOIN segment ON segment.first = event.segment, device
		WHERE event.seq = ?`, []any{seq}, &log, &salt, &first, &event)
	if err != nil {
		return syncproto.Shown{}, err
	}
	if !found {
		return syncproto.Shown{}, ErrNoEvent
	}
	return syncproto.Salt(salt).Show(syncproto.ID(syncproto.LogID(log), seq), int(seq-first), event), nil
}
