package httpapi_test

import (
	"bufio"
	"bytes"
	"encoding/base64"
	"fmt"
	"io"
	"net"
	"net/http"
	"strings"
	"testing"
	"time"

	"zhucun/server/httpapi/countytest"
	"zhucun/server/ingest/ingesttest"
	"zhucun/syncproto"
	"zhucun/syncproto/prototest"
)

// raw writes bytes to the server as they are and gives the connection.
func (w *world) raw(request string) net.Conn {
	w.t.Helper()
	c, err := net.Dial("tcp", strings.TrimPrefix(w.base, "http://"))
	if err != nil {
		w.t.Fatal(err)
	}
	w.t.Cleanup(func() { c.Close() })
	if err := c.SetDeadline(time.Now().Add(20 * time.Second)); err != nil {
		w.t.Fatal(err)
	}
	if _, err := io.WriteString(c, request); err != nil {
		w.t.Fatal(err)
	}
	return c
}

func (w *world) phone() *ingesttest.Phone {
	p := ingesttest.New(w.t, "edge", countytest.Code, w.HandOut(countytest.Village, 0))
	p.Add(1, countytest.Cadre)
	return p
}

func TestASyncOverHTTPIsAcknowledged(t *testing.T) {
	w := newWorld(t)
	p := w.phone()
	got := w.do(http.MethodPost, "/v1/sync", p.Request(p.Seal()), nil)
	frames := ingesttest.ReadAnswer(t, got.body)
	if got.status != http.StatusOK || len(frames.Acks) != 1 || len(frames.Receipts) != 1 || frames.End == nil {
		t.Fatalf("status %d, %+v", got.status, frames)
	}
}

// An idle sync is counted at the socket, with 40 bytes of TCP and IP for its one segment each way.
func TestAnIdleSyncFitsItsBudget(t *testing.T) {
	w := newWorld(t)
	p := w.phone()
	w.do(http.MethodPost, "/v1/sync", p.Request(p.Seal()), nil)
	hello := syncproto.AppendFrame(nil, syncproto.FrameHello, syncproto.Hello{Version: 1, Session: p.Session(), Boot: 0xffffffff, Elapsed: 1 << 30})
	request := fmt.Sprintf("POST /v1/sync HTTP/1.1\r\nHost: zhucun.tongjiang.gov.cn:8443\r\nContent-Length: %d\r\n\r\n%s", len(hello), hello)
	c := w.raw(request)
	head, body := readAnswer(t, bufio.NewReader(c))
	up, down := len(request)+40, len(head)+len(body)+40
	if up > 260 || down > 260 {
		t.Errorf("idle sync: %d up, %d down", up, down)
	}
	if frames := ingesttest.ReadAnswer(t, body); frames.End == nil || frames.Time == nil || len(frames.Notices) > 0 {
		t.Errorf("answer %+v", frames)
	}
	for _, header := range []string{"Date", "Server", "Content-Type"} {
		if strings.Contains(head, header) {
			t.Errorf("head has %s: %q", header, head)
		}
	}
	t.Logf("idle sync: %d B up, %d B down with 40 B TCP/IP", up, down)
}

// readAnswer reads one answer with a Content-Length.
func readAnswer(t testing.TB, r *bufio.Reader) (head string, body []byte) {
	t.Helper()
	length := 0
	for {
		line, err := r.ReadString('\n')
		if err != nil {
			t.Fatal(err)
		}
		head += line
		_, _ = fmt.Sscanf(line, "Content-Length: %d", &length)
		if line == "\r\n" {
			break
		}
	}
	body = make([]byte, length)
	if _, err := io.ReadFull(r, body); err != nil {
		t.Fatal(err)
	}
	return head, body
}

func patchHead(p *ingesttest.Phone, content []byte, offset, length int) string {
	session := p.Session()
	return fmt.Sprintf("PATCH /v1/blobs/%s?offset=%d HTTP/1.1\r\nHost: x\r\nAuthorization: Zhucun %s\r\nContent-Length: %d\r\n\r\n",
		syncproto.HashOf(content), offset, base64.RawURLEncoding.EncodeToString(session[:]), length)
}

// named is a phone with a photo whose manifest the server has, so that the view's bytes are taken.
func (w *world) named(picture countytest.Picture) *ingesttest.Phone {
	return w.Live(picture).Phone
}

func TestBytesOfACutUploadAreKept(t *testing.T) {
	w := newWorld(t)
	picture := small(t)
	picture.Original = append(picture.Original, bytes.Repeat([]byte("later"), 5000)...)
	p := w.named(picture)
	content := append(bytes.Clone(picture.Original), 1) // a photo that the county does not hold yet
	w.name(p, content)
	for _, cut := range []int{1, 900, 9000, 20_000} {
		c := w.raw(patchHead(p, content, 0, len(content)) + string(content[:cut]))
		if err := c.(*net.TCPConn).CloseWrite(); err != nil {
			t.Fatal(err)
		}
		_, _ = io.ReadAll(c) // until the server has seen the end
		if held := w.held(p, content); held != uint64(cut) {
			t.Errorf("cut after %d bytes: %d are held", cut, held)
		}
	}
	got := w.patch(p, content, 20_000, content[20_000:])
	if got.status != http.StatusOK || w.held(p, content) != uint64(len(content)) {
		t.Errorf("status %d", got.status)
	}
}

