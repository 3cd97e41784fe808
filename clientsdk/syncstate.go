package clientsdk

import (
	"context"
	"fmt"
	"io"
	"strings"

	"zhucun/clientsdk/journal"
	"zhucun/clientsdk/syncer"
	"zhucun/syncproto"
)

// syncState reads what the phone knows at the beginning of a run; more tells that further segments are to follow in another.
func (p *Phone) syncState(ctx context.Context) (state syncer.State, server Server, more bool, err error) {
	in, err := p.enrolled(ctx)
	if err != nil {
		return state, server, false, err
	}
	device, err := p.journal.Device(ctx)
	if err != nil {
		return state, server, false, err
	}
	state = syncer.State{County: device.County, Log: device.Log, Signer: in.signer, Session: device.Session, Begun: device.Begun,
		Clock: p.config.Clock.Now(), Enrolment: device.Enrolment, CodeKey: device.CodeKey, Pins: device.Pins, Epoch: device.Epoch,
		Attempts: p.config.Attempts, Chunk: chunk}
	server = Server{Address: device.Address}
	if device.Granted() {
		document, err := syncproto.ParseCountyDocument(device.Document)
		if err != nil {
			return state, server, false, fmt.Errorf("the county's document: %w", err)
		}
		state.Document, server.TLS = &document, document.TLS
	}
	if err := p.draw(&state); err != nil {
		return state, server, false, err
	}
	if server.Unproven = !device.Granted() && strings.HasPrefix(device.Address, "https://"); server.Unproven {
		state.Unproven = true
		return state, server, true, nil
	}
	pending, more, err := p.journal.Pending(ctx, batch)
	if err != nil {
		return state, server, false, err
	}
	for _, s := range pending {
		state.Segments = append(state.Segments, syncer.Segment{First: s.First, Count: s.Count, Head: s.Head, Payload: s.Payload})
	}
	state.Blobs, err = p.blobs(ctx)
	return state, server, more, err
}

// draw takes what a run needs of chance: a session in reserve, and how much longer than asked to stay away.
func (p *Phone) draw(state *syncer.State) error {
	var drawn [17]byte
	if _, err := io.ReadFull(p.config.Random, drawn[:]); err != nil {
		return fmt.Errorf("draw a session: %w", err)
	}
	state.Spare, state.Jitter = syncproto.SessionID(drawn[:16]), float64(drawn[16])/256
	return nil
}

func (p *Phone) blobs(ctx context.Context) ([]syncer.Blob, error) {
	kept, err := p.journal.Blobs(ctx)
	blobs := make([]syncer.Blob, 0, len(kept))
	for _, b := range kept {
		blobs = append(blobs, syncer.Blob{Hash: b.Hash, Class: classOf(b.Class), Length: b.Length, Manifest: b.Manifest, First: b.First,
			Named: b.Named, Begun: b.Begun, Held: b.Held, Complete: b.Complete, Spoiled: b.Spoiled, Wanted: b.Wanted})
	}
	return blobs, err
}

func classOf(c journal.Class) syncer.Class {
	switch c {
	case journal.ClassManifest:
		return syncer.Manifests
	case journal.ClassThumbnail:
		return syncer.Thumbnails
	case journal.ClassView:
		return syncer.Views
	}
	return syncer.Originals
}
