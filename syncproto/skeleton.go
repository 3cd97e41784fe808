package syncproto

// longString is the length from which the content of a byte string is moved out of a body before it is compressed: hashes and signatures
// do not compress, and spoil the statistics of what does.
const longString = 16

// splitBody moves the content of long byte strings, in order, from a scanned body to a tail; what stays is the body's skeleton.
func splitBody(body []byte) (skeleton, tail []byte) {
	for len(body) > 0 {
		head, content, long, err := scanSkeleton(body)
		if err != nil {
			panic(err) // the body was scanned
		}
		end := head + int(content)
		if long {
			skeleton, tail = append(skeleton, body[:head]...), append(tail, body[head:end]...)
		} else {
			skeleton = append(skeleton, body[:end]...)
		}
		body = body[end:]
	}
	return skeleton, tail
}

// joinBody puts the tail's contents back. The skeleton comes from a stranger: nothing in it is trusted.
func joinBody(skeleton, tail []byte) ([]byte, error) {
	body := make([]byte, 0, len(skeleton)+len(tail))
	for len(skeleton) > 0 {
		head, content, long, err := scanSkeleton(skeleton)
		if err != nil {
			return nil, err
		}
		body, skeleton = append(body, skeleton[:head]...), skeleton[head:]
		from := &skeleton
		if long {
			from = &tail
		}
		if content > uint64(len(*from)) {
			return nil, malformed("body: string of %d bytes is cut", content)
		}
		body, *from = append(body, (*from)[:content]...), (*from)[content:]
	}
	if len(tail) > 0 {
		return nil, malformed("body: %d bytes after the end", len(tail))
	}
	return body, nil
}

// scanSkeleton reads one head: its length, that of its string's content, and whether the content stands in the tail.
func scanSkeleton(skeleton []byte) (head int, content uint64, long bool, err error) {
	if skeleton[0] == cborNull {
		return 1, 0, false, nil
	}
	major, value, head, err := scanHead(skeleton, 0)
	if err != nil || major != majorBytes && major != majorText {
		return head, 0, false, err
	}
	return head, value, major == majorBytes && value >= longString, nil
}
