package countytest

import (
	"cmp"
	"maps"
	"slices"

	"zhucun/syncproto"
)

func (c *County) name(log syncproto.LogID, hash syncproto.Hash, length uint64, class string) {
	if c.blobs[hash] == nil {
		c.blobs[hash] = &blob{named: map[syncproto.LogID]bool{}, length: length, class: class}
	}
	c.blobs[hash].named[log] = true
}

// Want asks, in the next answer, for the original of every manifest that is whole.
func (c *County) Want() { c.sayOfPhotos(syncproto.CodeOriginalWanted) }

// CannotOpen tells, in the next answer, that no picture could be made of any photo whose manifest is whole.
func (c *County) CannotOpen() { c.sayOfPhotos(syncproto.CodePhotoBad) }

func (c *County) sayOfPhotos(code syncproto.Code) {
	c.mu.Lock()
	defer c.mu.Unlock()
	for hash, b := range c.blobs {
		if b.class == "manifest" && b.whole {
			c.notices = append(c.notices, syncproto.Notice{Code: code, Hash: &hash})
		}
	}
}

// LosePhotos empties every blob but the manifests, as a disk that failed does.
func (c *County) LosePhotos() {
	c.mu.Lock()
	defer c.mu.Unlock()
	for _, b := range c.blobs {
		if b.class != "manifest" {
			b.held, b.whole = nil, false
		}
	}
}

func (c *County) tellOffsets(a *answer, log syncproto.LogID) {
	hashes := slices.SortedFunc(maps.Keys(c.blobs), func(x, y syncproto.Hash) int { return cmp.Compare(x.String(), y.String()) })
	told := 0
	for _, hash := range hashes {
		b := c.blobs[hash]
		if b.named[log] && !b.whole && b.class != "original" && told < syncproto.MaxOffsets {
			a.frame(syncproto.FrameOffset, syncproto.Offset{Hash: hash, Held: uint64(len(b.held)), Length: b.length})
			told++
		}
	}
}

// Patch takes bytes of a blob from offset on; cut says that the request ended early. It gives HTTP's status and the frames.
func (c *County) Patch(session syncproto.SessionID, hash syncproto.Hash, offset uint64, data []byte, cut bool) (int, []byte) {
	c.mu.Lock()
	defer c.mu.Unlock()
	a, refuse := new(answer), func(status int, code syncproto.Code) (int, []byte) {
		a := new(answer)
		a.frame(syncproto.FrameNotice, syncproto.Notice{Code: code, Hash: &hash})
		if b := c.blobs[hash]; b != nil && (status == 409 || status == 422) {
			a.frame(syncproto.FrameOffset, syncproto.Offset{Hash: hash, Held: uint64(len(b.held)), Length: b.length})
		}
		return status, a.out
	}
	log, live := c.sessions[session]
	if !live {
		return refuse(401, syncproto.CodeSessionUnknown)
	}
	b := c.blobs[hash]
	if b == nil || !b.named[log] {
		return refuse(403, syncproto.CodeBlobNotNamed)
	}
	if offset > uint64(len(b.held)) {
		return refuse(409, syncproto.CodeBlobGap)
	}
	if offset < uint64(len(b.held)) && len(data) > 0 {
		data = data[min(uint64(len(data)), uint64(len(b.held))-offset):]
	}
	b.held = append(b.held, data...)
	if limit := cmp.Or(b.length, syncproto.MaxManifest); uint64(len(b.held)) > limit {
		c.complain("%s of %d bytes is longer than named", b.class, len(b.held))
		return refuse(413, syncproto.CodeBlobTooLarge)
	}
	if !b.whole && !c.complete(log, hash, b, cut) {
		b.held = nil
		return refuse(422, syncproto.CodeBlobContent)
	}
	length := b.length
	if b.whole {
		length = uint64(len(b.held))
	}
	a.frame(syncproto.FrameOffset, syncproto.Offset{Hash: hash, Held: uint64(len(b.held)), Length: length})
	return 200, a.out
}

// complete checks a blob that has its length; false when it is other content.
func (c *County) complete(log syncproto.LogID, hash syncproto.Hash, b *blob, cut bool) bool {
	if b.length == 0 && cut || uint64(len(b.held)) < b.length {
		return true
	}
	if syncproto.HashOf(b.held) != hash {
		return false
	}
	b.whole = true
	if b.class != "manifest" {
		return true
	}
	m, err := syncproto.ParseManifest(b.held)
	if err != nil {
		c.complain("manifest: %v", err)
		return true
	}
	c.name(log, m.Thumbnail.Hash, m.Thumbnail.Length, "thumbnail")
	c.name(log, m.View.Hash, m.View.Length, "view")
	if m.Original != nil {
		c.name(log, m.Original.Hash, m.Original.Length, "original")
	}
	return true
}
