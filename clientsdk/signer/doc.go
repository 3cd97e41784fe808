// Package signer holds the phone's keys: the device's, which signs the log, and the personal ones, which sign confirmations.
//
// A personal key never lies open: it is sealed under what the phone's device secret gives and, together with it, the household's card or
// a PIN. Who steals the journal without the device secret, or both without the card, has nothing to try against but a PIN, and that costs
// 19 MiB and tens of milliseconds a try on the very phone it was wrapped on.
//
// Its words: a [Device] is made from 32 secret bytes; a [Secret] is the household's card, which no phone stores, or a PIN, at the moment of
// use; a [Personal] is an unwrapped key.
//
// It does no I/O, keeps no state and counts no attempts: the caller does. Laws: what one secret wrapped another does not open; a wrapped key
// opens only on its log, for its local number and as its own key; nothing here prints a secret.
package signer
