package console

import (
	"crypto/sha256"
	"embed"
	"encoding/base64"
	"html/template"
	"io"
	"sync"
)

//go:embed pages/*.html
var pages embed.FS

//go:embed pages/style.css
var style string

//go:embed pages/enter.js
var script string

// templates are parsed once; a template that does not parse is a fault of the build, which every test meets.
var templates = sync.OnceValue(func() *template.Template {
	return template.Must(template.ParseFS(pages, "pages/*.html"))
})

func write(w io.Writer, name string, view any) error {
	return templates().ExecuteTemplate(w, name+".html", view)
}

// Policy is the Content-Security-Policy of every page: nothing from elsewhere, no script but the log-in page's own.
func Policy() string { return pagePolicy() + "; frame-ancestors 'none'" }

// pagePolicy is what a page may say about itself, also where it is opened from a disk.
func pagePolicy() string {
	return "default-src 'none'; img-src 'self' data:; connect-src 'self'; style-src " + hashSource(style) +
		"; script-src " + hashSource(script) + "; base-uri 'none'; form-action 'self'"
}

func hashSource(text string) string {
	sum := sha256.Sum256([]byte(text))
	return "'sha256-" + base64.StdEncoding.EncodeToString(sum[:]) + "'"
}
