// Package demo lives a week of residence in a real county, on the parts that a county uses: the real server on loopback HTTP, the real phone client
// with its journals on disk, real photos. Only the clocks and the bad link are its own.
//
// It proves nothing by itself; what it counts at the end it reads back from the phones' journals, from the county's store, and from the ledger with the
// county's public key alone.
//
// Flow: [Run] makes the county, enrols the phones eight days ago, lives the week without signal, syncs today over a link that cuts, asks for two
// originals, and checks. [Child] is the phone that is killed, in a process of its own.
package demo
