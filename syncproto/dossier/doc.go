// Package dossier reads one exported evidence record and says what it proves to somebody who has nothing but the file and the county's public key:
// no network, no server, no trust in whoever carried it.
//
// It is not the writer (server/dossier) and not a page: it finds out, and whoever asked puts it into words. It reads no other event of anybody: a
// dossier holds segments in erased form, in which all but the record's own events are bare hashes.
//
// Words. A member is one file of the zip; the contents list every other member with its hash, and the county's seal is a signature over that list.
// An item is one thing that was looked at and how it stands: proven by a signature or hash that was checked here, attested by the county's signed
// word alone, open (nothing in here shows it), or damaged. The limits are what no dossier can ever prove, named so that nobody reads it in.
//
// Flow. [Check] opens the zip, holds every member against the contents, opens the ledger's leaves under the checkpoint, verifies each log from its
// genesis, each supervisor's signature and each photo, and grades the record again by the rule of SPEC.md section 11 from what held. Members are
// named in names.go; [Contents], [Ledger] and [Seal] are what the writer shares.
//
// Laws. Keys come from the genesis and the chain of rotations, never from the record; the county's key comes from the caller. An event counts only
// when its segment's signature holds and the county's ledger opens to it. The grade is never above what the county claimed, nor above what the
// checks support. The pages, the record in JSON and the county's own pictures are informative: they are as the county sealed them, and prove nothing.
package dossier
