package blob

import (
	"context"
	"io"
	"time"
)

// Staging collects the bytes of uploads. All methods may be called
// concurrently, also for the same upload: a phone that reconnects does not
// wait for its dead connection.
type Staging interface {
	// Append adds the bytes of r, the first of which stands at offset, and
	// returns how many bytes of the upload are held from its beginning. An
	// offset at or before that number is welcome: the overlap is read and
	// passed over. An offset beyond it is ErrGap. At most limit bytes are held
	// in all; if r has more, ErrTooLong.
	//
	// Whatever arrived is kept when r fails in the middle; the error wraps
	// that of r. When there is no room for more, ErrFull, and held says how
	// much found some. Nothing is fsynced: a crash may lose or spoil staged bytes,
	// which Complete finds out. If the content exists already, its length is
	// what is held and every byte is passed over.
	Append(ctx context.Context, up Upload, offset int64, r io.Reader, limit int64) (held int64, err error)

	// Held is the number Append would return: 0 for an upload never begun,
	// the length of the content once it exists.
	Held(ctx context.Context, up Upload) (int64, error)

	// Staged counts the uploads of a log that have begun and are not complete,
	// and the bytes that they hold.
	Staged(ctx context.Context, log [16]byte) (uploads int, size int64, err error)

	// Complete turns the staged bytes into content if they are length bytes
	// with the upload's hash; on nil the content is durable and readable. When
	// bytes are missing, ErrIncomplete. When they are wrong or too many they
	// are discarded: ErrWrongContent, and the next Append begins at 0. Nil at
	// once when the content exists, made durable again. ErrFull: there was no
	// room to make it durable; Held tells how much is still staged.
	//
	// After any other error the content may or may not exist; call again.
	Complete(ctx context.Context, up Upload, length int64) error

	// Sweep discards uploads that got no byte since before and returns how
	// many they were.
	Sweep(ctx context.Context, before time.Time) (int, error)
}

// Reader reads content. Both methods may be called concurrently with
// everything else. What is visible here may still be undone by a crash until
// the Complete or Put that made it has returned nil.
type Reader interface {
	// Open returns the content and its length in bytes, or ErrNotFound. The
	// caller closes it.
	Open(ctx context.Context, h Hash) (content io.ReadSeekCloser, size int64, err error)

	// Has says whether Open would find the content.
	Has(ctx context.Context, h Hash) (bool, error)
}

// Writer stores content made here, such as derivatives.
type Writer interface {
	// Put stores the bytes of r as the content named h; on nil they are
	// durable. ErrWrongContent, and nothing stored, when their hash is another.
	// Storing what exists is no error. ErrFull: no room. After any other error the content may
	// or may not exist; call again.
	Put(ctx context.Context, h Hash, r io.Reader) error
}

// Remover erases.
type Remover interface {
	// Remove erases the content and all that any log has staged of it; on nil
	// the erasure is durable. Erasing what does not exist is no error. Readers
	// already open may finish.
	Remove(ctx context.Context, h Hash) error
}
