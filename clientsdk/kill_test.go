package clientsdk_test

import (
	"bufio"
	"context"
	"fmt"
	"math/rand/v2"
	"os"
	"os/exec"
	"strconv"
	"testing"
	"time"

	"zhucun/clientsdk"
	"zhucun/clientsdk/countytest"
	"zhucun/syncproto"
)

const childArgument = "-phone-child"

// child writes events, photos and syncs without end, and prints each event's place once the phone has acknowledged it.
func child(dir string) {
	ctx := context.Background()
	original, err := os.ReadFile(dir + ".jpg")
	die(err)
	phone, err := clientsdk.Open(ctx, clientsdk.Config{Dir: dir, Pause: func(context.Context, int) error { return nil }})
	die(err)
	by := syncproto.ActorOf(1, syncproto.UnlockNone)
	for n := 1; ; n++ {
		signIn, err := phone.SignIn(ctx, by, clientsdk.SignIn{Village: village, Sheet: 3, Supervisor: 21})
		die(err)
		fmt.Println(signIn.ID.Seq)
		if n == 4 {
			shown, err := phone.AddPhoto(ctx, by, signIn.ID.Seq, original)
			die(err)
			fmt.Println(shown.ID.Seq)
		}
		if n%3 == 0 {
			_, _ = phone.Sync(ctx, nil)
		}
	}
}

func die(err error) {
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

// killer ends the child when the county has a request and before it answers.
type killer struct {
	after int
	kill  func()
}

func (k *killer) Fault() countytest.Fault {
	k.after--
	if k.after == 0 {
		k.kill()
		return countytest.Fault{Request: -1, Answer: 0}
	}
	return countytest.Whole
}

func TestAPhoneKilledAtAnyInstantKeepsWhatItAcknowledged(t *testing.T) {
	t.Parallel()
	random := rand.New(rand.NewPCG(1, 2))
	for round := range 8 {
		t.Run(strconv.Itoa(round), func(t *testing.T) {
			w := newWorld(t)
			must(t, w.phone.Close())
			must(t, os.WriteFile(w.config.Dir+".jpg", photo(t, round), 0o600))
			last := liveAndDie(t, w, random.IntN(12)+1, round%2 == 0)
			w.open()
			s := w.status()
			if uint64(s.Events) < last {
				t.Errorf("%d events are there, %d were acknowledged", s.Events, last)
			}
			w.county.SetLink(nil)
			w.signIn() // life goes on in the same chain
			w.sync()
			w.settled()
			if s = w.status(); s.Arrived != s.Photos {
				t.Errorf("%d of %d photos arrived", s.Arrived, s.Photos)
			}
		})
	}
}

// liveAndDie runs a child until it has acknowledged some events, or made some requests, and kills it. It gives the last seq acknowledged.
func liveAndDie(t *testing.T, w *world, life int, inSync bool) uint64 {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
	defer cancel()
	self, err := os.Executable()
	must(t, err)
	cmd := exec.CommandContext(ctx, self, childArgument, w.config.Dir)
	cmd.Stderr = os.Stderr
	out, err := cmd.StdoutPipe()
	must(t, err)
	must(t, cmd.Start())
	if inSync {
		w.county.SetLink(&killer{after: life, kill: func() { _ = cmd.Process.Kill() }})
	}
	var last uint64
	for lines := bufio.NewScanner(out); lines.Scan(); {
		last, err = strconv.ParseUint(lines.Text(), 10, 64)
		must(t, err)
		if life--; life == 0 && !inSync {
			must(t, cmd.Process.Kill())
		}
	}
	_ = cmd.Wait() // it was killed
	if last == 0 && !inSync {
		t.Fatal("the child did nothing")
	}
	return last
}
