package httpapi

import (
	"context"
	"encoding/json"
	"log/slog"
	"net/http"

	"github.com/danielgtaylor/huma/v2"
	"github.com/danielgtaylor/huma/v2/adapters/humafiber"
	"github.com/gofiber/fiber/v2"
)

// addAPI registers the read API and its OpenAPI 3.1 document.
func (s *Server) addAPI(app *fiber.App) {
	config := huma.Config{
		OpenAPI: &huma.OpenAPI{
			Info: &huma.Info{Title: "zhucun", Version: s.Version, Description: "The county's records, read only. Every address needs a session " +
				"(zhucun login) and answers for the session's role and place alone; what lies outside does not exist."},
			Components: &huma.Components{
				Schemas:         huma.NewMapRegistry("#/components/schemas/", huma.DefaultSchemaNamer),
				SecuritySchemes: map[string]*huma.SecurityScheme{"session": {Type: "apiKey", In: "cookie", Name: s.cookieName()}},
			},
			Security: []map[string][]string{{"session": {}}},
		},
		Formats:       map[string]huma.Format{"application/json": huma.DefaultJSONFormat, problemType: huma.DefaultJSONFormat},
		DefaultFormat: "application/json",
		Transformers:  []huma.Transformer{localized},
	}
	api := humafiber.NewV2(app, config)
	s.addVisits(api)
	s.addDays(api)
	s.addPhotos(api)
	s.addDevices(api)
	s.addLedger(api)
	document, err := json.Marshal(api.OpenAPI())
	app.Get("/openapi.json", func(c *fiber.Ctx) error {
		c.Set(fiber.HeaderContentType, "application/openapi+json")
		if err != nil {
			return err
		}
		return c.Send(document)
	})
}

// body is an answer in JSON.
type body[T any] struct{ Body T }

// get registers a read that answers in JSON.
func get[In, Out any](s *Server, api huma.API, id, path, summary string, read func(ctx context.Context, in *In) (Out, error)) {
	huma.Register(api, operation(api, id, path, summary), func(ctx context.Context, in *In) (*body[Out], error) {
		out, err := read(ctx, in)
		if err != nil {
			return nil, s.outgoing(ctx, id, err)
		}
		return &body[Out]{out}, nil
	})
}

// getBytes registers a read that answers in bytes of one of the types.
func getBytes[In any](s *Server, api huma.API, id, path, summary string, types []string, read func(ctx context.Context, in *In) (func(*fiber.Ctx), error)) {
	op := operation(api, id, path, summary)
	content := map[string]*huma.MediaType{}
	for _, kind := range types {
		content[kind] = &huma.MediaType{Schema: &huma.Schema{Type: huma.TypeString, Format: "binary"}}
	}
	op.Responses["200"] = &huma.Response{Description: http.StatusText(http.StatusOK), Content: content}
	huma.Register(api, op, func(ctx context.Context, in *In) (*huma.StreamResponse, error) {
		send, err := read(ctx, in)
		if err != nil {
			return nil, s.outgoing(ctx, id, err)
		}
		return &huma.StreamResponse{Body: func(ctx huma.Context) { send(humafiber.UnwrapV2(ctx)) }}, nil
	})
}

// outgoing is an error on its way out of the API.
func (s *Server) outgoing(ctx context.Context, id string, err error) error {
	f := faultOf(err)
	if f.status == http.StatusInternalServerError {
		s.failed(ctx, slog.LevelError, "read failed", err, slog.String("operation", id))
	}
	return f
}

func operation(api huma.API, id, path, summary string) huma.Operation {
	problem := api.OpenAPI().Components.Schemas.Schema(problemSchema(), true, "Problem")
	responses := map[string]*huma.Response{}
	for _, status := range []string{"400", "401", "403", "404", "422", "500", "503"} {
		responses[status] = &huma.Response{Description: "problem", Content: map[string]*huma.MediaType{problemType: {Schema: problem}}}
	}
	return huma.Operation{OperationID: id, Method: http.MethodGet, Path: path, Summary: summary, Responses: responses}
}
