package syncer

import (
	"context"
	"crypto/sha256"
	"crypto/tls"
	"encoding/base64"
	"fmt"
	"io"
	"net/http"
	"net/http/httptrace"
	"strings"
	"sync/atomic"

	"zhucun/syncproto"
)

// HTTP speaks to one server over one kept connection, with no header that HTTP/1.1 does not demand.
type HTTP struct {
	client *http.Client
	base   string
}

// NewHTTP reaches a server by its address, such as http://10.0.0.2:8080. pin is the hash of the server's SubjectPublicKeyInfo, which then
// decides instead of the machine's authorities; nil leaves it to them.
func NewHTTP(address string, pin *syncproto.Hash) *HTTP {
	if !strings.Contains(address, "://") {
		address = "http://" + address
	}
	carrier := &http.Transport{Proxy: http.ProxyFromEnvironment, DisableCompression: true, MaxIdleConnsPerHost: 1, MaxConnsPerHost: 1}
	if pin != nil {
		carrier.TLSClientConfig = pinned(*pin)
	}
	stay := func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }
	return &HTTP{client: &http.Client{Transport: carrier, CheckRedirect: stay}, base: strings.TrimRight(address, "/")}
}

// NewUnproven reaches a server whose key nobody has told yet: any will do. It is for the enrolment alone, whose grant proves the county by the one-time
// code and tells the key.
func NewUnproven(address string) *HTTP {
	h := NewHTTP(address, nil)
	h.client.Transport.(*http.Transport).TLSClientConfig = &tls.Config{InsecureSkipVerify: true} // nothing is told that a stranger may not know
	return h
}

func pinned(pin syncproto.Hash) *tls.Config {
	return &tls.Config{
		InsecureSkipVerify: true, // the pin below is stricter than any authority
		VerifyConnection: func(state tls.ConnectionState) error {
			if sha256.Sum256(state.PeerCertificates[0].RawSubjectPublicKeyInfo) != pin {
				return ErrWrongServer
			}
			return nil
		},
	}
}

// Close lets the connection go.
func (h *HTTP) Close() { h.client.CloseIdleConnections() }

// Sync posts frames.
func (h *HTTP) Sync(ctx context.Context, body io.Reader, size int64) (Answer, error) {
	return h.do(ctx, http.MethodPost, "/v1/sync", "", body, size)
}

// Patch sends a piece of a blob.
func (h *HTTP) Patch(ctx context.Context, p Patch, body io.Reader) (Answer, error) {
	session := "Zhucun " + base64.RawURLEncoding.EncodeToString(p.Session[:])
	return h.do(ctx, http.MethodPatch, fmt.Sprintf("/v1/blobs/%s?offset=%d", p.Hash, p.Offset), session, body, int64(p.Size))
}

func (h *HTTP) do(ctx context.Context, method, path, session string, body io.Reader, size int64) (Answer, error) {
	if size == 0 {
		body = http.NoBody
	}
	request, err := http.NewRequestWithContext(ctx, method, h.base+path, body)
	if err != nil {
		return Answer{}, fmt.Errorf("reach the server: %w", err)
	}
	request.ContentLength = size
	request.Header["User-Agent"] = nil
	if session != "" {
		request.Header.Set("Authorization", session)
	}
	var stood atomic.Bool
	trace := &httptrace.ClientTrace{GotConn: func(httptrace.GotConnInfo) { stood.Store(true) }}
	response, err := h.client.Do(request.WithContext(httptrace.WithClientTrace(ctx, trace)))
	if err != nil && !stood.Load() {
		return Answer{}, fmt.Errorf("%w: %w", ErrUnreachable, err)
	}
	if err != nil {
		return Answer{}, fmt.Errorf("lose the server: %w", err)
	}
	return Answer{Status: response.StatusCode, Body: response.Body}, nil
}
