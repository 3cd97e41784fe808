package httpapi

import (
	"bytes"
	"context"
	"errors"
	"io"
	"net/http"

	"github.com/danielgtaylor/huma/v2"
	"github.com/gofiber/fiber/v2"

	"zhucun/server/auth"
	"zhucun/server/blob"
	"zhucun/server/store"
	"zhucun/syncproto"
)

func (s *Server) addPhotos(api huma.API) {
	get(s, api, "getPhoto", "/api/photos/{manifest}", "What is known of a photo", s.getPhoto)
	for _, form := range []struct {
		id, name, summary string
		find              func(tx store.Tx, manifest syncproto.Hash) (syncproto.Hash, error)
	}{
		{"getPhotoView", "view", "The photo at 1280 px, upright", func(tx store.Tx, m syncproto.Hash) (syncproto.Hash, error) {
			return pictureOf(tx, m, func(d store.Derivative) syncproto.Hash { return d.View }, store.BlobView)
		}},
		{"getPhotoThumbnail", "thumbnail", "The photo at 320 px, upright", func(tx store.Tx, m syncproto.Hash) (syncproto.Hash, error) {
			return pictureOf(tx, m, func(d store.Derivative) syncproto.Hash { return d.Thumbnail }, store.BlobThumbnail)
		}},
		{"getPhotoOriginal", "original", "The photo as the phone took it, byte for byte", func(tx store.Tx, m syncproto.Hash) (syncproto.Hash, error) {
			return sentAs(tx, m, store.BlobOriginal)
		}},
	} {
		getBytes(s, api, form.id, "/api/photos/{manifest}/"+form.name, form.summary, []string{"image/jpeg", "image/png"},
			func(ctx context.Context, in *photoPath) (func(*fiber.Ctx), error) {
				return s.sendPhoto(ctx, in, form.name, form.find)
			})
	}
}

type photoPath struct {
	Manifest string `path:"manifest" pattern:"^[0-9a-f]{64}$" doc:"hash of the photo's manifest"`
}

// PhotoFile is what is known of a photo.
type PhotoFile struct {
	Manifest string      `json:"manifest"`
	Shows    []string    `json:"shows" doc:"ids of the events it is said to show"`
	Parts    []PhotoPart `json:"parts"`
	State    string      `json:"state" doc:"of the county's own pictures: none, due, made, failed"`
	Source   string      `json:"source,omitempty" doc:"the copy they were made from"`
	Unlike   bool        `json:"unlike" doc:"the phone's view does not look like its original"`
}

// PhotoPart is one form of it.
type PhotoPart struct {
	Role   string `json:"role"`
	Hash   string `json:"hash"`
	Length uint64 `json:"length"`
	Here   bool   `json:"here"`
}

func (s *Server) getPhoto(ctx context.Context, in *photoPath) (photo PhotoFile, err error) {
	err = s.Store.View(ctx, func(tx store.Tx) error {
		manifest, shows, err := seen(ctx, tx, in.Manifest)
		if err != nil {
			return err
		}
		photo = PhotoFile{Manifest: in.Manifest, Shows: shows, Parts: []PhotoPart{}, State: "none"}
		parts, err := tx.BlobsOf(manifest)
		if err != nil {
			return err
		}
		for _, b := range parts {
			photo.Parts = append(photo.Parts, PhotoPart{string(b.Role), b.Hash.String(), b.Length, b.Complete != 0})
		}
		d, err := tx.Derivative(manifest)
		if errors.Is(err, store.ErrNotFound) {
			return nil
		}
		photo.State, photo.Source, photo.Unlike = string(d.State), string(d.Source), d.Unlike
		return err
	})
	return photo, err
}

