package dossier_test

import (
	"archive/zip"
	"bytes"
	"io"
	"strings"
	"testing"

	"zhucun/syncproto"
	format "zhucun/syncproto/dossier"
)

// A deed's dossier speaks of a deed, a visit's of a visit, in the note and on both pages; and no page sends its reader to a server that is not there.
func TestADossierSaysWhatItIsAbout(t *testing.T) {
	_, w, maker := live(t)
	tests := []struct {
		id         syncproto.EventID
		with, sans []string
	}{
		{w.Deed.ID, []string{"实事证据", "evidence of one deed", "Evidence of a deed"}, []string{"到村证据", "evidence of one visit", "Evidence of a visit"}},
		{w.Visit.ID, []string{"到村证据", "evidence of one visit", "Evidence of a visit"}, []string{"实事证据", "evidence of one deed", "Evidence of a deed"}},
	}
	for _, test := range tests {
		file := export(t, maker, test.id)
		var text string
		for _, name := range []string{format.ReadmeName, format.PageName("zh"), format.PageName("en")} {
			text += member(t, file, name)
		}
		for _, want := range test.with {
			if !strings.Contains(text, want) {
				t.Errorf("no %q", want)
			}
		}
		for _, other := range append(test.sans, `href="/`, "请下载卷宗") {
			if strings.Contains(text, other) {
				t.Errorf("it holds %q", other)
			}
		}
	}
}

func member(t testing.TB, file []byte, name string) string {
	t.Helper()
	z, err := zip.NewReader(bytes.NewReader(file), int64(len(file)))
	if err != nil {
		t.Fatal(err)
	}
	f, err := z.Open(name)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	data, err := io.ReadAll(f)
	if err != nil {
		t.Fatal(err)
	}
	return string(data)
}
