package dossier

import (
	"bytes"
	"context"
	"encoding/base64"
	"errors"
	"html/template"
	"io"

	"zhucun/server/blob"
	"zhucun/server/console"
	"zhucun/server/evidence"
	"zhucun/syncproto"
	format "zhucun/syncproto/dossier"
)

// maxInline is the longest picture that a page holds within itself: the 320 px ones are far below.
const maxInline = 128 << 10

// pictured is what the pages show of a photo.
type pictured struct {
	inline []byte // the small picture
	link   string // the member with the large one
}

// addPhotos adds every form of every photo that is held. The page shows the county's own small picture, or the phone's where there is none yet.
func (m Maker) addPhotos(ctx context.Context, f *file) error {
	for _, photo := range f.named.Photos {
		for _, part := range photo.Parts {
			if part.Complete == 0 {
				continue
			}
			if err := m.addPicture(ctx, f, photo, part.Role, part.Hash); err != nil {
				return err
			}
		}
		if photo.Pictures.View != "" {
			if err := errors.Join(m.addPicture(ctx, f, photo, format.CountyViewForm, photo.Pictures.View),
				m.addPicture(ctx, f, photo, format.CountyThumbnailForm, photo.Pictures.Thumbnail)); err != nil {
				return err
			}
		}
	}
	return nil
}

// addPicture adds one form, and remembers those that the pages show.
func (m Maker) addPicture(ctx context.Context, f *file, photo evidence.Photo, form, hash string) error {
	manifest, err := syncproto.ParseHash(photo.Manifest)
	if err != nil {
		return err
	}
	named, err := syncproto.ParseHash(hash)
	if err != nil {
		return err
	}
	content, size, err := m.Blobs.Open(ctx, blob.Hash(named))
	if errors.Is(err, blob.ErrNotFound) {
		return nil // erased: the check calls it open
	}
	if err != nil {
		return err
	}
	defer content.Close()
	start := make([]byte, min(size, maxInline))
	if _, err := io.ReadFull(content, start); err != nil {
		return err
	}
	name := format.PhotoName(manifest, form, extensionOf(form, start))
	f.members[name] = member{blob: named, length: size}
	f.show(photo.Manifest, form, name, start)
	return nil
}

func extensionOf(form string, start []byte) string {
	switch {
	case form == format.ManifestForm:
		return "cbor"
	case bytes.HasPrefix(start, []byte("\xff\xd8\xff")):
		return "jpg"
	case bytes.HasPrefix(start, []byte("\x89PNG\r\n\x1a\n")):
		return "png"
	}
	return "bin"
}

// show lets the county's pictures win over the phone's: they are upright and hold no metadata.
func (f *file) show(manifest, form, name string, start []byte) {
	p := f.pictures[manifest]
	switch form {
	case format.CountyThumbnailForm:
		p.inline = start
	case format.ThumbnailForm:
		if p.inline == nil {
			p.inline = start
		}
	case format.CountyViewForm:
		p.link = name
	case format.ViewForm:
		if p.link == "" {
			p.link = name
		}
	}
	f.pictures[manifest] = p
}

// picture is what a page of the dossier shows: the small one within the page, so that it is seen also where only the page is opened.
func (f *file) picture(photo evidence.Photo) (console.Picture, bool) {
	p := f.pictures[photo.Manifest]
	if p.inline == nil {
		return console.Picture{}, false
	}
	kind := "image/jpeg"
	if extensionOf("", p.inline) == "png" {
		kind = "image/png"
	}
	source := "data:" + kind + ";base64," + base64.StdEncoding.EncodeToString(p.inline)
	link := p.link
	if link == "" {
		link = source
	}
	return console.Picture{Source: template.URL(source), Link: template.URL(link)}, true
}
