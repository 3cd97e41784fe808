package journal

import (
	"context"

	"zhucun/syncproto"
)

// release counts the versions of this client that send other bytes for the same records; a segment that one release was told is malformed is
// tried again by the next.
const release = 1

// Segment that is sealed.
type Segment struct {
	First   uint64
	Count   uint8
	Head    syncproto.Head
	Payload []byte
	Receipt []byte // a checked signed receipt; nil without
}

// Pending lists the sealed segments that are to be sent, rising, as long as their payloads together stay under a size, but at least one. more
// tells that there are others.
func (r reader) Pending(ctx context.Context, size int) (pending []Segment, more bool, err error) {
	err = r.segments(ctx, func(s Segment) bool {
		size -= len(s.Payload)
		more = size < 0 && len(pending) > 0
		if !more {
			pending = append(pending, s)
		}
		return !more
	}, "WHERE payload IS NOT NULL AND (receipt IS NULL OR again = 1) AND stopped < ? ORDER BY first", release)
	return pending, more, err
}

// Sealed lists all sealed segments, rising.
func (r reader) Sealed(ctx context.Context) (sealed []Segment, err error) {
	err = r.segments(ctx, func(s Segment) bool {
		sealed = append(sealed, s)
		return true
	}, "WHERE payload IS NOT NULL ORDER BY first")
	return sealed, err
}

func (r reader) segments(ctx context.Context, take func(Segment) bool, where string, args ...any) error {
	going := true
	return r.each(ctx, func(row scanner) error {
		if !going {
			return nil
		}
		var s Segment
		var head []byte
		if err := row.Scan(&s.First, &s.Count, &head, &s.Payload, &s.Receipt); err != nil {
			return err
		}
		s.Head = syncproto.Head(head)
		going = take(s)
		return nil
	}, "SELECT first, count, head, payload, receipt FROM segment "+where, args...)
}
