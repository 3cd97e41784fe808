package demo

import (
	"bufio"
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"time"

	"zhucun/clientsdk"
	"zhucun/server/project"
	"zhucun/server/roster"
	"zhucun/server/store"
	"zhucun/syncproto"
)

// Result is what the demo counted, read back from where it is kept. Counts of an earlier run on the same folder are in it.
type Result struct {
	Phones          int     `json:"phones"`
	Events          int     `json:"events"` // in the county's store
	Visits          int     `json:"visits"`
	Deeds           int     `json:"deeds"`
	Confirmed       int     `json:"confirmed"`
	ConfirmedByCode int     `json:"confirmed_by_code"`
	Inferred        int     `json:"inferred"`
	Waiting         int     `json:"waiting"`
	Disputed        int     `json:"disputed"`
	Withdrawn       int     `json:"withdrawn"`
	Photos          int     `json:"photos"`           // photo events
	PhotosComplete  int     `json:"photos_complete"`  // with both pictures made by the county
	PhotosResumed   int     `json:"photos_resumed"`   // files that went on in their middle after a cut
	Originals       int     `json:"originals"`        // pictures made again from an original
	EvidenceRecords int     `json:"evidence_records"` // visits and deeds with everything that speaks for and against them
	Acknowledged    int     `json:"acknowledged"`     // events under a receipt that a phone holds and whose signature holds
	Lost            int     `json:"lost"`             // of those, not in the store
	Duplicates      int     `json:"duplicates"`
	Rejected        int     `json:"rejected"` // events that the county keeps with a refusal
	Undelivered     int     `json:"undelivered"`
	Cuts            int64   `json:"cuts"`
	Kills           int     `json:"kills"`
	LedgerSize      uint64  `json:"ledger_size"`
	LedgerVerified  bool    `json:"ledger_verified"`
	Seconds         float64 `json:"seconds"`
}

// Failures names the promises that did not hold; none is the demo's success.
func (r Result) Failures() []string {
	var failed []string
	promise := func(holds bool, name string) {
		if !holds {
			failed = append(failed, name)
		}
	}
	promise(r.Phones >= phones, "phones")
	promise(r.Lost == 0, "lost")
	promise(r.Duplicates == 0, "duplicates")
	promise(r.Undelivered == 0, "undelivered")
	promise(r.Acknowledged > 0, "acknowledged")
	promise(r.Kills > 0, "kills")
	promise(r.Cuts > 0, "cuts")
	promise(r.PhotosComplete == r.Photos && r.Photos >= 24, "photos")
	promise(r.Originals >= originals, "originals")
	promise(r.Confirmed > 0 && r.ConfirmedByCode > 0 && r.Inferred > 0 && r.Waiting > 0 && r.Disputed > 0, "grades")
	promise(r.Rejected > 0, "rejected")
	promise(r.LedgerVerified, "ledger")
	return failed
}

// check waits until the county's stages have read everything, and counts.
func (d *Demo) check(ctx context.Context) error {
	if err := d.settle(ctx); err != nil {
		return err
	}
	r := &d.Result
	r.Phones, r.Kills, r.Cuts = len(d.cast), d.kills, d.link.cuts.Load()
	if err := d.office.View(ctx, r.count); err != nil {
		return err
	}
	for _, h := range d.cast {
		if err := d.checkPhone(ctx, h.phone); err != nil {
			return err
		}
	}
	document := d.office.Document()
	audit, err := d.office.Audit(ctx, document.LedgerKey())
	r.LedgerSize, r.LedgerVerified = audit.Size, audit.Sound()
	return err
}

// settle waits for the projection and the pictures; they run in the server.
func (d *Demo) settle(ctx context.Context) error {
	tick := time.NewTicker(50 * time.Millisecond)
	defer tick.Stop()
	for {
		var left int
		err := d.office.View(ctx, func(tx store.Tx) error {
			lag, err := project.Lag(tx, 1)
			due, err2 := tx.DueDerivatives(1)
			left = lag + len(due)
			return errors.Join(err, err2)
		})
		if err != nil || left == 0 {
			return err
		}
		select {
		case <-tick.C:
		case err := <-d.ended:
			d.ended <- err
			return fmt.Errorf("the server ended: %w", err)
		case <-ctx.Done():
			return ctx.Err()
		}
	}
}

