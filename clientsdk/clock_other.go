//go:build !linux

package clientsdk

// SystemClock is the machine's, as far as it can be asked: each process counts as a start of its own.
func SystemClock() Clock { return processClock() }
