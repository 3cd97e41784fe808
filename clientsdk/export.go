package clientsdk

import (
	"context"
	"errors"
	"fmt"
	"io"

	"zhucun/syncproto"
)

// ExportMagic begins an exported file. Frames of the protocol (SPEC.md section 6) follow until its end: one enrol; then for each sealed segment,
// rising, its segment frame, byte for byte as it was or will be sent, and its receipt frame where there is one; then one FrameManifest for each
// photo. Everything after the magic may be posted to a server as it is.
const ExportMagic = "zhucun export 1\n"

// FrameManifest holds the bytes of a photo's manifest. It stands in exported files only; a server passes it over.
const FrameManifest syncproto.FrameType = 0x7d

// Export writes one file with every record of this phone, delivered or not. It seals first, so that nothing is left out. The photos' own bytes are
// for [Phone.ExportPhotos].
func (p *Phone) Export(ctx context.Context, to io.Writer) error {
	if err := p.seal(ctx); err != nil {
		return err
	}
	device, err := p.journal.Device(ctx)
	if err != nil {
		return err
	}
	e := exporter{to: to}
	e.write([]byte(ExportMagic))
	e.write(syncproto.AppendFrame(nil, syncproto.FrameEnrol, device.Enrolment))
	sealed, err := p.journal.Sealed(ctx)
	for _, s := range sealed {
		e.write(syncproto.AppendRawFrame(nil, syncproto.FrameSegment, s.Payload))
		if s.Receipt != nil {
			e.write(syncproto.AppendRawFrame(nil, syncproto.FrameReceipt, s.Receipt))
		}
	}
	if err := errors.Join(err, e.err); err != nil {
		return fmt.Errorf("export: %w", err)
	}
	return p.exportManifests(ctx, &e)
}

func (p *Phone) exportManifests(ctx context.Context, e *exporter) error {
	hashes, err := p.journal.Manifests(ctx)
	if err != nil {
		return err
	}
	for _, hash := range hashes {
		file, err := p.journal.Blob(hash)
		if err != nil {
			return fmt.Errorf("export: %w", err)
		}
		manifest, err := io.ReadAll(file)
		if err := errors.Join(err, file.Close()); err != nil {
			return fmt.Errorf("export: %w", err)
		}
		e.write(syncproto.AppendRawFrame(nil, FrameManifest, manifest))
	}
	return e.err
}

// exporter keeps the first error of its file.
type exporter struct {
	to  io.Writer
	err error
}

func (e *exporter) write(data []byte) {
	if e.err == nil {
		_, e.err = e.to.Write(data)
	}
}
