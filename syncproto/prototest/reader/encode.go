package reader

import (
	"encoding/binary"
	"fmt"
	"math"
)

// array encodes a structure in the one encoding of section 2. It takes uint64,
// int, []byte, string, nil and []any, and panics at anything else: the caller
// is this package, its structures are fixed.
func array(items ...any) []byte {
	b := appendHead(nil, formArray, uint64(len(items)))
	for _, it := range items {
		b = appendItem(b, it)
	}
	return b
}

func appendItem(b []byte, it any) []byte {
	switch v := it.(type) {
	case nil:
		return append(b, 0xf6)
	case uint64:
		return appendHead(b, formUint, v)
	case int:
		return appendHead(b, formUint, uint64(v))
	case []byte:
		return append(appendHead(b, formBytes, uint64(len(v))), v...)
	case string:
		return append(appendHead(b, formText, uint64(len(v))), v...)
	case []any:
		return append(b, array(v...)...)
	default:
		panic(fmt.Sprintf("reader: no encoding for %T", it))
	}
}

func appendHead(b []byte, major form, n uint64) []byte {
	first := byte(major) << 5
	switch {
	case n < 24:
		return append(b, first|byte(n))
	case n <= math.MaxUint8:
		return append(b, first|24, byte(n))
	case n <= math.MaxUint16:
		return binary.BigEndian.AppendUint16(append(b, first|25), uint16(n))
	case n <= math.MaxUint32:
		return binary.BigEndian.AppendUint32(append(b, first|26), uint32(n))
	default:
		return binary.BigEndian.AppendUint64(append(b, first|27), n)
	}
}

// again gives the value of an item as array takes it.
func again(it item) any {
	switch it.form {
	case formUint:
		return it.n
	case formBytes:
		return it.data
	case formText:
		return string(it.data)
	case formArray:
		items := make([]any, len(it.items))
		for i, sub := range it.items {
			items[i] = again(sub)
		}
		return items
	default:
		return nil
	}
}
