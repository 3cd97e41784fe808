package squeeze

// bitWriter fills bytes from their lowest bit.
type bitWriter struct {
	out  []byte
	held uint64
	bits int
}

// add writes the lowest n bits of a value of at most n bits, n ≤ 32.
func (w *bitWriter) add(value uint64, n int) {
	w.held |= value << w.bits
	for w.bits += n; w.bits >= 8; w.bits -= 8 {
		w.out = append(w.out, byte(w.held))
		w.held >>= 8
	}
}

// close marks the end by a bit 1, from which a reader starts backwards.
func (w *bitWriter) close() []byte {
	w.add(1, 1)
	return w.flush()
}

func (w *bitWriter) flush() []byte {
	if w.bits > 0 {
		w.out = append(w.out, byte(w.held))
	}
	return w.out
}

// bitReader reads bytes from their lowest bit; past the end are zeros.
type bitReader struct {
	data []byte
	at   int
}

func (r *bitReader) read(n int) int {
	value := 0
	for i := range n {
		if r.at/8 < len(r.data) {
			value |= int(r.data[r.at/8]>>(r.at%8)&1) << i
		}
		r.at++
	}
	return value
}
