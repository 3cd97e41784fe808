package main

import "math/rand/v2"

// drawn is chance that is the same every time.
func drawn(name string) *rand.ChaCha8 {
	var seed [32]byte
	copy(seed[:], name)
	return rand.NewChaCha8(seed)
}
