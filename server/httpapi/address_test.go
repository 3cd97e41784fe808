package httpapi_test

import (
	"net"
	"testing"

	"github.com/gofiber/fiber/v2"
	"github.com/valyala/fasthttp"

	"zhucun/server/httpapi"
)

// Only a proxy on this machine is believed, only when there is one, and only in what it added itself.
func TestWhereARequestComesFrom(t *testing.T) {
	for _, test := range []struct {
		promise, peer string
		proxy         bool
		forwarded     []string
		want          string
	}{
		{"no proxy", "127.0.0.1", false, []string{"192.0.2.1"}, "127.0.0.1"},
		{"a proxy", "127.0.0.1", true, []string{"192.0.2.1"}, "192.0.2.1"},
		{"what the client made up stands before", "127.0.0.1", true, []string{"198.51.100.7, 192.0.2.1"}, "192.0.2.1"},
		{"and in a header of its own", "127.0.0.1", true, []string{"198.51.100.7", "192.0.2.1"}, "192.0.2.1"},
		{"over IPv6", "::1", true, []string{"2001:db8::7"}, "2001:db8::7"},
		{"no address", "127.0.0.1", true, []string{"unknown"}, "127.0.0.1"},
		{"nothing said", "127.0.0.1", true, nil, "127.0.0.1"},
		{"from elsewhere", "203.0.113.9", true, []string{"192.0.2.1"}, "203.0.113.9"},
	} {
		server, err := httpapi.New(httpapi.Config{Proxy: test.proxy, Random: zeros{}})
		if err != nil {
			t.Fatal(err)
		}
		var request fasthttp.RequestCtx
		request.Init(&fasthttp.Request{}, &net.TCPAddr{IP: net.ParseIP(test.peer), Port: 40000}, nil)
		for _, value := range test.forwarded {
			request.Request.Header.Add("X-Forwarded-For", value)
		}
		app := fiber.New()
		c := app.AcquireCtx(&request)
		if got := server.Address(c); got != test.want {
			t.Errorf("%s: %s, want %s", test.promise, got, test.want)
		}
		app.ReleaseCtx(c)
	}
}

type zeros struct{}

func (zeros) Read(p []byte) (int, error) { clear(p); return len(p), nil }
