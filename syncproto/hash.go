package syncproto

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/binary"
)

func hashOf(parts ...[]byte) [32]byte {
	h := sha256.New()
	for _, part := range parts {
		h.Write(part)
	}
	return [32]byte(h.Sum(nil))
}

func hmacOf(key []byte, parts ...[]byte) [32]byte {
	h := hmac.New(sha256.New, key)
	for _, part := range parts {
		h.Write(part)
	}
	return [32]byte(h.Sum(nil))
}

// tagged is a domain tag and the bytes it speaks of, as one message to sign.
func tagged(tag string, data []byte) []byte { return append([]byte(tag), data...) }

func u32(n uint32) []byte { return binary.BigEndian.AppendUint32(nil, n) }
func u64(n uint64) []byte { return binary.BigEndian.AppendUint64(nil, n) }

// HashOf is the SHA-256 of bytes.
func HashOf(data []byte) Hash { return sha256.Sum256(data) }
