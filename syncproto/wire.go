package syncproto

import (
	"bytes"
	"errors"
	"sync"

	"github.com/fxamacker/cbor/v2"
)

var encoder = sync.OnceValue(func() cbor.EncMode {
	options := cbor.CoreDetEncOptions()
	options.NilContainers = cbor.NilContainerAsEmpty // null stands for an item that is absent, never for an empty one
	mode, err := options.EncMode()
	if err != nil {
		panic(err) // constant options: cannot fail
	}
	return mode
})

var decoder = sync.OnceValue(func() cbor.DecMode {
	mode, err := cbor.DecOptions{MaxNestedLevels: MaxNesting + 1, IndefLength: cbor.IndefLengthForbidden, TagsMd: cbor.TagsForbidden}.DecMode()
	if err != nil {
		panic(err) // constant options: cannot fail
	}
	return mode
})

// encode gives the one encoding of a structure of this package.
func encode(v any) []byte {
	data, err := encoder().Marshal(v)
	if err != nil {
		panic(err) // only types of this package come here, and all of them encode
	}
	return data
}

// decode reads exactly one structure and refuses every encoding but the one that encode gives.
func decode(data []byte, into any) error {
	if err := scanWhole(data); err != nil {
		return err
	}
	return decodeScanned(data, into)
}

// decodeScanned is decode for bytes that scan has passed. The library takes null for a number and a short string for an array of bytes;
// encoding again and comparing refuses both.
func decodeScanned(data []byte, into any) error {
	if err := decoder().Unmarshal(data, into); errors.Is(err, ErrMalformed) {
		return err // an item that decodes itself said what is wrong
	} else if err != nil {
		return malformed("%v", err)
	}
	if !bytes.Equal(encode(into), data) {
		return malformed("an item has the wrong type or length")
	}
	return nil
}