// name has the phone write of a photo whose original is the content, and sends the manifest, so that the original is taken.
func (w *world) name(p *ingesttest.Phone, content []byte) {
	w.t.Helper()
	part := syncproto.Part{Hash: syncproto.HashOf(content), Length: uint64(len(content)), Width: 1, Height: 1}
	tiny := syncproto.Part{Hash: syncproto.HashOf([]byte("v")), Length: 1, Width: 1, Height: 1}
	manifest, hash, err := syncproto.Manifest{Version: 1, Original: &part, View: tiny, Thumbnail: tiny}.Encode()
	if err != nil {
		w.t.Fatal(err)
	}
	p.Write(syncproto.ActorOf(1, syncproto.UnlockNone), syncproto.Photo{Shows: syncproto.Ref{Back: 1}, Manifest: hash})
	w.Push(p)
	w.Send(p, manifest)
}

// held asks by sending nothing.
func (w *world) held(p *ingesttest.Phone, content []byte) uint64 {
	w.t.Helper()
	frames := ingesttest.ReadAnswer(w.t, w.patch(p, content, 0, nil).body)
	if len(frames.Offsets) != 1 {
		w.t.Fatalf("answer %+v", frames)
	}
	return frames.Offsets[0].Held
}

func (w *world) patch(p *ingesttest.Phone, content []byte, offset int, body []byte) answer {
	session := p.Session()
	return w.do(http.MethodPatch, fmt.Sprintf("/v1/blobs/%s?offset=%d", syncproto.HashOf(content), offset), body, nil,
		"Authorization", "Zhucun "+base64.RawURLEncoding.EncodeToString(session[:]))
}

func TestAPatchSaysWhatIsWrong(t *testing.T) {
	w := newWorld(t)
	p := w.named(small(t))
	content := []byte("the county has never heard of these bytes, but a photo names them")
	w.name(p, content)
	other := []byte("of these bytes others will come than were named")
	w.name(p, other)
	stranger := ingesttest.New(t, "stranger", countytest.Code, w.HandOut(countytest.Village, 0))
	tests := []struct {
		promise string
		answer  answer
		status  int
		code    syncproto.Code
	}{
		{"no session", w.do(http.MethodPatch, "/v1/blobs/"+syncproto.HashOf(content).String()+"?offset=0", content, nil), 401, syncproto.CodeSessionUnknown},
		{"a session that never began", w.patch(stranger, content, 0, content), 401, syncproto.CodeSessionUnknown},
		{"a blob that nothing names", w.patch(p, []byte("unnamed"), 0, []byte("unnamed")), 403, syncproto.CodeBlobNotNamed},
		{"a gap", w.patch(p, content, 10, content[10:]), 409, syncproto.CodeBlobGap},
		{"too much", w.patch(p, content, 0, append(bytes.Clone(content), "more"...)), 413, syncproto.CodeBlobTooLarge},
		{"other bytes", w.patch(p, other, 0, bytes.ToUpper(other)), 422, syncproto.CodeBlobContent},
		{"a negative offset", w.patch(p, content, -1, content), 400, syncproto.CodeMalformed},
	}
	for _, test := range tests {
		frames := ingesttest.ReadAnswer(t, test.answer.body)
		if test.answer.status != test.status || len(frames.Notices) != 1 || frames.Notices[0].Code != test.code {
			t.Errorf("%s: status %d, notices %+v; want %d, %v", test.promise, test.answer.status, frames.Notices, test.status, test.code)
		}
	}
}

// A body that no handler reads must not become the next request.
func TestAnUnreadBodyIsNoRequest(t *testing.T) {
	w := newWorld(t)
	smuggled := "GET /healthz HTTP/1.1\r\nHost: x\r\n\r\n"
	request := fmt.Sprintf("PATCH /v1/blobs/%s?offset=0 HTTP/1.1\r\nHost: x\r\nContent-Length: %d\r\n\r\n%s", strings.Repeat("0", 64), len(smuggled), smuggled)
	c := w.raw(request + "GET /nothing HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n")
	all, err := io.ReadAll(c)
	if err != nil {
		t.Fatal(err)
	}
	if got := strings.Count(string(all), "HTTP/1.1 "); got > 2 || strings.Contains(string(all), "200 OK") {
		t.Errorf("%d answers: %q", got, all)
	}
}

// A whole pipeline of chunks is answered, each when it is done.
func TestPipelinedChunksAreAllTaken(t *testing.T) {
	w := newWorld(t)
	p := w.named(small(t))
	content := make([]byte, 40_000)
	if _, err := io.ReadFull(prototest.Random("chunks"), content); err != nil {
		t.Fatal(err)
	}
	w.name(p, content)
	var requests strings.Builder
	const chunk = 4096
	for at := 0; at < len(content); at += chunk {
		part := content[at:min(at+chunk, len(content))]
		requests.WriteString(patchHead(p, content, at, len(part)) + string(part))
	}
	r := bufio.NewReader(w.raw(requests.String()))
	var last ingesttest.Answer
	for at := 0; at < len(content); at += chunk {
		_, body := readAnswer(t, r)
		last = ingesttest.ReadAnswer(t, body)
	}
	if len(last.Offsets) != 1 || last.Offsets[0].Held != uint64(len(content)) {
		t.Errorf("last answer %+v", last)
	}
}
