package photofile

import (
	"bytes"
	"fmt"
	"strings"
)

// magic is how a kind of file begins; '?' stands for any byte.
type magic struct {
	kind   string
	prefix string
}

var photos = []magic{
	{string(JPEG), "\xff\xd8\xff"},
	{string(PNG), "\x89PNG\r\n\x1a\n"},
}

// others are the kinds people rename to .jpg, so that the refusal can name them.
var others = []magic{
	{"TIFF", "II*\x00"},
	{"TIFF", "MM\x00*"},
	{"BMP", "BM"},
	{"GIF", "GIF8"},
	{"WebP", "RIFF????WEBP"},
	{"AVIF", "????ftypavif"},
	{"HEIC", "????ftyphe"},
	{"HEIC", "????ftypmif1"},
	{"HEIC", "????ftypmsf1"},
	{"PDF", "%PDF"},
	{"video", "????ftyp"},
}

// Sniff names the format of a file by its first bytes and nothing else: names
// and announced types lie. What is not JPEG or PNG is ErrNotAPhoto, and named
// when it is one of the kinds that cameras and chats produce.
func Sniff(file []byte) (Format, error) {
	if len(file) == 0 {
		return "", fmt.Errorf("%w: the file is empty", ErrNotAPhoto)
	}
	for _, m := range photos {
		if m.matches(file) {
			return Format(m.kind), nil
		}
	}
	for _, m := range others {
		if m.matches(file) {
			return "", fmt.Errorf("%w: it is a %s file; save it as JPEG first", ErrNotAPhoto, m.kind)
		}
	}
	return "", fmt.Errorf("%w: unknown kind of file", ErrNotAPhoto)
}

func (m magic) matches(file []byte) bool {
	if len(file) < len(m.prefix) {
		return false
	}
	if !strings.Contains(m.prefix, "?") {
		return bytes.HasPrefix(file, []byte(m.prefix))
	}
	for i := range len(m.prefix) {
		if m.prefix[i] != '?' && m.prefix[i] != file[i] {
			return false
		}
	}
	return true
}
