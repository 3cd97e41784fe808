// Package ledger is a county's transparency log: an RFC 6962 tree whose hashes live in the same database transaction
// as the rows they speak of, and the signed checkpoints that leave the house before any answer does.
//
// It is not a store (it sees one transaction through the role Hashes), it keeps no key, and it never reads what a leaf
// speaks of. What a stranger checks offline is in the sub-package proof; the second store on a disk is witnessdir;
// every implementation of the roles here passes ledgertest.
//
// Words. A leaf is a salted commitment to one row; a checkpoint is a signed size, root, epoch and time; the witness is
// the second, small store, on another disk, that holds the last checkpoint and the marks below which ordinals are
// spent; to publish is to sign and have the witness hold it; to resume is to bring database and witness together.
//
// Flow. In the transaction: Append, and Head for the tree it ends with. After the commit: Publisher.Publish. Then, and
// only then, acks and receipts leave. At start: Publisher.Resume, which is also what every failure leads to.
//
// Laws. Hashes are only ever added. Size and time never go back within an epoch. Nothing is answered that the witness
// does not cover. Each step's "and if we crash here?" stands in LEDGER.md, with the bytes.
package ledger
