package server_test

import (
	"bytes"
	"context"
	"crypto/rand"
	"database/sql"
	"encoding/base64"
	"image"
	"image/jpeg"
	"io"
	"net/http"
	"os"
	"path/filepath"
	"testing"
	"time"

	"zhucun/server"
	"zhucun/server/auth"
	blobs "zhucun/server/blob/disk"
	"zhucun/server/evidence"
	"zhucun/server/evidence/render"
	"zhucun/server/ingest/ingesttest"
	"zhucun/server/project"
	"zhucun/server/store/sqlite"
	"zhucun/syncproto"
	"zhucun/syncproto/prototest"
)

// lived is a county with one of everything that an audit looks at, made by the real server and the real office.
type lived struct {
	*testing.T
	server.Folder
	process *process
	signer  syncproto.Signer // the supervisor's
	key     uint64           // and its name on the phone
}

func live(t *testing.T) server.Folder {
	t.Helper()
	l := &lived{T: t, Folder: server.Folder{Dir: t.TempDir(), Now: time.Now, Random: rand.Reader}, signer: prototest.P256Key("supervisor")}
	first := found(t, l.Folder)
	l.process = begin(t, l.Folder)
	here := l.visits(first)
	l.photo(here)
	l.gap()
	l.fork()
	l.ends()
	l.process.end()
	l.settle()
	return l.Folder
}

// phone is one more phone of the county.
func (l *lived) phone(seed string) *ingesttest.Phone {
	l.Helper()
	var code syncproto.CodeKey
	office(l.T, l.Folder, func(o *server.Office) error {
		invitation, err := o.Enrol(l.Context(), village, syncproto.CustodyShared, "http://127.0.0.1", nil)
		code = invitation.Code.Key()
		return err
	})
	return ingesttest.New(l.T, seed, 511921, code)
}

func (l *lived) push(p *ingesttest.Phone, segments ...[]byte) {
	l.Helper()
	answer := push(l.T, l.process.address, p, segments...)
	if answer.Time == nil {
		l.Fatalf("not taken: %+v", answer)
	}
	p.Anchor = &answer.Time.Anchor
}

func today() syncproto.Day { return syncproto.DayOf(time.Now().UnixMilli(), 480) }

func signin(day syncproto.Day) syncproto.SignIn {
	return syncproto.SignIn{Person: cadre, Village: village, Sheet: 2, Supervisor: supervisor, Day: day, Activity: syncproto.ActivityHouseholdVisit}
}

// visits has a rotated key, a confirmed visit with sign-out, one that nobody confirmed, one denied, and a correction.
func (l *lived) visits(code syncproto.CodeKey) *ingesttest.Phone {
	p := ingesttest.New(l.T, "here", 511921, code)
	p.Add(1, cadre)
	p.Add(2, supervisor)
	office(l.T, l.Folder, func(o *server.Office) error {
		slip, err := o.Appoint(l.Context(), supervisor, village, "民政办", nil)
		vouching := slip.Code.Key()
		l.key = p.Key(2, supervisor, l.signer, &vouching)
		return err
	})
	l.push(p, p.Seal())
	next := prototest.Ed25519Key("second key")
	rotated, err := syncproto.NewKeyRotated(p.Next(), next)
	if err != nil {
		l.Fatal(err)
	}
	p.Write(syncproto.ActorOf(0, syncproto.UnlockNone), rotated)
	l.push(p, p.Seal())
	p.Signer = next
	by := syncproto.ActorOf(1, syncproto.UnlockSession)
	for i, verdict := range []syncproto.Verdict{syncproto.VerdictYes, syncproto.VerdictNo} {
		day := today() - syncproto.Day(i)
		visit := p.Write(by, signin(day))
		p.Clock.Elapsed += 1200
		p.Confirm(2, l.key, l.signer, syncproto.Confirmation{Subject: syncproto.Subject{Form: syncproto.BySamePhone, Back: 1}, Cadre: cadre, Village: village,
			Sheet: 2, Day: day, Verdict: verdict}, visit.Leaf)
		p.Write(by, syncproto.SignOut{SignIn: syncproto.Ref{Back: 2}})
	}
	p.Write(by, signin(today()-2))
	p.Write(by, signin(today()-3))
	p.Write(by, syncproto.Correction{Withdrawn: syncproto.Ref{Back: 1}, Reason: "写错了"})
	l.push(p, p.Seal())
	return p
}

