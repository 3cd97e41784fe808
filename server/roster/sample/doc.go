// Package sample makes up a county to demonstrate and test with: real divisions, invented people.
//
// It is not a shortcut into a store: it writes the five CSV texts that a county office would fill in, so that a
// demonstration goes through the ordinary import. Names are drawn from short lists of common ones; no telephone number
// of it can be dialled.
//
// Flow. New takes the text of a divisions file and a source of chance and gives a County; County.Files is what
// roster.Read takes. Law: the same divisions, number of villages and chance give the same bytes, and a whole County
// imports without an error or a warning on any day from First on.
package sample
