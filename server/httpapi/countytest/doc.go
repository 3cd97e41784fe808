// Package countytest is a small county that has lived a week, for tests of the edge: two townships, a village each, real phones' logs taken in by the
// real ingest, projected, with photos and the county's own pictures.
//
// It chooses no store: the test passes in database and blobs. It speaks no HTTP.
//
// Flow: [New] makes the county and runs its ingest until the test ends; [County.Live] lets two phones live a week and tells what they wrote.
package countytest
