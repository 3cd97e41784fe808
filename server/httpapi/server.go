package httpapi

import (
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net"
	"net/netip"
	"strings"
	"time"

	"github.com/gofiber/fiber/v2"

	"zhucun/server/auth"
	"zhucun/server/blob"
	"zhucun/server/console"
	"zhucun/server/dossier"
	"zhucun/server/duty"
	"zhucun/server/store"
	"zhucun/syncproto"
)

// Pusher takes what phones send; package ingest's Ingest is one. Both may be called concurrently.
type Pusher interface {
	// Sync answers one request body in frames. With an error the frames say that nothing was acknowledged.
	Sync(ctx context.Context, carrier string, body io.Reader) ([]byte, error)
	// Patch takes bytes of a blob and answers in frames; code is 0 when they were taken. An error: neither the phone nor its bytes are at fault.
	Patch(ctx context.Context, session syncproto.SessionID, hash syncproto.Hash, offset int64, body io.Reader) ([]byte, syncproto.Code, error)
}

// Config is what the edge is made of. All of it is needed but where it says otherwise.
type Config struct {
	Push    Pusher
	Gate    *auth.Gate
	Store   store.Store // only read
	Blobs   blob.Reader
	Rosters console.Rosters
	Dossier dossier.Maker
	Rule    duty.Rule                       // by which days in the village count; the zero one is the standard rule
	Ready   func(ctx context.Context) error // nil while the server can do its work
	TLS     bool                            // the listener speaks TLS, or a proxy before it does: cookies are for TLS only
	Proxy   bool                            // what comes from this machine comes from a proxy, which names its client last in X-Forwarded-For
	Offset  int                             // the county's civil time, minutes from UTC
	Version string                          // of the build, for the OpenAPI document
	Now     func() time.Time                // the county's clock, which tests and the demo may set
	Machine func() time.Time                // the machine's clock, by which deadlines of connections run
	Random  io.Reader
	Log     *slog.Logger
}

// Server is the edge. It may serve several listeners.
type Server struct {
	Config
	carriers [16]byte // keys the names under which quarantine charges who carries segments
}

// grace is how long running requests may take to end once the server stops.
const grace = 5 * time.Second

// New makes the edge; nothing is opened.
func New(config Config) (*Server, error) {
	s := &Server{Config: config}
	if s.Rule.Version == 0 {
		s.Rule = duty.StandardRule()
	}
	if _, err := io.ReadFull(config.Random, s.carriers[:]); err != nil {
		return nil, fmt.Errorf("draw a key: %w", err)
	}
	return s, nil
}

// Serve answers requests until ctx ends, lets running ones end within a few seconds, and closes the listener and every connection. nil after an
// orderly stop.
func (s *Server) Serve(ctx context.Context, listener net.Listener) error {
	lifetime, end := context.WithCancel(context.WithoutCancel(ctx))
	defer end()
	app := s.app(lifetime)
	bounded := newBounded(listener, s.Machine)
	defer bounded.closeAll()
	ended := make(chan error, 1)
	go func() { ended <- app.Listener(bounded) }()
	select {
	case err := <-ended:
		return err
	case <-ctx.Done():
	}
	err := app.ShutdownWithTimeout(grace)
	end()
	bounded.closeAll()
	_ = bounded.Close() // ends a listener that began to serve only after the shutdown; else it is closed already
	if err != nil && !errors.Is(err, context.DeadlineExceeded) {
		return err
	}
	if err := <-ended; err != nil && !errors.Is(err, net.ErrClosed) {
		return err
	}
	return nil
}

// app registers every route. lifetime ends every request's context.
func (s *Server) app(lifetime context.Context) *fiber.App {
	app := fiber.New(fiber.Config{
		Immutable:                    true, // strings outlive the request
		StreamRequestBody:            true,
		BodyLimit:                    1, // one byte is read ahead, the rest is the handler's, who bounds it: a cut body must reach it
		DisablePreParseMultipartForm: true,
		ReduceMemoryUsage:            true, // and an answer is not held back for the next pipelined request
		DisableDefaultDate:           true,
		DisableDefaultContentType:    true,
		DisableStartupMessage:        true,
		CaseSensitive:                true,
		StrictRouting:                true,
		ErrorHandler:                 s.fail,
	})
	app.Use(s.observe(lifetime), s.guard)
	s.addPush(app)
	s.addHealth(app)
	s.addPages(app)
	s.addAPI(app)
	return app
}

// address is where a request came from: of a proxy's, where the proxy says. Nobody else is believed.
func (s *Server) address(c *fiber.Ctx) string {
	direct := c.IP()
	headers := c.Request().Header.PeekAll(fiber.HeaderXForwardedFor)
	if from, err := netip.ParseAddr(direct); !s.Proxy || err != nil || !from.Unmap().IsLoopback() || len(headers) == 0 {
		return direct
	}
	last := string(headers[len(headers)-1])
	named, err := netip.ParseAddr(strings.TrimSpace(last[strings.LastIndexByte(last, ',')+1:]))
	if err != nil {
		return direct
	}
	return named.Unmap().String()
}

// carrier names who brought a request, for the bounds of quarantine: the same for one address while the server runs, and nobody's address.
func (s *Server) carrier(address string) string {
	mac := hmac.New(sha256.New, s.carriers[:])
	mac.Write([]byte(address))
	return hex.EncodeToString(mac.Sum(nil)[:8])
}
