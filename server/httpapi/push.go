package httpapi

import (
	"bytes"
	"encoding/base64"
	"errors"
	"io"
	"log/slog"
	"net/http"
	"strconv"
	"strings"

	"github.com/gofiber/fiber/v2"

	"zhucun/server/blob"
	"zhucun/server/store"
	"zhucun/syncproto"
)

func (s *Server) addPush(app *fiber.App) {
	app.Post("/v1/sync", s.sync)
	app.Patch("/v1/blobs/:hash", s.patch)
}

// bodyOf is the body as it arrives.
func bodyOf(c *fiber.Ctx) io.Reader {
	if stream := c.Context().RequestBodyStream(); stream != nil {
		return stream
	}
	return bytes.NewReader(nil)
}

// sync is answered in frames whatever happened: a phone reads those. The status is for proxies and logs.
func (s *Server) sync(c *fiber.Ctx) error {
	answer, err := s.Push.Sync(c.UserContext(), s.carrier(s.address(c)), bodyOf(c))
	if err != nil {
		s.failed(c.UserContext(), slog.LevelWarn, "sync not acknowledged", err)
		c.Status(statusOf(unacknowledged(err)))
	}
	return c.Send(answer)
}

// patch takes bytes of a blob (SPEC.md section 7).
func (s *Server) patch(c *fiber.Ctx) error {
	session, ok := phoneSession(c.Get(fiber.HeaderAuthorization))
	if !ok {
		return refuse(c, syncproto.CodeSessionUnknown)
	}
	hash, err := syncproto.ParseHash(c.Params("hash"))
	if err != nil {
		return refuse(c, syncproto.CodeMalformed)
	}
	offset, err := strconv.ParseInt(c.Query("offset"), 10, 64)
	if err != nil || offset < 0 {
		return refuse(c, syncproto.CodeMalformed)
	}
	body := &arriving{Reader: bodyOf(c)}
	answer, code, err := s.Push.Patch(c.UserContext(), session, hash, offset, body)
	if err != nil && !body.cut {
		s.failed(c.UserContext(), slog.LevelWarn, "blob not taken", err)
	}
	return c.Status(statusOf(code)).Send(answer)
}

// unacknowledged is the code for an error of the server's own.
func unacknowledged(err error) syncproto.Code {
	if errors.Is(err, store.ErrFull) || errors.Is(err, blob.ErrFull) {
		return syncproto.CodeDiskFull
	}
	return syncproto.CodeLater
}

// phoneSession reads "Zhucun" and 16 bytes in base64url without padding.
func phoneSession(authorization string) (id syncproto.SessionID, ok bool) {
	text, found := strings.CutPrefix(authorization, "Zhucun ")
	raw, err := base64.RawURLEncoding.Strict().DecodeString(text)
	if !found || err != nil || len(raw) != len(id) {
		return id, false
	}
	copy(id[:], raw)
	return id, true
}

func refuse(c *fiber.Ctx, code syncproto.Code) error {
	return c.Status(statusOf(code)).Send(syncproto.AppendFrame(nil, syncproto.FrameNotice, syncproto.Notice{Code: code}))
}

// statusOf is the status that goes with a code.
func statusOf(code syncproto.Code) int {
	switch code {
	case 0:
		return http.StatusOK
	case syncproto.CodeSessionUnknown:
		return http.StatusUnauthorized
	case syncproto.CodeBlobNotNamed:
		return http.StatusForbidden
	case syncproto.CodeBlobGap:
		return http.StatusConflict
	case syncproto.CodeBlobTooLarge:
		return http.StatusRequestEntityTooLarge
	case syncproto.CodeBlobContent:
		return http.StatusUnprocessableEntity
	case syncproto.CodeDiskFull:
		return http.StatusInsufficientStorage
	case syncproto.CodeLater:
		return http.StatusServiceUnavailable
	}
	return http.StatusBadRequest
}

// arriving notes whether the phone's connection broke: that is no fault of the server's.
type arriving struct {
	io.Reader
	cut bool
}

func (a *arriving) Read(p []byte) (int, error) {
	n, err := a.Reader.Read(p)
	if err != nil && !errors.Is(err, io.EOF) {
		a.cut = true
	}
	return n, err
}
