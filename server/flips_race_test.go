//go:build race

package server_test

// flips is fewer where each look takes ten times as long: what the race detector sees is the same in each.
const flips = 25
