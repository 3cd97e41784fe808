package audit

import (
	"bytes"
	"context"
	"crypto/sha256"
	"errors"
	"io"

	"zhucun/server/blob"
	"zhucun/server/evidence/render"
	"zhucun/server/store"
	"zhucun/syncproto"
	"zhucun/syncproto/photofile"
)

// photo is what is known of one manifest on one log.
type photo struct {
	manifest syncproto.Hash
	log      syncproto.LogID
	whole    bool // its bytes are there, and it can be read
	complete bool // a row says so
	named    uint // a bit for each role that a row names
	read     syncproto.Manifest
}

// parts are those of a manifest; none when it cannot be read.
func (p photo) parts() map[store.BlobRole]*syncproto.Part {
	if !p.whole {
		return nil
	}
	return map[store.BlobRole]*syncproto.Part{store.BlobThumbnail: &p.read.Thumbnail, store.BlobView: &p.read.View, store.BlobOriginal: p.read.Original}
}

// pictures checks the rows that say which bytes belong to a photo, the county's own pictures, and that every file that a row calls complete has the bytes of
// its name.
func (l *look) pictures(ctx context.Context) error {
	p := &pictures{look: l, held: map[syncproto.Hash]bool{}, claims: map[syncproto.Hash]bool{}}
	if err := p.blobs(ctx); err != nil {
		return err
	}
	return p.derivatives(ctx)
}

type pictures struct {
	*look
	held   map[syncproto.Hash]bool // files that were looked at, and whether their bytes are right
	claims map[syncproto.Hash]bool // manifests of which a view or an original is complete
	last   photo
}

// blobs checks the rows of named bytes, manifest by manifest, and on each phone by phone.
func (p *pictures) blobs(ctx context.Context) error {
	rows := uint64(0)
	err := p.each(ctx, PartPhoto, "named_blob", "manifest, log, sent_as, number", func(r row) error {
		rows++
		return p.blob(ctx, r)
	})
	p.endOfPhoto()
	p.report.count(PartPhoto, rows)
	p.report.count(PartFile, uint64(len(p.held)))
	return err
}

func (p *pictures) blob(ctx context.Context, r row) error {
	var hash, manifest syncproto.Hash
	ok := r.fill(hash[:], "hash") && r.fill(manifest[:], "manifest")
	role := store.BlobRole(r.text("role"))
	if !ok || role.Order() == 0 || int64(role.Order()) != r.number("sent_as") {
		p.wrong(FaultForm, r.log(), hash)
		return nil
	}
	if log := r.log(); manifest != p.last.manifest || log != p.last.log {
		p.endOfPhoto()
		p.last = p.open(ctx, manifest)
		p.last.log = log
	}
	p.last.named |= 1 << role.Order()
	p.membership(r, role, hash)
	if r.number("complete") == 0 {
		return nil
	}
	switch role {
	case store.BlobManifest:
		p.last.complete = true
	case store.BlobView, store.BlobOriginal:
		p.claims[manifest] = true
	}
	return p.file(ctx, hash)
}

// endOfPhoto: a manifest that is complete has named its parts.
func (p *pictures) endOfPhoto() {
	if !p.last.complete || !p.last.whole {
		return
	}
	for role, part := range p.last.parts() {
		if part != nil && p.last.named&(1<<role.Order()) == 0 {
			p.wrong(FaultMissing, p.last.log, part.Hash)
		}
	}
}

// membership: only what a photo event names is taken as its manifest (compare has seen to that), and only what the manifest names as its parts.
func (p *pictures) membership(r row, role store.BlobRole, hash syncproto.Hash) {
	if role == store.BlobManifest {
		if hash != p.last.manifest {
			p.wrong(FaultChanged, r.log(), hash, "hash")
		}
		return
	}
	if p.Blobs == nil {
		return
	}
	part := p.last.parts()[role]
	if part == nil || part.Hash != hash || int64(part.Length) != r.number("length") {
		p.wrong(FaultChanged, r.log(), hash, "hash", "length")
	}
}

func (p *pictures) wrong(fault Fault, log syncproto.LogID, hash syncproto.Hash, fields ...string) {
	f := p.at(PartPhoto, fault, log, 0, fields...)
	f.Name = hash.String()
	p.report.Add(f)
}

