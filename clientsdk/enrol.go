package clientsdk

import (
	"context"
	"fmt"
	"io"

	"zhucun/clientsdk/journal"
	"zhucun/syncproto"
)

// Invitation to a county. Code, Address and Pins come from the slip's QR code; who types the code has no Pins before the first sync, which then
// proves the county's keys by the code.
type Invitation struct {
	Code    syncproto.OneTimeCode
	Address string // of the county's server, such as http://10.0.0.2:8080
	County  syncproto.County
	Pins    *syncproto.Hash
}

// Scanned is the invitation of a scanned QR code, whose text does not name the county.
func Scanned(text string, county syncproto.County) (Invitation, error) {
	i, err := syncproto.ParseInvitation(text)
	return Invitation{Code: i.Code, Address: i.Address, County: county, Pins: &i.Pins}, err
}

// Enrol makes this phone a writer of the county's. It works without signal: the grant comes with the next sync, and events may be written at
// once. A code that turns out spent or expired shows in Sync and Status. An enrolment that the county has not granted, and under which nothing was
// written, gives way to this one: a mistyped county, address or code is mended so, and the same code to the same county makes the same log, so that a
// grant that was lost on its way comes once more. ErrEnrolled otherwise. It waits for a Sync under way, so never call it from one's progress.
func (p *Phone) Enrol(ctx context.Context, i Invitation) error {
	p.syncing.Lock() // or what a server says of one log would be kept for another
	defer p.syncing.Unlock()
	p.writing.Lock() // or one's secret would take the place of another's, by which the phone is known
	defer p.writing.Unlock()
	if err := p.journal.MayEnrol(ctx); err != nil {
		return err // before a secret is made that is not this log's
	}
	secret, err := p.journal.MakeSecret(p.config.Random)
	if err != nil {
		return err
	}
	in, key := p.newInstall(secret), i.Code.Key()
	enrolment, err := syncproto.NewGenesis(i.County, in.signer, key, nil)
	if err != nil {
		return err
	}
	device := journal.Device{Log: enrolment.LogID(), County: i.County, Address: i.Address, Pins: i.Pins, Enrolment: enrolment, CodeKey: &key}
	if _, err := io.ReadFull(p.config.Random, device.Session[:]); err != nil {
		return fmt.Errorf("draw a session: %w", err)
	}
	if err := p.journal.Enrol(ctx, device); err != nil {
		return err
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	p.install = nil // what was read of the enrolment before
	return nil
}

// SetAddress says where the county's server is found from now on; its keys stay those that were pinned.
func (p *Phone) SetAddress(ctx context.Context, address string) error {
	if _, err := p.enrolled(ctx); err != nil {
		return err
	}
	return p.journal.SetAddress(ctx, address)
}
