package httpapi_test

import (
	"context"
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync/atomic"
	"testing"

	"zhucun/server/auth"
	"zhucun/server/console"
	"zhucun/server/httpapi/countytest"
	"zhucun/syncproto/words"
)

// code opens one session.
func (w *world) code(role auth.Role, place string) string {
	w.t.Helper()
	scope, err := auth.NewScope(string(role), place)
	if err != nil {
		w.t.Fatal(err)
	}
	_, code, err := w.gate.Issue(context.Background(), scope, "test")
	if err != nil {
		w.t.Fatal(err)
	}
	return code.Reveal()
}

// look is what a test measures of a page; pictures are looked at once they are decoded.
const look = `(async () => {
	document.querySelectorAll("details").forEach(d => { d.open = true; });
	const pictures = [...document.images];
	for (const picture of pictures) { picture.loading = "eager"; await picture.decode(); }
	const low = [...document.querySelectorAll("nav a, .records a, select, button, summary")].filter(e => e.getClientRects().length)
		.filter(e => e.getBoundingClientRect().height < 44).map(e => e.outerHTML.slice(0, 90));
	return { Wide: document.documentElement.scrollWidth - innerWidth, Low: low, Pictures: pictures.filter(p => p.naturalWidth > 0).length,
		Lang: document.documentElement.lang, Title: document.title, Heading: document.querySelector("h1").innerText };
})()`

type looks struct {
	Wide, Pictures       int
	Low                  []string
	Lang, Title, Heading string
}

// The whole way in a real browser: the one-time address logs in, and on the narrowest phones every page stands within the screen, can be hit with a
// thumb and leaves the console silent.
func TestThePagesInARealBrowser(t *testing.T) {
	w := newWorld(t)
	week := w.Live(small(t))
	c := openChromium(t)
	c.open(w.base + "/enter?lang=en#" + w.code(auth.Auditor, "511921"))
	c.until(`location.pathname === "/records" && document.readyState === "complete"`)
	pages := []struct {
		path     string
		pictures int
		missing  bool
	}{
		{path: "/records"}, {path: "/records?grade=waiting&month=2026-11"}, {path: "/records?month=2026-10"},
		{path: "/days"}, {path: "/days?month=2026-11&village=" + countytest.Township},
		{path: "/records/" + week.Visit.ID.String()}, {path: "/records/" + week.Deed.ID.String(), pictures: 1},
		{path: "/records/" + week.Waiting.ID.String()}, {path: "/records/" + week.Denied.ID.String()},
		{path: "/records/nonsense", missing: true}, {path: "/enter"},
	}
	for _, lang := range []string{"zh", "en"} {
		for _, page := range pages {
			address := page.path + "?lang=" + lang
			if strings.Contains(page.path, "?") {
				address = page.path + "&lang=" + lang
			}
			c.open(w.base + address)
			for _, width := range []int{320, 360} {
				c.resize(width)
				var got looks
				c.evaluate(look, &got)
				if got.Wide > 0 || len(got.Low) > 0 || got.Pictures != page.pictures || got.Lang != lang || got.Title == "" || got.Heading == "" {
					t.Errorf("%s at %d px: %+v", address, width, got)
				}
			}
			if len(c.troubles) > 0 && !page.missing {
				t.Errorf("%s: the console says %s", address, c.troubles)
			}
		}
	}
}

// Only what the server refuses is called spent; what may be tried again is not, and the button does try again.
func TestTheLogInPageTellsItsEndsApart(t *testing.T) {
	var status atomic.Int64
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Security-Policy", console.Policy())
		w.Header().Set("Content-Type", "text/html; charset=utf-8")
		switch {
		case r.URL.Path == "/enter":
			if err := console.Enter(w, words.English, "通江县"); err != nil {
				t.Error(err)
			}
		case r.URL.Path == "/v1/enter" && status.Load() == 0:
			panic(http.ErrAbortHandler) // the connection breaks
		case r.URL.Path == "/v1/enter":
			w.WriteHeader(int(status.Load()))
		default:
			fmt.Fprint(w, "<h1>in</h1>")
		}
	}))
	t.Cleanup(server.Close)
	c := openChromium(t)
	for _, end := range []struct {
		status int64
		say    string
		again  bool
	}{{503, "unready", true}, {500, "unready", true}, {403, "refused", false}, {0, "offline", true}} {
		status.Store(end.status)
		c.open(server.URL + "/enter#AAAAAAAAAAAAAAAAAAAAAAAA")
		c.until(`!document.querySelector("[data-say=` + end.say + `]").hidden`)
		var got struct {
			Shown   int
			Again   bool
			Address string
		}
		c.evaluate(`({ Shown: document.querySelectorAll("[data-say]:not([hidden])").length, Again: !document.getElementById("again").hidden, Address: location.href })`, &got)
		if got.Shown != 1 || got.Again != end.again || strings.Contains(got.Address, "#") {
			t.Errorf("%d: %+v", end.status, got)
		}
	}
	status.Store(http.StatusNoContent)
	c.evaluate(`document.getElementById("again").click() === undefined`, new(bool))
	c.until(`location.pathname === "/records"`)
}
