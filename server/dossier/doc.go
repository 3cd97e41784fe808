// Package dossier exports one evidence record with everything that somebody needs to check it without the county: a zip with the page, the signed
// segments, the ledger's proofs, the receipts and the photos.
//
// It is not the checker: syncproto/dossier reads what this package writes, and names its members. It decides nothing about who may have a dossier.
//
// Words: to keep an event is to leave it readable in its segment; all others are erased to their leaves, so that a dossier shows nobody else's doings.
//
// Flow: [Maker.Write] asks the witness for the newest checkpoint, collects record, segments and proofs from one consistent state, renders the pages in
// both languages, and writes the zip; photos are copied from the blob store without being held in memory.
//
// Laws: an event is kept only when the record shows it or a check of what it shows needs it (who was bound to a local number, which key signed, which
// key a log went over to). The same state gives the same bytes. Nothing is written before everything has been found.
package dossier
