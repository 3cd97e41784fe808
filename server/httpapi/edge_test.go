package httpapi_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"strings"
	"testing"
	"time"

	"zhucun/server/auth"
	"zhucun/server/httpapi"
	"zhucun/server/httpapi/countytest"
	"zhucun/syncproto/dossier"
)

func TestPhotosAreImagesAndNothingElse(t *testing.T) {
	w := newWorld(t)
	picture := small(t)
	week := w.Live(picture)
	cookie := w.login(auth.Auditor, "51")
	for form, want := range map[string][]byte{"original": picture.Original, "view": nil, "thumbnail": nil} {
		got := w.get("/api/photos/"+week.Manifest.String()+"/"+form, cookie)
		if got.status != http.StatusOK || got.header.Get("Content-Type") != "image/jpeg" || got.header.Get("X-Content-Type-Options") != "nosniff" ||
			!strings.Contains(got.header.Get("Content-Disposition"), form+".jpg") || got.header.Get("Cache-Control") != "no-store" {
			t.Errorf("%s: status %d, %v", form, got.status, got.header)
		}
		if want != nil && !bytes.Equal(got.body, want) {
			t.Errorf("%s: other bytes", form)
		}
	}
}

func TestBytesThatAreNoImageAreNeverShown(t *testing.T) {
	w := newWorld(t)
	picture := small(t)
	picture.Original = []byte("<html><script>alert(1)</script>, renamed to .jpg")
	week := w.Live(picture)
	got := w.get("/api/photos/"+week.Manifest.String()+"/original", w.login(auth.Auditor, "51"))
	if got.status != http.StatusNotFound || code(t, got) != "photo_absent" {
		t.Errorf("status %d: %s", got.status, got.body)
	}
}

func TestADossierOverHTTPChecks(t *testing.T) {
	w := newWorld(t)
	week := w.Live(small(t))
	got := w.get("/api/visits/"+week.Deed.ID.String()+"/dossier", w.login(auth.Auditor, countytest.Township))
	report, err := dossier.Check(bytes.NewReader(got.body), int64(len(got.body)), w.Document.LedgerKey())
	if err != nil || len(report.Damaged()) > 0 || report.Claimed != "confirmed" || report.Grade.String() != "confirmed" {
		t.Errorf("%v: %+v", err, report)
	}
}

func TestLogsHoldNothingOfAnybody(t *testing.T) {
	w := newWorld(t)
	week := w.Live(small(t))
	cookie := w.login(auth.Auditor, countytest.Township)
	w.get("/api/visits?place="+countytest.Township+"&person=1", cookie)
	w.get("/records/"+week.Visit.ID.String()+"?lang=en", cookie)
	w.patch(week.Phone, []byte("x"), 0, []byte("x"))
	if err := w.stop(); err != nil {
		t.Fatal(err)
	}
	log := w.log.String()
	session := week.Phone.Session()
	for _, secret := range []string{cookie.Value, week.Visit.ID.String(), countytest.Township, "person=1", "lang=en", "127.0.0.1", fmt.Sprintf("%x", session),
		"Zhucun ", "李国华"} {
		if strings.Contains(log, secret) {
			t.Errorf("the log holds %q", secret)
		}
	}
	if !strings.Contains(log, `"route":"/records/:id"`) || !strings.Contains(log, `"status":200`) {
		t.Errorf("the log says too little: %s", log)
	}
}

func TestHealthTellsWhatIsSo(t *testing.T) {
	w := newWorld(t)
	for _, path := range []string{"/healthz", "/readyz"} {
		if got := w.get(path, nil); got.status != http.StatusOK {
			t.Errorf("%s: status %d", path, got.status)
		}
	}
	if err := w.stop(); err != nil {
		t.Fatal(err)
	}
	config := w.config()
	config.Ready = func(context.Context) error { return errors.New("disk is full") }
	config.Rosters = nil // whoever asks for it panics
	var err error
	if w.server, err = httpapi.New(config); err != nil {
		t.Fatal(err)
	}
	w.serve()
	if got := w.get("/readyz", nil); got.status != http.StatusServiceUnavailable {
		t.Errorf("not ready: status %d", got.status)
	}
	cookie := w.login(auth.Officer, "511921")
	for range 2 {
		if got := w.get("/records", cookie); got.status != http.StatusInternalServerError || code(t, got) != "internal" {
			t.Errorf("a panic: status %d, %s", got.status, got.body)
		}
	}
}

func TestPagesAreStrict(t *testing.T) {
	w := newWorld(t)
	week := w.Live(small(t))
	cookie := w.login(auth.Auditor, countytest.Township)
	for _, path := range []string{"/", "/enter", "/records", "/records/" + week.Deed.ID.String()} {
		got := w.get(path, cookie)
		if path == "/" {
			if got.status != http.StatusFound || got.header.Get("Location") != "/records" {
				t.Errorf("/: status %d", got.status)
			}
			continue
		}
		policy := got.header.Get("Content-Security-Policy")
		if got.status != http.StatusOK || !strings.Contains(policy, "default-src 'none'") || strings.Contains(policy, "unsafe") ||
			!strings.Contains(policy, "frame-ancestors 'none'") {
			t.Errorf("%s: status %d, policy %q", path, got.status, policy)
		}
	}
	if got := w.get("/", nil); got.status != http.StatusOK || !bytes.Contains(got.body, []byte("通江县")) {
		t.Errorf("/ without a session: status %d", got.status)
	}
}

// The deadline of a read is the machine's clock and half a minute: on a clock that is an hour behind it has passed before the first byte.
func TestASilentConnectionIsClosed(t *testing.T) {
	w := newWorld(t)
	if err := w.stop(); err != nil {
		t.Fatal(err)
	}
	config := w.config()
	config.Machine = func() time.Time { return time.Now().Add(-time.Hour) }
	var err error
	if w.server, err = httpapi.New(config); err != nil {
		t.Fatal(err)
	}
	w.serve()
	c := w.raw("")
	if n, err := c.Read(make([]byte, 1)); n != 0 || !errors.Is(err, io.EOF) {
		t.Errorf("read %d bytes, %v", n, err)
	}
}
