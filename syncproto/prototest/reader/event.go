package reader

import (
	"errors"
	"fmt"
	"slices"
)

// event is one event that obeys its table, or one of a kind that is not known.
type event struct {
	raw   []byte
	kind  uint64
	actor uint64
	args  []item // the items after the actor
}

var errTable = errors.New("does not follow its table")

// readEvent judges one event by itself: everything that can be told without the
// log around it. Unknown kinds are a fault too, the mildest.
func readEvent(it item, f *faults) event {
	const common = 3
	begin := exactly(between(1, 255), fits32, fits32)
	if it.form != formArray || len(it.items) < common || !begin.takes(item{form: formArray, items: it.items[:common]}) {
		f.malformed("event: not [kind, gap, actor, …]")
		return event{raw: it.raw}
	}
	e := event{raw: it.raw, kind: it.items[0].n, actor: it.items[2].n, args: it.items[common:]}
	what := fmt.Sprintf("event of kind %d", e.kind)
	rules := table(e.kind)
	if rules == nil {
		f.add(UnknownKind, "%s", what)
		rules = slices.Repeat([]rule{anything}, len(e.args))
	}
	shape := exactly(rules...)
	args := item{form: formArray, items: e.args, depth: it.depth}
	f.judge(what, shape, args)
	if shape(args) != wrong {
		if err := e.checkTogether(); err != nil {
			f.malformed("%s: %v", what, err)
		}
	}
	if len(it.raw) > maxEvent {
		f.add(OverLimit, "%s: %d bytes", what, len(it.raw))
	}
	return e
}

// local is the local number in the actor; the rest says how they were unlocked.
func (e event) local() uint64 { return e.actor / 4 }

func anything(item) fit { return fits }

// checkTogether judges items that depend on one another.
func (e event) checkTogether() error {
	switch e.kind {
	case kindConfirmation:
		return e.confirmation().check()
	case kindPersonKey:
		_, err := registers(e.args[1], e.args[2])
		return err
	case kindKeyRotated:
		_, err := registers(e.args[0], e.args[1])
		return err
	default:
		return nil
	}
}

// confirmation names the items of a confirmation.
type confirmation struct {
	subject, cadre, village, sheet, day item
	verdict, stay, satisfaction, reason item
	means, strokes, key, proof          item
}

func (e event) confirmation() confirmation {
	a := e.args
	return confirmation{a[0], a[1], a[2], a[3], a[4], a[5], a[6], a[7], a[8], a[9], a[10], a[11], a[12]}
}

// A tear-off code's proof is its code_id and a mac.
const sizePaperProof = 5 + 16

// Means of a confirmation.
const (
	meansCard  = 1
	meansPIN   = 2
	meansPaper = 3
)

// signed tells whether a personal key made the proof.
func (c confirmation) signed() bool { return c.means.n == meansCard || c.means.n == meansPIN }

// check holds the rules between the items: a key and a signature exactly for
// card and PIN, a code_id and mac exactly for a paper code, nothing else for the others;
// satisfaction and its reason only for a deed, which has no sheet.
func (c confirmation) check() error {
	proof := rule(null)
	switch {
	case c.signed():
		proof = signature
	case c.means.n == meansPaper:
		proof = bytesOf(sizePaperProof)
	}
	if !proof.takes(c.proof) {
		return fmt.Errorf("%w: proof of means %d", errTable, c.means.n)
	}
	if c.signed() == isNull(c.key) {
		return fmt.Errorf("%w: key of means %d", errTable, c.means.n)
	}
	if c.sheet.n != 0 && !(isNull(c.satisfaction) && isNull(c.reason)) {
		return fmt.Errorf("%w: satisfaction or reason of a visit", errTable)
	}
	return nil
}
