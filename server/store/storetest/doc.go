// Package storetest holds the conformance suite of package store.
//
// A backend's test is [Run] with a function that makes a new empty store, and, when it keeps its rows in a folder, [RunDurable] with its Open; together
// under 30 lines. Nothing here may be imported by the product.
//
// Words: a filled row has something in every field, found by reflection, so a field that is added to a row is tested from then on; a program is a
// random sequence of transactions, run on the backend and on the model, store/memory, whose answers must be the same.
package storetest
