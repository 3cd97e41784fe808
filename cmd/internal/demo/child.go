package demo

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"time"

	"zhucun/clientsdk"
	"zhucun/syncproto"
)

// order tells the phone that is killed what to do.
type order struct {
	Dir    string
	Truth  time.Time
	Booted time.Time
	Boot   uint32
	Actor  syncproto.Actor
	SignIn clientsdk.SignIn
}

// Child opens the phone that the order on in names, signs in, and kills its own process before it can answer: the journal has the record, nobody was
// told. It returns only when that did not work.
func Child(ctx context.Context, in io.Reader) error {
	var o order
	if err := json.NewDecoder(in).Decode(&o); err != nil {
		return err
	}
	clock := &phoneClock{truth: o.Truth, booted: o.Booted, boot: o.Boot}
	phone, err := clientsdk.Open(ctx, clientsdk.Config{Dir: o.Dir, Clock: clock})
	if err != nil {
		return err
	}
	if _, err := phone.SignIn(ctx, o.Actor, o.SignIn); err != nil {
		return err
	}
	self, err := os.FindProcess(os.Getpid())
	if err != nil {
		return err
	}
	if err := self.Kill(); err != nil {
		return err
	}
	select {} // the kill is on its way
}

// arriveAndDie signs in on a phone whose process is killed before it answers, and opens it again: what it had kept must be there.
func (s *story) arriveAndDie(ctx context.Context, day int) (clientsdk.Written, error) {
	if err := s.phone.Close(); err != nil {
		return clientsdk.Written{}, err
	}
	given, err := json.Marshal(order{Dir: s.dir, Truth: s.clock.truth, Booted: s.clock.booted, Boot: s.clock.boot, Actor: s.actor(day), SignIn: s.signin()})
	if err != nil {
		return clientsdk.Written{}, err
	}
	if err := runChild(ctx, given); err != nil {
		return clientsdk.Written{}, err
	}
	s.kills++
	if err := s.open(ctx); err != nil {
		return clientsdk.Written{}, fmt.Errorf("open the phone that was killed: %w", err)
	}
	newest, err := s.phone.List(ctx, 0, 1)
	if err != nil {
		return clientsdk.Written{}, err
	}
	signin, ok := newest[0].Said.Body.(syncproto.SignIn)
	if !ok || signin.Day != s.civil() {
		return clientsdk.Written{}, errors.New("the phone that was killed has lost its sign-in")
	}
	return newest[0].Written, nil
}

// runChild wants a process that was killed; one that ended by itself did not do what it should.
func runChild(ctx context.Context, given []byte) error {
	self, err := os.Executable()
	if err != nil {
		return err
	}
	command := exec.CommandContext(ctx, self, "demo", "--child")
	pipe, err := command.StdinPipe()
	if err != nil {
		return err
	}
	command.Stderr = os.Stderr
	if err := command.Start(); err != nil {
		return err
	}
	if _, err := pipe.Write(given); err != nil {
		return err
	}
	if err := pipe.Close(); err != nil {
		return err
	}
	err = command.Wait()
	var exit *exec.ExitError
	if !errors.As(err, &exit) || exit.Exited() {
		return fmt.Errorf("the phone was to be killed and ended otherwise: %v", err)
	}
	return nil
}
