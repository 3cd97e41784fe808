package clientsdk_test

import (
	"database/sql"
	"fmt"
	"path/filepath"
	"testing"

	_ "modernc.org/sqlite"

	"zhucun/clientsdk"
	"zhucun/clientsdk/countytest"
	"zhucun/syncproto"
	"zhucun/syncproto/prototest"
)

// BenchmarkSignIn is one sign-in from the call to the disk; BenchmarkBareCommit, the control, is one row under the same settings.
func BenchmarkSignIn(b *testing.B) {
	dir := b.TempDir()
	phone, err := clientsdk.Open(b.Context(), clientsdk.Config{Dir: dir, Random: prototest.Random("bench")})
	must(b, err)
	defer phone.Close()
	code := countytest.New(1, county).Code(prototest.Random("code"), 0)
	must(b, phone.Enrol(b.Context(), clientsdk.Invitation{Code: code, County: county}))
	local, err := phone.AddPerson(b.Context(), clientsdk.AddPerson{Person: 11, Name: "何干部"})
	must(b, err)
	by := syncproto.ActorOf(local, syncproto.UnlockNone)
	for b.Loop() {
		_, err := phone.SignIn(b.Context(), by, clientsdk.SignIn{Village: village, Sheet: 3, Supervisor: 21})
		must(b, err)
	}
}

func BenchmarkBareCommit(b *testing.B) {
	source := fmt.Sprintf("file:%s?_pragma=synchronous(FULL)&_pragma=journal_mode(WAL)&_txlock=immediate", filepath.Join(b.TempDir(), "bare.db"))
	db, err := sql.Open("sqlite", source)
	must(b, err)
	defer db.Close()
	db.SetMaxOpenConns(1)
	_, err = db.Exec("CREATE TABLE bare (id INTEGER PRIMARY KEY, bytes BLOB) STRICT")
	must(b, err)
	for b.Loop() {
		_, err := db.Exec("INSERT INTO bare (bytes) VALUES (?)", make([]byte, 60))
		must(b, err)
	}
}