// photo shows a deed, in all its forms.
func (l *lived) photo(p *ingesttest.Phone) {
	deed := p.Write(syncproto.ActorOf(1, syncproto.UnlockSession), syncproto.Deed{Person: cadre, Village: village, Day: today(), Title: "修路",
		Category: syncproto.CategoryRoad, Origin: syncproto.OriginVillager})
	original := slope(l.T)
	made := l.render(original)
	part := func(content []byte, picture render.Picture) syncproto.Part {
		return syncproto.Part{Hash: syncproto.HashOf(content), Length: uint64(len(content)), Width: uint32(picture.Width), Height: uint32(picture.Height)}
	}
	whole := part(original, made.View)
	manifest, hash, err := syncproto.Manifest{Version: 1, Original: &whole, View: part(made.View.JPEG, made.View), Thumbnail: part(made.Thumbnail.JPEG, made.Thumbnail)}.Encode()
	if err != nil {
		l.Fatal(err)
	}
	p.Write(syncproto.ActorOf(1, syncproto.UnlockSession), syncproto.Photo{Shows: syncproto.Ref{Back: p.Next().Seq - deed.ID.Seq}, Manifest: hash})
	l.push(p, p.Seal())
	for _, content := range [][]byte{manifest, made.Thumbnail.JPEG, made.View.JPEG, original} {
		l.send(p, content)
	}
}

// slope is a picture larger than a thumbnail, and light in every form.
func slope(t *testing.T) []byte {
	t.Helper()
	picture := image.NewGray(image.Rect(0, 0, 640, 480))
	for i := range picture.Pix {
		picture.Pix[i] = uint8(i / 2560)
	}
	var file bytes.Buffer
	if err := jpeg.Encode(&file, picture, nil); err != nil {
		t.Fatal(err)
	}
	return file.Bytes()
}

func (l *lived) render(photo []byte) render.Result {
	l.Helper()
	made, err := render.Render(l.Context(), bytes.NewReader(photo), render.StandardLimits())
	if err != nil {
		l.Fatal(err)
	}
	return made
}

func (l *lived) send(p *ingesttest.Phone, content []byte) {
	l.Helper()
	session := p.Session()
	request, err := http.NewRequestWithContext(l.Context(), http.MethodPatch,
		l.process.address+"/v1/blobs/"+syncproto.HashOf(content).String()+"?offset=0", bytes.NewReader(content))
	if err != nil {
		l.Fatal(err)
	}
	request.Header.Set("Authorization", "Zhucun "+base64.RawURLEncoding.EncodeToString(session[:]))
	answer, err := http.DefaultClient.Do(request)
	if err != nil {
		l.Fatal(err)
	}
	defer answer.Body.Close()
	if _, err := io.Copy(io.Discard, answer.Body); err != nil || answer.StatusCode/100 != 2 {
		l.Fatalf("a photo's bytes: %s, %v", answer.Status, err)
	}
}

// gap delivers the third segment of a log before the second.
func (l *lived) gap() {
	p := l.phone("gap")
	p.Add(1, cadre)
	first := p.Seal()
	p.Write(syncproto.ActorOf(1, syncproto.UnlockSession), signin(today()-5))
	second := p.Seal()
	p.Write(syncproto.ActorOf(1, syncproto.UnlockSession), syncproto.SignOut{SignIn: syncproto.Ref{Back: 1}})
	third := p.Seal()
	l.push(p, first)
	l.push(p, third)
	l.push(p, second)
}

// fork is a phone that was copied, and went on twice.
func (l *lived) fork() {
	p := l.phone("fork")
	copied := *p
	for i, phone := range []*ingesttest.Phone{p, &copied} {
		phone.Add(1, cadre)
		phone.Write(syncproto.ActorOf(1, syncproto.UnlockSession), signin(today()-syncproto.Day(6+i)))
		l.push(phone, phone.Seal())
	}
}

