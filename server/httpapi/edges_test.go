package httpapi_test

import (
	"bufio"
	"bytes"
	"context"
	"encoding/base64"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"net/http/httputil"
	"net/url"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/gofiber/fiber/v2"

	"zhucun/server/auth"
	"zhucun/server/httpapi/countytest"
	"zhucun/server/ingest/ingesttest"
	"zhucun/server/store"
	"zhucun/server/store/memory"
	"zhucun/server/store/sqlite"
	"zhucun/syncproto"
)

// A one-time address is spent by the first who opens it.
func TestAGoodCodeIsSpentByItsFirstUse(t *testing.T) {
	w := newWorld(t)
	code := []byte(w.code(auth.Officer, "511921"))
	if got := w.do(http.MethodPost, "/v1/enter", code, nil); got.status != http.StatusNoContent || len(got.cookies) != 1 {
		t.Fatalf("first: status %d", got.status)
	}
	if got := w.do(http.MethodPost, "/v1/enter", code, nil); got.status != http.StatusForbidden || len(got.cookies) != 0 {
		t.Errorf("second: status %d, %d cookies", got.status, len(got.cookies))
	}
}

// What is longer than a code is refused before the rest of it comes.
func TestALogInBodyThatNeverEndsIsAnswered(t *testing.T) {
	w := newWorld(t)
	c := w.raw("POST /v1/enter HTTP/1.1\r\nHost: x\r\nContent-Length: 1000000000\r\n\r\n" + strings.Repeat("A", 200))
	line, err := bufio.NewReader(c).ReadString('\n')
	if err != nil || !strings.Contains(line, "403") {
		t.Errorf("%q, %v", line, err)
	}
}

// The first of two pipelined chunks is answered while the second is still on its way.
func TestAnAnswerIsNotHeldBackForTheNextRequest(t *testing.T) {
	w := newWorld(t)
	p := w.named(small(t))
	content := bytes.Repeat([]byte("zhucun"), 1000)
	w.name(p, content)
	first := patchHead(p, content, 0, 4096) + string(content[:4096])
	c := w.raw(first + patchHead(p, content, 4096, len(content)-4096) + string(content[4096:4200]))
	r := bufio.NewReader(c)
	_, body := readAnswer(t, r)
	if got := ingesttest.ReadAnswer(t, body); len(got.Offsets) != 1 || got.Offsets[0].Held != 4096 {
		t.Errorf("first answer %+v", got)
	}
	if _, err := c.Write(content[4200:]); err != nil {
		t.Fatal(err)
	}
	_, body = readAnswer(t, r)
	if got := ingesttest.ReadAnswer(t, body); len(got.Offsets) != 1 || got.Offsets[0].Held != uint64(len(content)) {
		t.Errorf("second answer %+v", got)
	}
}

// What a handler keeps of one request is not written over by the next.
func TestWhatIsKeptOfARequestStays(t *testing.T) {
	w := newWorld(t)
	var mu sync.Mutex
	var kept []string
	app := w.server.App()
	app.Get("/v1/blobs/:hash/kept", func(c *fiber.Ctx) error {
		mu.Lock()
		defer mu.Unlock()
		kept = append(kept, c.Params("hash"), c.Query("q"), c.Get("X-Kept"))
		return nil
	})
	var want []string
	for i := range 4 {
		text := strings.Repeat(fmt.Sprint(i), 20)
		request := httptest.NewRequest(http.MethodGet, "/v1/blobs/"+text+"/kept?q="+text, nil)
		request.Header.Set("X-Kept", text)
		if _, err := app.Test(request, -1); err != nil {
			t.Fatal(err)
		}
		want = append(want, text, text, text)
	}
	if !slices.Equal(kept, want) {
		t.Errorf("kept %q, want %q", kept, want)
	}
}

// A photo comes as something that can do nothing: in a sandbox, and an original never inside a page.
func TestAPhotoCanDoNothing(t *testing.T) {
	w := newWorld(t)
	week := w.Live(small(t))
	cookie := w.login(auth.Auditor, "51")
	for form, disposition := range map[string]string{"view": "inline; ", "thumbnail": "inline; ", "original": "attachment; "} {
		got := w.get("/api/photos/"+week.Manifest.String()+"/"+form, cookie)
		if policy := got.header.Get("Content-Security-Policy"); policy != "default-src 'none'; sandbox" {
			t.Errorf("%s: policy %q", form, policy)
		}
		if !strings.HasPrefix(got.header.Get("Content-Disposition"), disposition) {
			t.Errorf("%s: %q", form, got.header.Get("Content-Disposition"))
		}
	}
}

