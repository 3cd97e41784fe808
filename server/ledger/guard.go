package ledger

import (
	"errors"
	"fmt"

	"zhucun/syncproto/proof"
)

var (
	// ErrWitnessEmpty: the ledger has leaves and the witness was never given a checkpoint. Since the first checkpoint
	// is of the empty ledger, this is a wrong or unmounted folder, or a lost witness.
	ErrWitnessEmpty = errors.New("ledger: the witness is empty, the ledger is not")
	// ErrEpoch: the database and the witness are in different epochs of the server.
	ErrEpoch = errors.New("ledger: the database and the witness are in different epochs")
)

const advice = "the server does not start, so that nothing is lost twice: check that data folder and witness folder " +
	"are the right ones, leave both as they are, and put the newest data folder back"

// Guard compares the tree in the database with last, the checkpoint that the witness holds, and returns the database's
// tree if it is the same or longer and begins with last's. Else proof.ErrTreeShorter, proof.ErrTreeDiffers, ErrEpoch,
// ErrDamaged or ErrNoHash, with what the operator should do.
func Guard(h Hashes, epoch uint64, last proof.Checkpoint) (proof.Tree, error) {
	tree, err := Head(h)
	if err == nil {
		err = compare(h, epoch, tree, last)
	}
	if err != nil {
		return proof.Tree{}, fmt.Errorf("%w; %s", err, advice)
	}
	return tree, nil
}

func compare(h Hashes, epoch uint64, tree proof.Tree, last proof.Checkpoint) error {
	if epoch != last.Epoch {
		return fmt.Errorf("%w: %d and %d", ErrEpoch, epoch, last.Epoch)
	}
	if tree.Size < last.Size {
		return fmt.Errorf("%w: the database holds %d leaves, the witness has seen %d", proof.ErrTreeShorter, tree.Size, last.Size)
	}
	p, err := ConsistencyProof(h, last.Size, tree.Size)
	if err != nil {
		return err
	}
	if proof.CheckConsistency(p, last.Tree, tree) != nil {
		return fmt.Errorf("%w: the first %d leaves are not those that the witness has seen", proof.ErrTreeDiffers, last.Size)
	}
	return nil
}
