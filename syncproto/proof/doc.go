// Package proof is the part of the ledger that a stranger needs: leaves, inclusion and consistency proofs, signed
// checkpoints, and the checks of all three. It is what `zhucun verify`, a phone and an auditor's own tool share.
//
// It is not the ledger: it stores nothing, reads no clock, touches no disk or network, and imports nothing of ours.
//
// Words. A statement is the bytes of one row that the ledger speaks of; a Leaf is the salted commitment to a
// statement; a Tree is a size and a root; a Checkpoint is a tree with its county, epoch and time; Signed is a
// checkpoint with the county's signature; an anchor is the short name of one signed checkpoint.
//
// Flow of a check: Commit the opened statement, ParseCheckpoint with the pinned key, CheckInclusion of the leaf in the
// checkpoint's tree; and CheckConsistency between any two checkpoints ever seen.
//
// Laws. The same bytes give the same leaf, and no two statements share one. Signed exists only where a signature was
// made or checked. What ParseCheckpoint takes has one form: signing the same checkpoint gives the same bytes.
//
// The bytes are written down for other languages in LEDGER.md of the parent folder.
package proof
