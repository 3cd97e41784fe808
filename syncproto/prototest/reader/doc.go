// Package reader is a second reader of the zhucun wire, written from
// syncproto/SPEC.md alone by somebody who had not seen the first one. It imports
// nothing of zhucun: where the two disagree, one of them has misread the page,
// or the page can be read in two ways.
//
// It is not a client and not fast. It judges test vectors (Read), and it says
// what a set of events comes to (Pair). Nothing but tests should import it.
//
// Flow of Read: JSON, then bytes (cbor.go), then tables (event.go, kinds.go),
// then segments (segment.go, codec.go), then what only a whole log can tell:
// keys, proofs and chain (chain.go, proof.go).
//
// Laws: bytes are hashed as they came; nothing is allocated on the word of a
// length that the input does not back; a fault never hides a graver one (the
// order of section 12); no state outlives a call, so all calls may run at once.
package reader
