// Package syncproto holds the words and laws that a phone and the county server share: events, segments, signatures, frames,
// receipts, and the rule that pairs a sign-in with the confirmation of a villager. SPEC.md beside it is the law; this is its Go form.
//
// It is pure: no disk, network, clock, goroutine or log. Keys, salts and times are passed in; bytes and values come out.
//
// Flow on a phone: [NewOpen] starts a segment, [Open.Append] adds an event and tells its leaf, [Open.Seal] signs it. Flow on the server:
// [Frames] reads a request, [ParseSegment] decodes one segment, [Segment.Verify] checks the signature and makes a [Verified], the only type that a
// store accepts; [DecodeEvent] reads its events one by one, so that one bad event never holds up the others; [Pair] grades visits and deeds.
//
// Laws: what decodes encodes to the same bytes; hashes are taken over the bytes that came; the key comes from the registry and never from
// the message; the result of Pair does not depend on order or repetition. Every limit stands in limits.go, every error number in errors.go.
// The folder testdata/vectors shows each rule; package prototest holds the reader written from SPEC.md alone that agrees on all of them. Package
// squeeze packs a body for the wire; packing is not signed.
package syncproto
