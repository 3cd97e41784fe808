package server_test

import (
	"bytes"
	"context"
	"crypto/rand"
	"fmt"
	"io"
	"log/slog"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"modernc.org/sqlite"

	"zhucun/server"
	"zhucun/server/ingest/ingesttest"
	"zhucun/server/roster"
	"zhucun/server/store"
	"zhucun/syncproto"
)

const (
	village = syncproto.Village(511921100200)
	cadre   = syncproto.Person(3)
)

// disk lets the county's database grow to so many pages and no further: SQLite then answers as it does where the disk has no more.
type disk struct{ pages atomic.Int64 } // 0: it never ends

// hold makes the disk that of every database in the folder that is opened from now on.
func (d *disk) hold(folder string) {
	sqlite.RegisterConnectionHook(func(conn sqlite.ExecQuerierContext, dsn string) error {
		pages := d.pages.Load()
		if pages == 0 || !strings.Contains(dsn, folder) {
			return nil
		}
		_, err := conn.ExecContext(context.Background(), fmt.Sprintf("PRAGMA max_page_count = %d", pages), nil)
		return err
	})
}

// fill leaves room for so many pages.
func (d *disk) fill(t *testing.T, folder string, room int64) {
	t.Helper()
	info, err := os.Stat(filepath.Join(folder, "zhucun.db"))
	if err != nil {
		t.Fatal(err)
	}
	d.pages.Store(info.Size()/4096 + room)
}

// found makes a county with the example roster and a code for a phone.
func found(t *testing.T, folder server.Folder) syncproto.CodeKey {
	t.Helper()
	if err := server.Create(folder.Dir, 511921, "通江县", rand.Reader); err != nil {
		t.Fatal(err)
	}
	var code syncproto.CodeKey
	office(t, folder, func(o *server.Office) error {
		if findings, _, err := o.Import(t.Context(), example(t), false); err != nil || findings.Errors > 0 {
			return fmt.Errorf("import: %d errors, %w", findings.Errors, err)
		}
		invitation, err := o.Enrol(t.Context(), village, syncproto.CustodyShared, "http://127.0.0.1", nil)
		code = invitation.Code.Key()
		return err
	})
	return code
}

// office opens the folder for one officer's work and closes it.
func office(t *testing.T, folder server.Folder, do func(*server.Office) error) {
	t.Helper()
	o, err := server.OpenOffice(t.Context(), folder)
	if err != nil {
		t.Fatal(err)
	}
	defer o.Close()
	if err := do(o); err != nil {
		t.Fatal(err)
	}
}

func example(t *testing.T) roster.Files {
	t.Helper()
	open := func(name string) io.Reader {
		file, err := os.Open(filepath.Join("..", "testdata", "roster", "example", name+".csv"))
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { _ = file.Close() })
		return file
	}
	return roster.Files{Divisions: open("divisions"), Teams: open("teams"), Members: open("members"), Households: open("households"),
		Supervisors: open("supervisors")}
}

// serve runs the county's server until the test ends and gives its address.
func serve(t *testing.T, folder server.Folder) string {
	t.Helper()
	running, err := server.Open(t.Context(), folder, slog.New(slog.DiscardHandler))
	if err != nil {
		t.Fatal(err)
	}
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	ctx, stop := context.WithCancel(context.Background())
	ended := make(chan error, 1)
	go func() { ended <- running.Run(ctx, listener) }()
	t.Cleanup(func() {
		stop()
		if err := <-ended; err != nil {
			t.Errorf("the server ended with %v", err)
		}
	})
	return "http://" + listener.Addr().String()
}

// push delivers segments over HTTP.
func push(t *testing.T, address string, p *ingesttest.Phone, segments ...[]byte) ingesttest.Answer {
	t.Helper()
	answer, err := http.Post(address+"/v1/sync", "application/octet-stream", bytes.NewReader(p.Request(segments...)))
	if err != nil {
		t.Fatal(err)
	}
	defer answer.Body.Close()
	body, err := io.ReadAll(answer.Body)
	if err != nil {
		t.Fatal(err)
	}
	return ingesttest.ReadAnswer(t, body)
}

// note writes a segment of long notes.
func note(p *ingesttest.Phone) []byte {
	for range 2 {
		p.Write(syncproto.ActorOf(1, syncproto.UnlockNone), syncproto.Note{Village: village, Text: strings.Repeat("水渠堵了,", 60)})
	}
	return p.Seal()
}

// held is how many events of the phone's log the county has.
func held(t *testing.T, folder server.Folder, p *ingesttest.Phone) int {
	t.Helper()
	var events []store.Event
	office(t, folder, func(o *server.Office) error {
		return o.View(t.Context(), func(tx store.Tx) (err error) {
			events, err = tx.EventsOfLog(p.ID(), 1, 1<<32)
			return err
		})
	})
	return len(events)
}

// pushUntilFull delivers segments until one is refused for want of room. It gives the last seq that was acknowledged, and the segment that was refused.
func pushUntilFull(t *testing.T, address string, p *ingesttest.Phone) (acknowledged int, refused []byte) {
	t.Helper()
	segment := p.Seal()
	for range 500 {
		answer := push(t, address, p, segment)
		if slices.Contains(answer.Codes(), syncproto.CodeDiskFull) {
			if len(answer.Acks)+len(answer.Receipts) > 0 {
				t.Fatalf("acknowledged on a full disk: %+v", answer)
			}
			return acknowledged, segment
		}
		if len(answer.Acks) == 0 {
			t.Fatalf("neither acknowledged nor refused: %+v", answer)
		}
		for _, ack := range answer.Acks {
			acknowledged = max(acknowledged, int(ack.First)+int(ack.Count)-1)
		}
		segment = note(p)
	}
	t.Fatal("the disk never ran full")
	return 0, nil
}

// A county whose disk runs full says so before it acknowledges anything, keeps what it did acknowledge, and goes on where it was once there is room.
func TestAFullDiskLosesNothingThatWasAcknowledged(t *testing.T) {
	var disk disk
	folder := server.Folder{Dir: t.TempDir(), Now: time.Now, Random: rand.Reader}
	disk.hold(folder.Dir)
	phone := ingesttest.New(t, "full", 511921, found(t, folder))
	phone.Add(1, cadre)
	disk.fill(t, folder.Dir, 24)
	address := serve(t, folder)
	acknowledged, refused := pushUntilFull(t, address, phone)
	if acknowledged == 0 {
		t.Fatal("the disk was full before anything was acknowledged: the test shows nothing")
	}
	t.Run("still full: refused again, and what was acknowledged is there", func(t *testing.T) {
		if answer := push(t, address, phone, refused); len(answer.Acks) > 0 || !slices.Contains(answer.Codes(), syncproto.CodeDiskFull) {
			t.Errorf("got %+v, want disk_full alone", answer)
		}
		disk.pages.Store(0)
		if got := held(t, folder, phone); got != acknowledged {
			t.Errorf("the county holds %d events, %d were acknowledged", got, acknowledged)
		}
	})
	t.Run("with room again it takes the same segment, once", func(t *testing.T) {
		var answer ingesttest.Answer
		for range 3 { // a connection that another stage opened meanwhile still has the old disk, and is given up when it meets its end
			if answer = push(t, address, phone, refused); len(answer.Acks) == 1 {
				break
			}
		}
		if len(answer.Acks) != 1 {
			t.Fatalf("got %+v, want it acknowledged", answer)
		}
		if got, want := held(t, folder, phone), int(phone.Next().Seq-1); got != want {
			t.Errorf("the county holds %d events, want %d", got, want)
		}
	})
}
