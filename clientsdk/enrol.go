package clientsdk

import (
	"context"
	"errors"
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
// once. ErrEnrolled when it is one already; a code that turns out spent or expired shows in Sync and Status.
func (p *Phone) Enrol(ctx context.Context, i Invitation) error {
	p.writing.Lock() // or one's secret would take the place of another's, by which the phone is known
	defer p.writing.Unlock()
	if _, err := p.journal.Device(ctx); !errors.Is(err, ErrNotEnrolled) {
		return errors.Join(ErrEnrolled, err)
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
	return p.journal.Enrol(ctx, device)
}

// SetAddress says where the county's server is found from now on; its keys stay those that were pinned.
func (p *Phone) SetAddress(ctx context.Context, address string) error {
	if _, err := p.enrolled(ctx); err != nil {
		return err
	}
	return p.journal.SetAddress(ctx, address)
}
