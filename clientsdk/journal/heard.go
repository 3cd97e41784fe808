package journal

import (
	"context"
	"database/sql"

	"zhucun/syncproto"
)

// Heard is one transaction in which is kept what a server said. None of it takes away a record, its bytes, or its place in the queue but a
// checked receipt.
type Heard struct {
	tx    *sql.Tx
	clock syncproto.Clock
}

// Hear runs a function in one transaction, durable on return.
func (j *Journal) Hear(ctx context.Context, clock syncproto.Clock, do func(Heard) error) error {
	j.mu.Lock()
	defer j.mu.Unlock()
	j.open = nil // a newer anchor may come
	return j.update(ctx, func(tx *sql.Tx) error { return do(Heard{tx, clock}) })
}

// Grant keeps what a checked grant brought, and forgets the code's key.
func (h Heard) Grant(ctx context.Context, ordinal uint32, document []byte, epoch syncproto.Epoch) error {
	_, err := exec(ctx, h.tx, "UPDATE device SET ordinal = ?, document = ?, epoch = ?, code_key = NULL", ordinal, document, epoch)
	if err == nil {
		_, err = exec(ctx, h.tx, "DELETE FROM notice")
	}
	return err
}

// Session keeps which session the next hello names, and whether the server has heard of it.
func (h Heard) Session(ctx context.Context, session syncproto.SessionID, begun bool) error {
	_, err := exec(ctx, h.tx, "UPDATE device SET session = ?, begun = ?", session[:], begun)
	return err
}

// Ack notes that the server holds a segment; its photos may be sent from now on.
func (h Heard) Ack(ctx context.Context, first uint64) error {
	_, err := exec(ctx, h.tx, "UPDATE segment SET acked = 1 WHERE first = ?", first)
	return err
}

// Receipt keeps a receipt whose signature and head the caller has checked: its events are delivered.
func (h Heard) Receipt(ctx context.Context, first uint64, receipt []byte) error {
	_, err := exec(ctx, h.tx, "UPDATE segment SET receipt = ?, acked = 1, again = 0 WHERE first = ?", receipt, first)
	return err
}

// Epoch keeps that the county's ledger began a new life; what an older one acknowledged is sent once more.
func (h Heard) Epoch(ctx context.Context, epoch syncproto.Epoch) error {
	if _, err := exec(ctx, h.tx, "UPDATE device SET epoch = ?", epoch); err != nil {
		return err
	}
	return h.Again(ctx, 0)
}

// Again asks for one more sending of every segment with events after a seq.
func (h Heard) Again(ctx context.Context, after uint64) error {
	_, err := exec(ctx, h.tx, "UPDATE segment SET again = 1 WHERE payload IS NOT NULL AND first + count > ?", after+1)
	return err
}

// Refused keeps what the server said of one event. Events that this phone did not write are passed over.
func (h Heard) Refused(ctx context.Context, seq uint64, code syncproto.Code) error {
	_, err := exec(ctx, h.tx, "INSERT INTO refusal (seq, code) SELECT seq, ? FROM event WHERE seq = ? ON CONFLICT DO NOTHING", code, seq)
	return err
}

// Stopped keeps that the server cannot read a segment: it is shown, and sent no more by this release.
func (h Heard) Stopped(ctx context.Context, first uint64) error {
	_, err := exec(ctx, h.tx, "UPDATE segment SET stopped = ? WHERE first = ? AND receipt IS NULL", release, first)
	return err
}

// Notice keeps what the server said of the install as a whole.
func (h Heard) Notice(ctx context.Context, code syncproto.Code) error {
	_, err := exec(ctx, h.tx, "INSERT INTO notice (code, wall) VALUES (?, ?) ON CONFLICT (code) DO UPDATE SET wall = excluded.wall",
		code, min(h.clock.Wall, most))
	return err
}

// Anchor keeps the newest anchor and the clocks it came at.
func (h Heard) Anchor(ctx context.Context, anchor syncproto.Anchor, server uint64) error {
	_, err := exec(ctx, h.tx, `INSERT INTO anchor (id, anchor, server, wall, boot, elapsed) VALUES (1, ?, ?, ?, ?, ?)
		ON CONFLICT (id) DO UPDATE SET anchor = excluded.anchor, server = excluded.server, wall = excluded.wall, boot = excluded.boot,
		elapsed = excluded.elapsed`, anchor[:], min(server, most*1000), min(h.clock.Wall, most), h.clock.Boot, min(h.clock.Elapsed, most))
	return err
}

// Begun keeps that bytes of a blob are about to leave.
func (h Heard) Begun(ctx context.Context, hash syncproto.Hash) error {
	_, err := exec(ctx, h.tx, "UPDATE blob SET begun = 1 WHERE hash = ?", hash[:])
	return err
}

// Held keeps how much of a blob the server holds, and whether that is all of it, checked and durable.
func (h Heard) Held(ctx context.Context, hash syncproto.Hash, held uint64, complete bool) error {
	_, err := exec(ctx, h.tx, "UPDATE blob SET held = min(length, ?), complete = ? WHERE hash = ?", min(held, most), complete, hash[:])
	return err
}

// Wanted keeps that an original was asked for, by its own hash or its manifest's.
func (h Heard) Wanted(ctx context.Context, hash syncproto.Hash) error {
	_, err := exec(ctx, h.tx, `UPDATE blob SET wanted = 1 WHERE class = ? AND hash IN (SELECT original FROM photo WHERE manifest = ? OR original = ?)`,
		ClassOriginal, hash[:], hash[:])
	return err
}

// BlobRefused keeps that the server will not take a blob.
func (h Heard) BlobRefused(ctx context.Context, hash syncproto.Hash, code syncproto.Code) error {
	_, err := exec(ctx, h.tx, "UPDATE blob SET refused = ? WHERE hash = ?", code, hash[:])
	return err
}

// Unreadable keeps, at each photo event that names a blob, that the server holds the blob and can make no picture of it.
func (h Heard) Unreadable(ctx context.Context, hash syncproto.Hash) error {
	_, err := exec(ctx, h.tx, `INSERT INTO refusal (seq, code) SELECT seq, ? FROM photo WHERE ? IN (manifest, thumbnail, view, original) ON CONFLICT DO NOTHING`,
		syncproto.CodePhotoBad, hash[:])
	return err
}

// Spoiled counts that the server found other content under a blob's hash and dropped what it held.
func (h Heard) Spoiled(ctx context.Context, hash syncproto.Hash) error {
	_, err := exec(ctx, h.tx, "UPDATE blob SET held = 0, spoiled = spoiled + 1 WHERE hash = ?", hash[:])
	return err
}
