// Package ledgertest holds the conformance suites of the ledger's roles, and implementations in memory that pass them
// for tests which need a ledger and no disk.
//
// A store's test is RunHashes with its own Begin, a second store's is RunWitness with its own Open; each under 30
// lines. Nothing here may be imported by the product.
package ledgertest
