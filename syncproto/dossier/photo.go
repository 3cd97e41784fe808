package dossier

import (
	"path"

	"zhucun/syncproto"
)

// checkPhotos holds each photo's bytes against the manifest that the phone named when it signed. One that never came is open, not damaged.
func (c *checker) checkPhotos() {
	expected := map[string]bool{}
	for _, at := range c.rising() {
		if photo, ok := c.events[at].Body.(syncproto.Photo); ok {
			c.checkPhoto(photo, expected)
			c.report.limit(LimitShows)
			c.report.limit(LimitTaken)
		}
	}
	for _, name := range c.archive.in(photosFolder) {
		if !expected[name] && !Informative(name) {
			c.report.add(WhatPhoto, Damaged, name) // no signed event names it
		}
	}
}

func (c *checker) checkPhoto(photo syncproto.Photo, expected map[string]bool) {
	name := PhotoName(photo.Manifest, ManifestForm, "cbor")
	expected[name] = true
	got, here := c.archive.sums[name]
	if !here {
		c.report.add(WhatPhoto, Open, name)
		return
	}
	manifest, err := syncproto.ParseManifest(c.archive.small[name])
	holds := err == nil && got.hash == photo.Manifest
	c.report.found(WhatPhoto, holds, name)
	if !holds {
		return
	}
	c.checkPart(photo.Manifest, ThumbnailForm, &manifest.Thumbnail, expected)
	c.checkPart(photo.Manifest, ViewForm, &manifest.View, expected)
	c.checkPart(photo.Manifest, OriginalForm, manifest.Original, expected)
}

func (c *checker) checkPart(manifest syncproto.Hash, form string, part *syncproto.Part, expected map[string]bool) {
	if part == nil {
		return
	}
	for _, extension := range []string{"jpg", "png", "bin"} {
		name := PhotoName(manifest, form, extension)
		if got, here := c.archive.sums[name]; here {
			expected[name] = true
			c.report.found(WhatPhoto, got.hash == part.Hash && got.length == int64(part.Length), name)
			return
		}
	}
	c.report.add(WhatPhoto, Open, path.Join(photosFolder, manifest.String(), form))
}