// count reads the store.
func (r *Result) count(tx store.Tx) error {
	seen := map[syncproto.EventID]bool{}
	for position := uint64(0); ; {
		events, err := tx.EventsAfter(position, 1000)
		if err != nil {
			return err
		}
		if len(events) == 0 {
			break
		}
		for _, e := range events {
			position = e.Position
			if err := r.countEvent(tx, e, seen); err != nil {
				return err
			}
		}
	}
	grades, err := tx.CountGrades("")
	r.Confirmed, r.ConfirmedByCode = grades[syncproto.GradeConfirmed], grades[syncproto.GradeConfirmedByCode]
	r.Inferred, r.Waiting = grades[syncproto.GradeInferred], grades[syncproto.GradeWaiting]
	r.Disputed, r.Withdrawn = grades[syncproto.GradeDisputed], grades[syncproto.GradeWithdrawn]
	for _, n := range grades {
		r.EvidenceRecords += n
	}
	return err
}

func (r *Result) countEvent(tx store.Tx, e store.Event, seen map[syncproto.EventID]bool) error {
	r.Events++
	if seen[e.ID] {
		r.Duplicates++
	}
	seen[e.ID] = true
	if e.Refused != 0 {
		r.Rejected++
		return nil
	}
	switch e.Kind {
	case syncproto.KindSignIn:
		r.Visits++
	case syncproto.KindDeed:
		r.Deeds++
	case syncproto.KindPhoto:
		return r.countPhoto(tx, e)
	}
	return nil
}

func (r *Result) countPhoto(tx store.Tx, e store.Event) error {
	r.Photos++
	decoded, err := syncproto.DecodeEvent(e.Bytes)
	if err != nil {
		return err
	}
	d, err := tx.Derivative(decoded.Body.(syncproto.Photo).Manifest)
	if errors.Is(err, store.ErrNotFound) {
		return nil
	}
	if d.State == store.DerivativeMade {
		r.PhotosComplete++
		if d.Source == store.BlobOriginal {
			r.Originals++
		}
	}
	return err
}

// checkPhone looks for every record that the phone holds a receipt for, as its export file has it.
func (d *Demo) checkPhone(ctx context.Context, phone *clientsdk.Phone) error {
	status, err := phone.Status(ctx)
	if err != nil {
		return err
	}
	d.Result.Undelivered += status.Events - status.Delivered
	var file bytes.Buffer
	if err := phone.Export(ctx, &file); err != nil {
		return err
	}
	frames := bufio.NewReader(bytes.NewReader(bytes.TrimPrefix(file.Bytes(), []byte(clientsdk.ExportMagic))))
	for {
		frame, err := syncproto.ReadFrame(frames)
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil {
			return err
		}
		if frame.Type != syncproto.FrameReceipt {
			continue
		}
		if err := d.checkReceipt(ctx, frame); err != nil {
			return err
		}
	}
}

func (d *Demo) checkReceipt(ctx context.Context, frame syncproto.Frame) error {
	var signed syncproto.SignedReceipt
	if err := frame.Decode(&signed); err != nil {
		return err
	}
	document := d.office.Document()
	receipt, err := signed.Open(document.LedgerKey())
	if err != nil {
		return err
	}
	d.Result.Acknowledged += int(receipt.Count)
	return d.office.View(ctx, func(tx store.Tx) error {
		held, err := tx.EventsOfLog(receipt.Log, receipt.First, receipt.First+uint64(receipt.Count)-1)
		d.Result.Lost += max(0, int(receipt.Count)-len(held))
		return err
	})
}

// Roster is the county's newest.
func (d *Demo) Roster(ctx context.Context) (*roster.Roster, error) { return d.office.Roster(ctx) }

// View reads the county's store.
func (d *Demo) View(ctx context.Context, read func(tx store.Tx) error) error {
	return d.office.View(ctx, read)
}
