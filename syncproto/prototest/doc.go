// Package prototest holds what tests and benchmarks of the protocol share: fixed keys, the mix of events by which every figure in bytes is
// measured, the loader of vectors, and a second reader of the wire, written from SPEC.md alone.
//
// It is for tests and measuring only. Nothing in it is secret and everything is made from a seed.
package prototest
