package journal

import (
	"context"

	"zhucun/syncproto"
)

// Counts of what this phone holds and what of it the county holds.
type Counts struct {
	Events, Delivered   int       // delivered: under a checked receipt
	Photos, PhotosThere int       // there: manifest, thumbnail and view complete, and the event delivered
	PhotosDamaged       int       // found spoiled three times or refused
	Bytes               [5]uint64 // still to send, by class; 0 is records
}

// Counts counts.
func (r reader) Counts(ctx context.Context) (Counts, error) {
	var c Counts
	_, err := r.one(ctx, `SELECT count(*), coalesce(sum(segment.receipt IS NOT NULL AND segment.again = 0), 0)
		FROM event JOIN segment ON segment.first = event.segment`, nil, &c.Events, &c.Delivered)
	if err != nil {
		return c, err
	}
	_, err = r.one(ctx, `SELECT count(*), coalesce(sum(segment.receipt IS NOT NULL AND segment.again = 0 AND m.complete AND t.complete AND v.complete), 0),
		coalesce(sum(max(m.refused, t.refused, v.refused) > 0 OR max(m.spoiled, t.spoiled, v.spoiled) >= ?), 0)
		FROM photo JOIN blob m ON m.hash = photo.manifest JOIN blob t ON t.hash = photo.thumbnail JOIN blob v ON v.hash = photo.view
		JOIN event ON event.seq = photo.seq JOIN segment ON segment.first = event.segment`, []any{MaxSpoiled}, &c.Photos, &c.PhotosThere, &c.PhotosDamaged)
	if err != nil {
		return c, err
	}
	return c, r.each(ctx, func(row scanner) error {
		var class Class
		var bytes uint64
		err := row.Scan(&class, &bytes)
		c.Bytes[class] += bytes
		return err
	}, `SELECT 0, coalesce(sum(length(payload)), 0) FROM segment WHERE payload IS NOT NULL AND (receipt IS NULL OR again = 1)
		UNION ALL SELECT 0, coalesce(sum(length(bytes)), 0) FROM event JOIN segment ON segment.first = event.segment WHERE payload IS NULL
		UNION ALL SELECT class, sum(length - held) FROM blob WHERE complete = 0 AND refused = 0 AND spoiled < ? AND (class < 4 OR wanted) GROUP BY class`,
		MaxSpoiled)
}

// Notices are what the server said of the install, with the phone's clock then, by code.
func (r reader) Notices(ctx context.Context) (map[syncproto.Code]uint64, error) {
	notices := map[syncproto.Code]uint64{}
	err := r.each(ctx, func(row scanner) error {
		var code syncproto.Code
		var wall uint64
		err := row.Scan(&code, &wall)
		notices[code] = wall
		return err
	}, "SELECT code, wall FROM notice")
	return notices, err
}
