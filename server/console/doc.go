// Package console makes the county's web pages: the evidence record as one page for a villager's grandchild and an auditor alike, the list that leads
// to it, the log-in page and a line about the county.
//
// It is not the HTTP server (package httpapi) and it decides nothing: who may see a page, and which photos, is settled before it is called. The
// evidence page is the same bytes' template in the browser and in a dossier, so it needs nothing from outside: no script, no font, no style sheet.
//
// Words: a named record is an evidence record with the roster whose names belong to its numbers; a view is a record put into sentences of one language.
//
// Flow: [Load] reads a named record; [Evidence] renders it, [List], [About], [Enter] and [Trouble] the others. [Policy] is the Content-Security-Policy under
// which they work.
//
// Laws: every sentence comes from syncproto/words; what is not proven stands beside what is, never smaller; nothing is said by colour alone; the page
// can be read at 320 px, by a screen reader and on paper; whatever is wrong, the page says what one can do; what people wrote can neither become markup
// nor turn the words around it.
package console
