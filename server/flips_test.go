//go:build !race

package server_test

// flips is how many bits of the database are flipped.
const flips = 200
