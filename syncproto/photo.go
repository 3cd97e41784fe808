package syncproto

import "fmt"

// Photo says that a photo shows an event; the manifest that it names says which bytes (R40). Never compulsory.
type Photo struct {
	_        struct{} `cbor:",toarray"`
	Shows    Ref
	Manifest Hash
}

// Kind of the event.
func (Photo) Kind() Kind { return KindPhoto }

func (p Photo) check() error { return p.Shows.check() }

// Manifest lists the forms of one photo (SPEC.md section 7).
type Manifest struct {
	_         struct{} `cbor:",toarray"`
	Version   uint8
	Original  *Part // nil when the phone kept only the view
	View      Part
	Thumbnail Part
}

// Part is one form of a photo: the hash of its bytes, their number, and its size in pixels once turned upright.
type Part struct {
	_      struct{} `cbor:",toarray"`
	Hash   Hash
	Length uint64
	Width  uint32
	Height uint32
}

// Encode gives the manifest's bytes and their hash, or says which limit it breaks.
func (m Manifest) Encode() ([]byte, Hash, error) {
	if err := m.check(); err != nil {
		return nil, Hash{}, err
	}
	data := encode(m)
	return data, HashOf(data), nil
}

// ParseManifest decodes a manifest strictly.
func ParseManifest(data []byte) (Manifest, error) {
	var m Manifest
	if len(data) > MaxManifest {
		return m, fmt.Errorf("manifest: %w", overLimit("%d bytes", len(data)))
	}
	if err := decode(data, &m); err != nil {
		return m, fmt.Errorf("manifest: %w", err)
	}
	return m, m.check()
}

func (m Manifest) check() error {
	if m.Version != 1 {
		return fmt.Errorf("manifest: %w %d", ErrVersion, m.Version)
	}
	if m.Original != nil {
		if err := m.Original.check("original", MaxOriginal); err != nil {
			return err
		}
	}
	return firstError(m.View.check("view", MaxView), m.Thumbnail.check("thumbnail", MaxThumbnail))
}

func (p Part) check(what string, most uint64) error {
	switch {
	case p.Length == 0 || p.Width == 0 || p.Height == 0:
		return malformed("%s is empty", what)
	case p.Length > most:
		return overLimit("%s of %d bytes, %d are allowed", what, p.Length, most)
	}
	return nil
}
