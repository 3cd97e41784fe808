package link

// receiveBuffer is how many bytes wait to be read. What comes beyond is as good as lost: the sender says it again. What is early is less than a
// sender's buffer.
const receiveBuffer = 256 << 10

// receiver is the half of a connection that puts a stream together.
type receiver struct {
	next   int64 // the first place that has not come
	early  map[int64]segment
	unread []byte
	ended  bool // the end has come, after all bytes
}

func newReceiver() *receiver { return &receiver{early: map[int64]segment{}} }

// take keeps what is new of a segment.
func (r *receiver) take(s segment) {
	if r.ended || len(r.unread) >= receiveBuffer {
		return
	}
	r.early[s.at] = s
	for r.join() {
	}
}

// join adds one segment to what can be read, and drops those that hold nothing new.
func (r *receiver) join() bool {
	for at, s := range r.early {
		if at > r.next {
			continue
		}
		delete(r.early, at)
		if s.next() > r.next {
			r.append(s)
			return true
		}
	}
	return false
}

func (r *receiver) append(s segment) {
	if !s.begin && !s.end {
		r.unread = append(r.unread, s.data[r.next-s.at:]...)
	}
	r.ended = r.ended || s.end
	r.next = s.next()
}

// read gives bytes in their order.
func (r *receiver) read(p []byte) int {
	n := copy(p, r.unread)
	r.unread = r.unread[n:]
	return n
}
