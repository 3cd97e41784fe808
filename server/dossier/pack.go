package dossier

import (
	"archive/zip"
	"bytes"
	"context"
	"encoding/hex"
	"encoding/json"
	"html/template"
	"io"
	"maps"
	"slices"
	"time"

	"zhucun/server/blob"
	"zhucun/server/console"
	"zhucun/server/evidence"
	"zhucun/syncproto"
	format "zhucun/syncproto/dossier"
	"zhucun/syncproto/words"
)

// file is a dossier before it is packed.
type file struct {
	named    console.Named
	members  map[string]member
	pictures map[string]pictured // by manifest
}

// member is bytes, or a blob that is copied when its turn comes.
type member struct {
	data   []byte
	blob   syncproto.Hash
	length int64
}

func (f *file) add(name string, data []byte) {
	f.members[name] = member{data: data, length: int64(len(data))}
}

func (m member) hash() syncproto.Hash {
	if m.data != nil {
		return syncproto.HashOf(m.data)
	}
	return m.blob
}

// addPages adds what is for people: both pages, the record in JSON, and a note on what lies in the zip.
func (m Maker) addPages(f *file) error {
	record, err := json.MarshalIndent(f.named.Record, "", " ")
	if err != nil {
		return err
	}
	f.add(format.RecordName, append(record, '\n'))
	f.add(format.ReadmeName, []byte(f.readme(words.Chinese)+"\n\n"+f.readme(words.English)+"\n"))
	for lang, other := range map[words.Lang]words.Lang{words.Chinese: words.English, words.English: words.Chinese} {
		var page bytes.Buffer
		err := console.Evidence(&page, console.EvidencePage{Named: f.named, Lang: lang, Offset: m.Offset,
			Other: template.URL(format.PageName(string(other))), Pictures: f.picture})
		if err != nil {
			return err
		}
		f.add(format.PageName(string(lang)), page.Bytes())
	}
	return nil
}

// readme says what the dossier is about and what lies in it.
func (f *file) readme(lang words.Lang) string {
	return lang.Text("page.dossier.readme", "kind", lang.Text("page.kind."+f.named.Kind))
}

// pack writes the list of contents with the county's seal, then the members in the order of their names.
func (m Maker) pack(ctx context.Context, w io.Writer, f *file) error {
	contents, err := f.contents()
	if err != nil {
		return err
	}
	z := zip.NewWriter(w)
	for _, first := range []struct {
		name string
		data []byte
	}{{format.ContentsName, contents}, {format.SealName, format.Seal(contents, m.Key)}} {
		if err := m.write(ctx, z, first.name, member{data: first.data}); err != nil {
			return err
		}
	}
	for _, name := range f.names() {
		if err := m.write(ctx, z, name, f.members[name]); err != nil {
			return err
		}
	}
	return z.Close()
}

func (f *file) names() []string { return slices.Sorted(maps.Keys(f.members)) }

func (f *file) contents() ([]byte, error) {
	c := format.Contents{Format: format.Format, Subject: f.named.ID, Leaf: leafOf(f.named.Record), Grade: f.named.Grade}
	for _, name := range f.names() {
		hash := f.members[name].hash()
		c.Members = append(c.Members, format.Member{Name: name, Length: f.members[name].length, SHA256: hex.EncodeToString(hash[:])})
	}
	return c.Encode()
}

func leafOf(r evidence.Record) string {
	if r.Deed != nil {
		return r.Deed.Leaf
	}
	return r.SignIn.Leaf
}

// epoch is the date of every member: when a dossier was packed says nothing about the record, and the same state gives the same bytes.
func epoch() time.Time { return time.Date(1980, 1, 1, 0, 0, 0, 0, time.UTC) }

// write packs one member; photos do not shrink and are stored as they are.
func (m Maker) write(ctx context.Context, z *zip.Writer, name string, part member) error {
	header := &zip.FileHeader{Name: name, Method: zip.Deflate, Modified: epoch()}
	if part.data == nil {
		header.Method = zip.Store
	}
	into, err := z.CreateHeader(header)
	if err != nil {
		return err
	}
	if part.data != nil {
		_, err := into.Write(part.data)
		return err
	}
	content, _, err := m.Blobs.Open(ctx, blob.Hash(part.blob))
	if err != nil {
		return err
	}
	defer content.Close()
	_, err = io.Copy(into, content)
	return err
}