// No address of a record is told to the next site.
func TestNoAddressIsHandedOn(t *testing.T) {
	w := newWorld(t)
	week := w.Live(small(t))
	cookie := w.login(auth.Auditor, countytest.Township)
	for _, path := range append(w.addresses(week), "/enter", "/records/nonsense", "/nothing") {
		if got := w.do(http.MethodGet, path, nil, cookie, browser...); got.header.Get("Referrer-Policy") != "no-referrer" {
			t.Errorf("%s: %q", path, got.header.Get("Referrer-Policy"))
		}
	}
	if got := w.get("/", nil); got.header.Get("Referrer-Policy") != "no-referrer" {
		t.Error("/ hands its address on")
	}
}

// A browser that follows a link into the API sees a page for a person, a program the problem.
func TestAnErrorOfTheAPIIsAPageInABrowser(t *testing.T) {
	w := newWorld(t)
	week := w.Live(small(t))
	clerk := w.login(auth.AccountingCentre, countytest.Township)
	for path, status := range map[string]int{"/api/visits/" + week.Deed.ID.String() + "/dossier": 403, "/api/visits/nonsense": 404, "/api/visits?limit=0": 422} {
		got := w.do(http.MethodGet, path, nil, clerk, browser...)
		if got.status != status || !strings.HasPrefix(got.header.Get("Content-Type"), "text/html") || !strings.Contains(string(got.body), "What one can do") ||
			!strings.Contains(got.header.Get("Content-Security-Policy"), "default-src 'none'") {
			t.Errorf("%s: status %d, %s", path, got.status, got.header.Get("Content-Type"))
		}
		if got := w.get(path, clerk); got.status != status || got.header.Get("Content-Type") != "application/problem+json" {
			t.Errorf("%s for a program: status %d, %s", path, got.status, got.header.Get("Content-Type"))
		}
	}
}

func TestABadCursorIsABadRequest(t *testing.T) {
	w := newWorld(t)
	w.Live(small(t))
	cookie := w.login(auth.Officer, "511921")
	for _, cursor := range []string{"x", "o", "o1-1-1", "n" + store.Visit{}.Key()} {
		if got := w.get("/api/visits?cursor="+cursor, cookie); got.status != http.StatusBadRequest || code(t, got) != "bad_request" {
			t.Errorf("%q: status %d", cursor, got.status)
		}
	}
}

// Every status with which an operation refuses stands in the document.
func TestRefusalsAreDocumented(t *testing.T) {
	w := newWorld(t)
	for path, methods := range w.openAPI().Paths {
		responses := methods["get"].(map[string]any)["responses"].(map[string]any)
		for _, status := range []string{"400", "401", "403", "404", "422", "500", "503"} {
			if responses[status] == nil {
				t.Errorf("%s: no %s", path, status)
			}
		}
	}
}

// A proxy that takes a request in whole before it hands it on undoes the worth of every prefix, and nothing else.
func TestBehindAProxyThatBuffersAllWorks(t *testing.T) {
	w := newWorld(t)
	behind, err := url.Parse(w.base)
	if err != nil {
		t.Fatal(err)
	}
	forward := httputil.NewSingleHostReverseProxy(behind)
	proxy := httptest.NewServer(http.HandlerFunc(func(out http.ResponseWriter, in *http.Request) {
		whole, err := io.ReadAll(in.Body)
		if err != nil {
			t.Error(err)
		}
		in.Body, in.ContentLength = io.NopCloser(bytes.NewReader(whole)), int64(len(whole))
		forward.ServeHTTP(out, in)
	}))
	t.Cleanup(proxy.Close)
	w.base = proxy.URL
	p := w.phone()
	if got := w.do(http.MethodPost, "/v1/sync", p.Request(p.Seal()), nil); len(ingesttest.ReadAnswer(t, got.body).Receipts) != 1 {
		t.Errorf("sync: status %d", got.status)
	}
	manifest := nameManifest(t, w, p)
	session := p.Session()
	if got := w.do(http.MethodPatch, "/v1/blobs/"+syncproto.HashOf(manifest).String()+"?offset=0", manifest, nil,
		"Authorization", "Zhucun "+base64.RawURLEncoding.EncodeToString(session[:])); got.status != http.StatusOK {
		t.Errorf("blob: status %d", got.status)
	}
	if got := w.get("/records", w.login(auth.Officer, "511921")); got.status != http.StatusOK {
		t.Errorf("records: status %d", got.status)
	}
}

