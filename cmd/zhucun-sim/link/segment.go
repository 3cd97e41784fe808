package link

// Sizes of TCP over IPv4, in bytes.
const (
	headBytes  = 40   // of IP and TCP without options: all of an acknowledgement
	mostInOne  = 1400 // of a stream that one segment takes
	beginPlace = 0    // where a stream says that it begins, which takes one place of it as in TCP
	dataPlace  = 1    // where its first byte stands
)

// segment is a part of a stream: the begin, some bytes, or the end, which takes one place after the last byte.
type segment struct {
	at    int64 // the first of its places
	data  []byte
	begin bool
	end   bool
}

// next is the place after it.
func (s segment) next() int64 {
	if s.begin || s.end {
		return s.at + 1
	}
	return s.at + int64(len(s.data))
}

// bytes that it takes on the link.
func (s segment) bytes() int { return headBytes + len(s.data) }
