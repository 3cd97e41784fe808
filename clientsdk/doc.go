// Package clientsdk is the phone of zhucun: it journals sign-ins, confirmations, deeds and photos where there is no signal, and hands them to the
// county server when there is some.
//
// It is not an app: it shows nothing and decides nothing for people. It is not the law of the protocol either: that is package syncproto.
//
// Its words: a *phone* is one folder on one machine; a *person* of it has a local number and, who confirms, a personal key under the
// household's card or a PIN; whatever is written is an *event* and is kept before the call returns; *delivered* means that the county's signed
// receipt for it was checked here.
//
// Most apps need: [Open], [Phone.Enrol], [Phone.AddPerson], [Phone.SignIn], [Phone.Confirm], [Phone.AddPhoto], [Phone.Sync], [Phone.Status].
//
// Flow: capture shrinks a photo, journal keeps everything, signer holds keys, syncer says what to send next; this package alone joins them, and
// they never know each other. Files become durable by package disk.
//
// Laws: an event is durable before its call returns; no event is refused for what a clock says; nothing a server answers takes anything away
// from the phone; a key, a card and a PIN are never written in clear, and never appear in an error. A Phone may be used from several
// goroutines; one process at a time has the folder.
package clientsdk