// The same segment by a thousand requests at once is one row in a real database.
func TestTheSameSegmentAThousandTimesOverHTTPIsOneRow(t *testing.T) {
	db, err := sqlite.Open(t.Context(), t.TempDir(), sqlite.Options{Exclusive: true})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = db.Close() })
	w := newWorldOn(t, db)
	p := w.phone()
	request := p.Request(p.Seal())
	client := &http.Client{Transport: &http.Transport{MaxConnsPerHost: 100, MaxIdleConnsPerHost: 100}}
	t.Cleanup(client.CloseIdleConnections)
	receipts := make(chan string, 1000)
	var all sync.WaitGroup
	for range cap(receipts) {
		all.Go(func() {
			response, err := client.Post(w.base+"/v1/sync", "", bytes.NewReader(request))
			if err != nil {
				t.Error(err)
				return
			}
			defer response.Body.Close()
			body, err := io.ReadAll(response.Body)
			read := ingesttest.ReadAnswer(t, body)
			if err != nil || response.StatusCode != http.StatusOK || len(read.Receipts) != 1 {
				t.Errorf("status %d, %d receipts, %v", response.StatusCode, len(read.Receipts), err)
				return
			}
			receipts <- fmt.Sprintf("%x", read.Receipts[0])
		})
	}
	all.Wait()
	close(receipts)
	first, same := <-receipts, 1
	for receipt := range receipts {
		if receipt == first {
			same++
		}
	}
	if same != cap(receipts) {
		t.Errorf("%d receipts are the same, want %d", same, cap(receipts))
	}
	err = db.View(context.Background(), func(tx store.Tx) error {
		rows, err := tx.SegmentsIn(p.ID(), 1, 1<<40)
		if len(rows) != 1 {
			t.Errorf("%d rows", len(rows))
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
}

// leaky fails with an error that names what it was about, as a disk or a database does.
type leaky struct {
	store.Store
	secret string
	reads  bool // fail
	writes bool // fail
}

func (s *leaky) View(ctx context.Context, do func(tx store.Tx) error) error {
	if s.reads {
		return fmt.Errorf("read %s at 127.0.0.1: %w", s.secret, io.ErrUnexpectedEOF)
	}
	return s.Store.View(ctx, do)
}

func (s *leaky) Update(ctx context.Context, do func(tx store.Tx) error) error {
	if s.writes {
		return fmt.Errorf("write %s: %w", s.secret, store.ErrFull)
	}
	return s.Store.Update(ctx, do)
}

// A failing request is told by its class: the text of an error may name anybody.
func TestLogsOfFailuresHoldNothingOfAnybody(t *testing.T) {
	db := &leaky{Store: memory.New(), secret: "李国华 511921100200 9f86d081884c7d65"}
	w := newWorldOn(t, db)
	p := w.phone()
	cookie := w.login(auth.Officer, "511921")
	request := p.Request(p.Seal())
	db.reads = true
	for _, path := range []string{"/records", "/days", "/api/visits", "/api/days", "/api/devices"} {
		if got := w.get(path, cookie); got.status != http.StatusInternalServerError || strings.Contains(string(got.body), db.secret) {
			t.Errorf("%s: status %d, %s", path, got.status, got.body)
		}
	}
	db.reads, db.writes = false, true
	if got := w.do(http.MethodPost, "/v1/sync", request, nil); got.status != http.StatusInsufficientStorage {
		t.Errorf("sync: status %d", got.status)
	}
	if err := w.stop(); err != nil {
		t.Fatal(err)
	}
	for _, secret := range strings.Fields(db.secret + " 127.0.0.1") {
		if strings.Contains(w.log.String(), secret) {
			t.Errorf("the log holds %q", secret)
		}
	}
	for _, told := range []string{`"error":"cut *errors.errorString"`, `"error":"disk_full *errors.errorString"`, `"route":"/records"`, `"operation":"listDays"`} {
		if !strings.Contains(w.log.String(), told) {
			t.Errorf("the log does not tell %s: %s", told, w.log)
		}
	}
}