// open reads a manifest. It is not whole when the bytes are not there, or are no manifest: then they name nothing.
func (p *pictures) open(ctx context.Context, manifest syncproto.Hash) photo {
	found := photo{manifest: manifest}
	if p.Blobs == nil {
		return found
	}
	content, _, err := p.Blobs.Open(ctx, blob.Hash(manifest))
	if err != nil {
		return found
	}
	defer content.Close()
	var data bytes.Buffer
	if _, err := io.Copy(&data, io.LimitReader(content, syncproto.MaxManifest+1)); err == nil && syncproto.HashOf(data.Bytes()) == manifest {
		found.read, err = syncproto.ParseManifest(data.Bytes())
		found.whole = err == nil
	}
	return found
}

// file reads a file once, and tells when its bytes are not those of its name.
func (p *pictures) file(ctx context.Context, hash syncproto.Hash) error {
	if _, looked := p.held[hash]; looked || p.Blobs == nil {
		return nil
	}
	fault, err := p.bytes(ctx, hash)
	p.held[hash] = fault == ""
	if fault != "" {
		p.report.Add(Finding{Part: PartFile, Fault: fault, Name: hash.String()})
	}
	p.tell(PartFile, uint64(len(p.held)))
	return err
}

func (p *pictures) bytes(ctx context.Context, hash syncproto.Hash) (Fault, error) {
	content, _, err := p.Blobs.Open(ctx, blob.Hash(hash))
	if errors.Is(err, blob.ErrNotFound) {
		return FaultMissing, nil
	}
	if err != nil {
		return FaultForm, ctx.Err()
	}
	defer content.Close()
	sum := sha256.New()
	if _, err := io.Copy(sum, content); err != nil {
		return FaultForm, ctx.Err()
	}
	if syncproto.Hash(sum.Sum(nil)) != hash {
		return FaultContent, nil
	}
	return "", nil
}

// derivatives checks the county's own pictures: of a photo that there is, made from a copy of it, and their files.
func (p *pictures) derivatives(ctx context.Context) error {
	rows := uint64(0)
	err := p.each(ctx, PartPicture, "derivative", "manifest", func(r row) error {
		rows++
		var manifest syncproto.Hash
		r.fill(manifest[:], "manifest")
		if !p.claims[manifest] {
			p.report.Add(Finding{Part: PartPicture, Fault: FaultExtra, Name: manifest.String()})
		}
		delete(p.claims, manifest)
		return p.derivative(ctx, r, manifest)
	})
	for manifest := range p.claims {
		p.report.Add(Finding{Part: PartPicture, Fault: FaultMissing, Name: manifest.String()})
	}
	p.report.count(PartPicture, rows)
	return err
}

func (p *pictures) derivative(ctx context.Context, r row, manifest syncproto.Hash) error {
	var from syncproto.Hash
	r.fill(from[:], "made_from")
	if part := p.open(ctx, manifest).parts()[store.BlobRole(r.text("source"))]; p.Blobs != nil && (part == nil || part.Hash != from) {
		p.changed(manifest, "made_from")
	}
	switch store.DerivativeState(r.text("state")) {
	case store.DerivativeMade:
	case store.DerivativeDue, store.DerivativeFailed:
		return nil
	default:
		p.changed(manifest, "state")
		return nil
	}
	for _, column := range []string{"view", "thumbnail"} {
		var hash syncproto.Hash
		if !r.fill(hash[:], column) {
			p.changed(manifest, column)
		} else if err := p.file(ctx, hash); err != nil {
			return err
		}
	}
	p.measure(ctx, r, manifest)
	return nil
}

// measure holds a picture's size against its row: another picture, or the wrong one of the two, is rarely of the same.
func (p *pictures) measure(ctx context.Context, r row, manifest syncproto.Hash) {
	var hash syncproto.Hash
	if p.Blobs == nil || !r.fill(hash[:], "view") || !p.held[hash] {
		return
	}
	content, _, err := p.Blobs.Open(ctx, blob.Hash(hash))
	if err != nil {
		return // told by file
	}
	defer content.Close()
	limits := render.StandardLimits()
	data, err := io.ReadAll(io.LimitReader(content, limits.MaxBytes))
	if err != nil {
		return
	}
	header, err := photofile.Inspect(data, limits)
	if err != nil || int64(header.Width) != r.number("width") || int64(header.Height) != r.number("height") {
		p.changed(manifest, "view")
	}
}

func (p *pictures) changed(manifest syncproto.Hash, fields ...string) {
	p.report.Add(Finding{Part: PartPicture, Fault: FaultChanged, Name: manifest.String(), Fields: fields})
}
