// Package verify judges the events of a segment whose signature holds: is it an event, who wrote it, does what it points at exist, may this
// supervisor confirm this. It writes what follows at once (members, personal keys, device keys, photos and the blobs they name) and gives each event the
// attributes on which pairing depends, once and for ever.
//
// It is not the check of bytes and signatures (package syncproto) and it grades nothing (package project). It never loses an event: one that is
// refused is stored with its reason.
//
// Flow: ingest calls [Judge.Segment] for each segment of a log in the order of the chain, inside the transaction that stores the segment.
//
// Laws: the verdict on an event depends on the events before it on its branch of the log, on the roster, on the codes handed out and on the keys vouched for
// until it came, never on the batch it came in. A confirmation is in good standing only under a key that the county vouched for, by a supervisor appointed in that village on that day,
// who is not the person confirmed nor declared kin.
package verify