// seen lists the events in the session's place that a photo is said to show; a photo without one is as good as none.
func seen(ctx context.Context, tx store.Tx, text string) (manifest syncproto.Hash, shows []string, err error) {
	scope := scopeOf(ctx)
	if err := scope.May(auth.Photos); err != nil {
		return manifest, nil, err
	}
	if manifest, err = syncproto.ParseHash(text); err != nil {
		return manifest, nil, store.ErrNotFound
	}
	photos, err := tx.PhotosWith(manifest)
	if err != nil {
		return manifest, nil, err
	}
	for _, photo := range photos {
		village, err := villageOf(tx, photo)
		if err != nil {
			return manifest, nil, err
		}
		if scope.Covers(village.String()) {
			shows = append(shows, photo.Shows.String())
		}
	}
	if len(shows) == 0 {
		return manifest, nil, store.ErrNotFound
	}
	return manifest, shows, nil
}

// villageOf is where the event is that a photo shows, or else the phone that took it.
func villageOf(tx store.Tx, photo store.Photo) (syncproto.Village, error) {
	shown, err := tx.Event(photo.Shows)
	if err != nil && !errors.Is(err, store.ErrNotFound) {
		return 0, err
	}
	if shown.Meeting != nil {
		return shown.Meeting.Village, nil
	}
	log, err := tx.Log(photo.ID.Log)
	return log.Village, err
}

// pictureOf is the county's own picture where it is made, else what the phone sent.
func pictureOf(tx store.Tx, manifest syncproto.Hash, pick func(store.Derivative) syncproto.Hash, role store.BlobRole) (syncproto.Hash, error) {
	d, err := tx.Derivative(manifest)
	if err == nil && pick(d) != (syncproto.Hash{}) {
		return pick(d), nil
	}
	if err != nil && !errors.Is(err, store.ErrNotFound) {
		return syncproto.Hash{}, err
	}
	return sentAs(tx, manifest, role)
}

func sentAs(tx store.Tx, manifest syncproto.Hash, role store.BlobRole) (syncproto.Hash, error) {
	parts, err := tx.BlobsOf(manifest)
	if err != nil {
		return syncproto.Hash{}, err
	}
	for _, b := range parts {
		if b.Role == role && b.Complete != 0 {
			return b.Hash, nil
		}
	}
	return syncproto.Hash{}, absent()
}

func absent() error { return &fault{status: http.StatusNotFound, code: "photo_absent"} }

// sendPhoto sends bytes that are a JPEG or PNG by their own beginning; others are kept and never shown.
func (s *Server) sendPhoto(ctx context.Context, in *photoPath, form string, find func(store.Tx, syncproto.Hash) (syncproto.Hash, error)) (func(*fiber.Ctx), error) {
	var hash syncproto.Hash
	err := s.Store.View(ctx, func(tx store.Tx) error {
		manifest, _, err := seen(ctx, tx, in.Manifest)
		if err != nil {
			return err
		}
		hash, err = find(tx, manifest)
		return err
	})
	if err != nil {
		return nil, err
	}
	content, size, err := s.Blobs.Open(ctx, blob.Hash(hash))
	if errors.Is(err, blob.ErrNotFound) {
		return nil, absent()
	}
	if err != nil {
		return nil, err
	}
	kind, extension, err := imageType(content)
	if err != nil {
		return nil, errors.Join(err, content.Close())
	}
	return func(c *fiber.Ctx) {
		disposition := "inline"
		if form == "original" {
			disposition = "attachment" // it holds what its camera wrote into it
		}
		c.Set(fiber.HeaderContentType, kind)
		c.Set(fiber.HeaderContentDisposition, disposition+`; filename="`+in.Manifest[:12]+"-"+form+extension+`"`)
		c.Set(fiber.HeaderContentSecurityPolicy, "default-src 'none'; sandbox")
		c.Context().SetBodyStream(content, int(size))
	}, nil
}

// imageType looks at the first bytes and goes back to the beginning.
func imageType(content io.ReadSeeker) (kind, extension string, err error) {
	start := make([]byte, 8)
	if _, err := io.ReadFull(content, start); err != nil {
		return "", "", absent()
	}
	if _, err := content.Seek(0, io.SeekStart); err != nil {
		return "", "", err
	}
	switch {
	case bytes.HasPrefix(start, []byte("\xff\xd8\xff")):
		return "image/jpeg", ".jpg", nil
	case bytes.Equal(start, []byte("\x89PNG\r\n\x1a\n")):
		return "image/png", ".png", nil
	}
	return "", "", absent()
}
