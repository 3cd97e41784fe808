package dossier

import (
	"path"
	"strings"

	"zhucun/syncproto"
)

// Members that every dossier has.
const (
	ContentsName = "contents.json"
	SealName     = "contents.sig"
	ReadmeName   = "README.txt"
	RecordName   = "record.json"
	CountyName   = "county.cbor"
	LedgerName   = "ledger.json"
)

// Folders of members that are there as often as the record needs.
const (
	logsFolder     = "logs"
	segmentsFolder = "segments"
	receiptsFolder = "receipts"
	photosFolder   = "photos"
)

// Forms of a photo. The county's own pictures are informative.
const (
	ManifestForm        = "manifest"
	OriginalForm        = "original"
	ViewForm            = "view"
	ThumbnailForm       = "thumbnail"
	CountyViewForm      = "county-1280"
	CountyThumbnailForm = "county-320"
)

// PageName is the member that holds the record's page in a language.
func PageName(lang string) string { return "page." + lang + ".html" }

// LogName is the member with a log's genesis, as the enrol frame that brought it.
func LogName(id syncproto.LogID) string { return logsFolder + "/" + id.String() + ".cbor" }

// SegmentName is the member with a segment in erased form.
func SegmentName(head syncproto.Head) string { return segmentsFolder + "/" + head.String() + ".cbor" }

// ReceiptName is the member with a segment's receipt.
func ReceiptName(head syncproto.Head) string { return receiptsFolder + "/" + head.String() + ".cbor" }

// PhotoName is the member with one form of a photo; extension is "cbor" for a manifest, "jpg" or "png", or "bin" for bytes that are neither.
func PhotoName(manifest syncproto.Hash, form, extension string) string {
	return photosFolder + "/" + manifest.String() + "/" + form + "." + extension
}

// Informative tells whether a member is for people to read and proves nothing: it is held against the seal alone.
func Informative(name string) bool {
	switch name {
	case ReadmeName, RecordName, PageName("zh"), PageName("en"):
		return true
	}
	form := photoForm(name)
	return form == CountyViewForm || form == CountyThumbnailForm
}

// photoForm is the form of a photo's member, "" for any other name.
func photoForm(name string) string {
	folder, file := path.Split(name)
	if !strings.HasPrefix(folder, photosFolder+"/") {
		return ""
	}
	return strings.TrimSuffix(file, path.Ext(file))
}