// ends are an install and a code that an officer ended, a segment of a phone that nobody enrolled, a second roster, and a log-in.
func (l *lived) ends() {
	ended, stranger := l.phone("ended"), ingesttest.New(l.T, "stranger", 511921, syncproto.CodeKey{1})
	ended.Add(1, cadre)
	l.push(ended, ended.Seal())
	stranger.Add(1, cadre)
	l.push(stranger, stranger.Seal())
	office(l.T, l.Folder, func(o *server.Office) error {
		if err := o.RevokeLog(l.Context(), ended.ID()); err != nil {
			return err
		}
		invitation, err := o.Enrol(l.Context(), village, syncproto.CustodyShared, "http://127.0.0.1", nil)
		if err != nil {
			return err
		}
		if err := o.RevokeCode(l.Context(), invitation.Code.Key().ID()); err != nil {
			return err
		}
		if _, _, err := o.Import(l.Context(), example(l.T), false); err != nil {
			return err
		}
		_, _, err = o.Login(l.Context(), auth.Scope{Role: auth.Auditor, Place: "511921"}, "office")
		return err
	})
}

// settle lets the stages behind the ingest finish what the server had not done when it ended.
func (l *lived) settle() {
	l.Helper()
	db, err := sqlite.Open(l.Context(), l.Dir, sqlite.Options{Exclusive: true})
	if err != nil {
		l.Fatal(err)
	}
	defer db.Close()
	files, err := blobs.Open(filepath.Join(l.Dir, "blobs"), time.Now)
	if err != nil {
		l.Fatal(err)
	}
	projector := &project.Projector{Store: db, Log: quiet()}
	worker := &evidence.Worker{Store: db, Blobs: files, Renderer: render.New(1, render.StandardLimits()), Now: time.Now, Log: quiet()}
	for _, step := range []func(context.Context) (bool, error){projector.Step, worker.Step} {
		for more := true; more; {
			if more, err = step(l.Context()); err != nil {
				l.Fatal(err)
			}
		}
	}
}

// change runs SQL on a folder's database and tells how many rows it changed.
func change(t *testing.T, dir, query string) int64 {
	t.Helper()
	db, err := sql.Open("sqlite", "file:"+filepath.Join(dir, "zhucun.db"))
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	done, err := db.Exec(query)
	if err != nil {
		t.Fatalf("%s: %v", query, err)
	}
	if _, err := db.Exec("PRAGMA wal_checkpoint(TRUNCATE)"); err != nil {
		t.Fatal(err)
	}
	n, err := done.RowsAffected()
	if err != nil {
		t.Fatal(err)
	}
	return n
}

// copyOf is a folder with the same files; its photos are those of the first, which nobody changes.
func copyOf(t *testing.T, folder server.Folder) server.Folder {
	t.Helper()
	return copied(t, folder, func(name string) bool { return name != "blobs" })
}

// wholeCopyOf is a folder of its own.
func wholeCopyOf(t *testing.T, folder server.Folder) server.Folder {
	t.Helper()
	return copied(t, folder, func(string) bool { return true })
}

func copied(t *testing.T, folder server.Folder, own func(name string) bool) server.Folder {
	t.Helper()
	entries, err := os.ReadDir(folder.Dir)
	if err != nil {
		t.Fatal(err)
	}
	to := t.TempDir()
	for _, entry := range entries {
		from, to := filepath.Join(folder.Dir, entry.Name()), filepath.Join(to, entry.Name())
		if err := copyEntry(from, to, entry.IsDir(), own(entry.Name())); err != nil {
			t.Fatal(err)
		}
	}
	folder.Dir = to
	return folder
}

func copyEntry(from, to string, folder, own bool) error {
	switch {
	case !own:
		return os.Symlink(from, to)
	case folder:
		return os.CopyFS(to, os.DirFS(from))
	}
	data, err := os.ReadFile(from)
	if err != nil {
		return err
	}
	return os.WriteFile(to, data, 0o600)
}
