package ledger

import (
	"context"
	"errors"
	"fmt"
	"time"

	"zhucun/syncproto/proof"
)

// Fresh is how old a checkpoint of an unchanged tree may be before Publish makes another. A checkpoint's time is the
// lower bound of what a phone signs after seeing it; a minute is finer than any record claims.
const Fresh = time.Minute

// View runs read in one read transaction that begins after the call; what read gets may not append. It is how
// database and witness are compared: the witness is asked first, so a group committed in between only makes the
// database longer.
type View func(ctx context.Context, read func(Hashes) error) error

// Publisher signs the tree after each commit and has the witness hold it before anyone is told. One goroutine calls
// it, once for each commit group, in commit order. Several processes, each with its own Publisher, may share one
// database and witness.
type Publisher struct {
	signer  Signer
	witness Witness
	view    View

	last    proof.Signed // what the witness holds, while settled
	settled bool         // false before the first Resume and after any error
}

// NewPublisher returns a publisher that has yet to Resume.
func NewPublisher(signer Signer, witness Witness, view View) *Publisher {
	return &Publisher{signer: signer, witness: witness, view: view}
}

// Publish is called with the tree that a committed transaction ended with (Head in that transaction). On nil the
// returned checkpoint covers that tree, the witness holds it durably, and acks may leave. An unchanged tree is signed
// again only when its checkpoint is older than Fresh.
//
// On an error nothing may be acknowledged; the rows stay, phones send again, and the next call begins with Resume. An
// error of Guard means that the server has to stop.
func (p *Publisher) Publish(ctx context.Context, tree proof.Tree, now time.Time) (Published, error) {
	if !p.settled {
		return p.resumeWith(ctx, tree, now)
	}
	age := now.Sub(time.UnixMilli(p.last.Time))
	if tree == p.last.Tree && age < Fresh {
		return Published{p.last, max(0, -age)}, nil
	}
	done, err := p.advance(ctx, tree, now)
	if errors.Is(err, ErrMoved) || errors.Is(err, proof.ErrTreeShorter) {
		// Another process published a later group of the same database first.
		return p.resumeWith(ctx, tree, now)
	}
	return done, err
}

func (p *Publisher) resumeWith(ctx context.Context, tree proof.Tree, now time.Time) (Published, error) {
	done, err := p.Resume(ctx, now)
	if err == nil && done.Size < tree.Size {
		p.settled = false
		return Published{}, fmt.Errorf("%w: %d leaves were committed, %d can be read", proof.ErrTreeShorter, tree.Size, done.Size)
	}
	return done, err
}

// Resume brings witness and database together: Guard, then a checkpoint of what the database holds. It is called at
// start, before the first append ever (so that an empty witness beside a ledger with leaves is a sign of loss), and by
// Publish after a failure. It always publishes, also when the trees agree: what the witness shows after a crash may
// not have been durable yet.
func (p *Publisher) Resume(ctx context.Context, now time.Time) (Published, error) {
	for {
		done, err := p.resume(ctx, now)
		if !errors.Is(err, ErrMoved) || ctx.Err() != nil {
			return done, err
		}
		// Someone else advanced between our question and our answer; what they published is checked in turn.
	}
}

// Shown is the checkpoint that the witness holds, which phones may have been told of; ok is false when it holds none. A server that ended between
// publishing and its next commit has no row of it: it is asked for before Resume.
func (p *Publisher) Shown(ctx context.Context) (shown Published, ok bool, err error) {
	note, err := p.witness.Latest(ctx)
	if err != nil {
		return shown, false, fmt.Errorf("ledger: ask the witness: %w", err)
	}
	if note == nil {
		return shown, false, nil
	}
	signed, err := p.signer.parse(note)
	if err != nil {
		return shown, false, fmt.Errorf("%w: %w", ErrWitnessDamaged, err)
	}
	return Published{Signed: signed}, true, nil
}

func (p *Publisher) resume(ctx context.Context, now time.Time) (Published, error) {
	p.settled = false
	note, err := p.witness.Latest(ctx)
	if err != nil {
		return Published{}, fmt.Errorf("ledger: ask the witness: %w", err)
	}
	p.last = proof.Signed{}
	if note != nil {
		if p.last, err = p.signer.parse(note); err != nil {
			return Published{}, fmt.Errorf("%w: %w", ErrWitnessDamaged, err)
		}
	}
	var tree proof.Tree
	err = p.view(ctx, func(h Hashes) (err error) {
		tree, err = p.guard(h)
		return err
	})
	if err != nil {
		return Published{}, err
	}
	return p.advance(ctx, tree, now)
}

func (p *Publisher) guard(h Hashes) (proof.Tree, error) {
	if p.last.Note() != nil {
		return Guard(h, p.signer.epoch, p.last.Checkpoint)
	}
	tree, err := Head(h)
	if err == nil && tree.Size > 0 {
		err = fmt.Errorf("%w: %d leaves; %s", ErrWitnessEmpty, tree.Size, advice)
	}
	return tree, err
}

func (p *Publisher) advance(ctx context.Context, tree proof.Tree, now time.Time) (Published, error) {
	p.settled = false
	next, err := p.signer.Sign(p.last, tree, now)
	if err != nil {
		return Published{}, err
	}
	if err := p.witness.Advance(ctx, p.last.Note(), next.Note()); err != nil {
		return Published{}, fmt.Errorf("ledger: publish %d leaves: %w", tree.Size, err)
	}
	p.last, p.settled = next.Signed, true
	return next, nil
}
