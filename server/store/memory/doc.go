// Package memory is a county's database without a disk, for tests of the stages above it and as the model against which storetest compares
// others. It fulfils store.Store.
//
// It is not durable and not fast: a query walks its table, and a transaction copies each table that it writes. Nothing here may be imported by the
// product.
//
// Words: a state is all tables; a table keeps its rows in the order in which they were added.
//
// Flow: [Store.Update] works on a copy of the state and puts it in the old one's place when do returns nil. [Store.View] works on the state of its
// beginning. A table that a state shares with others is copied before its first write, so states never change once they are committed.
//
// Laws: those of package store. Rows are copied on their way in and out.
package memory
