package clientsdk

import (
	"context"
	"errors"
	"fmt"
	"slices"

	"zhucun/clientsdk/journal"
	"zhucun/syncproto"
)

// Status is what this phone can vouch for. Delivered counts only what a receipt covers whose signature was checked here.
type Status struct {
	Enrolled bool
	Granted  bool   // the county has answered the enrolment
	Ordinal  uint32 // the log's short number, 0 until granted
	Log      syncproto.LogID
	County   syncproto.County
	Name     string // of the county, empty until granted
	Address  string

	Events    int       // on this phone
	Delivered int       // of them
	Refused   []Refused // by seq; kept here and, where the code says so, by the county
	Photos    int
	Arrived   int // photos whose event is delivered and whose thumbnail and view the server holds whole
	Damaged   int // photos that the server refuses or finds spoiled again and again

	ToSend  Progress         // Total: bytes still to be sent, Sent 0
	Notices []syncproto.Code // what the server said of this install, rising
}

// Refused is what the server said of one event.
type Refused struct {
	Seq   uint64
	Codes []syncproto.Code
}

// Status reads the journal only.
func (p *Phone) Status(ctx context.Context) (Status, error) {
	var s Status
	device, err := p.journal.Device(ctx)
	if errors.Is(err, ErrNotEnrolled) {
		return s, nil
	}
	if err != nil {
		return s, err
	}
	s = Status{Enrolled: true, Granted: device.Granted(), Ordinal: device.Ordinal, Log: device.Log, County: device.County, Address: device.Address}
	if s.Granted {
		document, err := syncproto.ParseCountyDocument(device.Document)
		if err != nil {
			return s, fmt.Errorf("the county's document: %w", err)
		}
		s.Name = document.Name
	}
	counts, err := p.journal.Counts(ctx)
	if err != nil {
		return s, err
	}
	s.count(counts)
	return s, p.said(ctx, &s)
}

func (s *Status) count(c journal.Counts) {
	s.Events, s.Delivered, s.Photos, s.Arrived, s.Damaged = c.Events, c.Delivered, c.Photos, c.PhotosThere, c.PhotosDamaged
	s.ToSend.Records.Total = c.Bytes[0]
	s.ToSend.Thumbnails.Total = c.Bytes[journal.ClassManifest] + c.Bytes[journal.ClassThumbnail]
	s.ToSend.Views.Total, s.ToSend.Originals.Total = c.Bytes[journal.ClassView], c.Bytes[journal.ClassOriginal]
}

// said adds what the server said.
func (p *Phone) said(ctx context.Context, s *Status) error {
	refusals, err := p.journal.Refusals(ctx)
	if err != nil {
		return err
	}
	for seq, codes := range refusals {
		s.Refused = append(s.Refused, Refused{seq, codes})
	}
	slices.SortFunc(s.Refused, func(a, b Refused) int { return int(a.Seq) - int(b.Seq) })
	notices, err := p.journal.Notices(ctx)
	for code := range notices {
		s.Notices = append(s.Notices, code)
	}
	slices.Sort(s.Notices)
	return err
}
