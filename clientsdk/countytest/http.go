package countytest

import (
	"encoding/base64"
	"errors"
	"io"
	"net/http"
	"strconv"
	"strings"

	"zhucun/syncproto"
)

// Link makes exchanges go wrong. Fault is asked once for each request, in order.
type Link interface{ Fault() Fault }

// Fault is where an exchange is cut; negative: not.
type Fault struct {
	Request int // bytes of the body that arrive
	Answer  int // bytes of the answer that arrive
}

// Whole is the exchange without a fault.
var Whole = Fault{Request: -1, Answer: -1}

// ServeHTTP is the exchange of SPEC.md over HTTP, as good as the link.
func (c *County) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	fault := Whole
	c.mu.Lock()
	c.requests++
	if c.link != nil {
		fault = c.link.Fault()
	}
	c.mu.Unlock()
	body := io.Reader(r.Body)
	if fault.Request >= 0 {
		body = io.LimitReader(body, int64(fault.Request))
	}
	data, err := io.ReadAll(body)
	cut := err != nil || fault.Request >= 0 && int64(len(data)) < r.ContentLength
	status, out := c.handle(r, data, cut)
	if cut {
		panic(http.ErrAbortHandler)
	}
	w.Header().Set("Content-Length", strconv.Itoa(len(out)))
	w.Header()["Date"] = nil
	w.WriteHeader(status)
	if fault.Answer < 0 || fault.Answer >= len(out) {
		_, _ = w.Write(out)
		return
	}
	_, _ = w.Write(out[:fault.Answer])
	_ = http.NewResponseController(w).Flush()
	panic(http.ErrAbortHandler)
}

func (c *County) handle(r *http.Request, data []byte, cut bool) (int, []byte) {
	if r.Method == http.MethodPost && r.URL.Path == "/v1/sync" {
		return http.StatusOK, c.Sync(data)
	}
	hash, err := syncproto.ParseHash(strings.TrimPrefix(r.URL.Path, "/v1/blobs/"))
	offset, err2 := strconv.ParseUint(r.URL.Query().Get("offset"), 10, 63)
	token, err3 := base64.RawURLEncoding.DecodeString(strings.TrimPrefix(r.Header.Get("Authorization"), "Zhucun "))
	if err := errors.Join(err, err2, err3); err != nil || r.Method != http.MethodPatch || len(token) != 16 {
		return http.StatusNotFound, nil
	}
	return c.Patch(syncproto.SessionID(token), hash, offset, data, cut)
}
