package server

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"time"

	"zhucun/server/auth"
	"zhucun/server/blob/disk"
	"zhucun/server/duty"
	"zhucun/server/evidence"
	"zhucun/server/evidence/render"
	"zhucun/server/httpapi"
	"zhucun/server/ingest"
	"zhucun/server/logged"
	"zhucun/server/project"
	"zhucun/server/store"
)

// Server is one county's server, opened and ready to Run once.
type Server struct {
	*base
	log      *slog.Logger
	ingest   *ingest.Ingest
	visits   *project.Projector
	pictures *evidence.Worker
	asker    *evidence.Asker
	http     *httpapi.Server
	gateway  *auth.Gate
	blobs    *disk.Store
	wakes    []chan struct{} // of the stages that follow ingest
	asks     chan struct{}   // of the one that follows the projection
	overTLS  bool
	proxied  bool
	rule     duty.Rule
}

// abandoned is how long staged bytes of a photo are kept without a byte more, and segments that nobody can verify: a phone may come back after a season.
const abandoned = 90 * 24 * time.Hour

// sweepEvery is how often what nobody needs any more is dropped.
const sweepEvery = time.Hour

// retryEvery is how often what failed is tried again when no phone wakes it: a disk that was full has room again at night.
const retryEvery = time.Minute

// Open opens the county's folder for serving. It refuses a folder that another server uses, one of a newer format, and one whose ledger is shorter than the
// witness store knows.
func Open(ctx context.Context, folder Folder, log *slog.Logger) (*Server, error) {
	b, err := open(ctx, folder, true)
	if err != nil {
		return nil, err
	}
	s := &Server{base: b, log: log, wakes: []chan struct{}{make(chan struct{}, 1), make(chan struct{}, 1)}, asks: make(chan struct{}, 1)}
	if err := s.assemble(); err != nil {
		return nil, errors.Join(err, b.db.Close())
	}
	return s, nil
}

func (s *Server) assemble() error {
	blobs, err := disk.Open(s.blobFolder(), s.Now)
	if err != nil {
		return err
	}
	if s.rule, err = duty.ReadRule(s.Dir); err != nil {
		return err
	}
	gate, err := s.gate()
	if err != nil {
		return err
	}
	s.gateway, s.blobs = gate, blobs
	s.ingest = ingest.New(ingest.Config{Store: s.db, Blobs: blobs, Publisher: s.publisher, Marks: s.witness, Rosters: s.rosters,
		County: s.county.document(), Key: s.county.ledger, Offset: civilOffset, Now: s.Now, Random: s.Random, Log: s.log, Stored: s.wake})
	s.visits = &project.Projector{Store: s.db, Log: s.log, Projected: func() { hint(s.asks) }}
	s.asker = &evidence.Asker{Store: s.db, Rosters: s.rosters, Secret: s.county.ledger.Seed(), Offset: civilOffset, Log: s.log}
	s.pictures = &evidence.Worker{Store: s.db, Blobs: blobs, Renderer: render.New(1, render.StandardLimits()), Now: s.Now, Log: s.log}
	s.http, err = httpapi.New(httpapi.Config{Push: s.ingest, Gate: gate, Store: s.db, Blobs: blobs, Rosters: s.rosters, Dossier: s.dossiers(blobs),
		Rule: s.rule, Ready: s.ready, TLS: s.overTLS, Proxy: s.proxied, Offset: civilOffset, Version: Version, Now: s.Now, Machine: time.Now, Random: s.Random, Log: s.log})
	return err
}

// Version of the build.
const Version = "0.1.0"

// ready tells whether the county's records can be read.
func (s *Server) ready(ctx context.Context) error {
	return s.db.View(ctx, func(tx store.Tx) error {
		_, err := tx.LastCheckpoint()
		return err
	})
}

// wake hints to the later stages that there are new rows.
func (s *Server) wake() {
	for _, wake := range s.wakes {
		hint(wake)
	}
}

func hint(wake chan<- struct{}) {
	select {
	case wake <- struct{}{}:
	default:
	}
}

// Run serves on the listener until ctx ends, lets running requests finish, then ends the stages behind them and closes the folder. It returns nil after
// an ordinary end, and the first error when a part cannot go on.
func (s *Server) Run(ctx context.Context, listener net.Listener) error {
	serving, stopServing := context.WithCancel(ctx)
	defer stopServing()
	staying, stopStages := context.WithCancel(context.WithoutCancel(ctx))
	defer stopStages()
	retry := time.NewTicker(retryEvery)
	defer retry.Stop()
	again := time.NewTicker(retryEvery)
	defer again.Stop()
	stages := []func(context.Context) error{
		s.ingest.Run,
		func(ctx context.Context) error { return s.visits.Run(ctx, s.wakes[0]) },
		func(ctx context.Context) error { return s.pictures.Run(ctx, s.wakes[1], retry.C) },
		func(ctx context.Context) error { return s.asker.Run(ctx, s.asks, again.C) },
		s.sweep,
	}
	ended := make(chan error, len(stages))
	for _, stage := range stages {
		go func() {
			defer stopServing() // a server without one of its stages must not go on taking requests
			ended <- stage(staying)
		}()
	}
	err := s.http.Serve(serving, listener)
	stopStages()
	for range stages {
		if stage := <-ended; err == nil && !errors.Is(stage, context.Canceled) {
			err = stage
		}
	}
	return errors.Join(err, s.Close())
}

// sweep drops ended log-in sessions, of which nothing is kept, and uploads and unverified segments that were abandoned.
func (s *Server) sweep(ctx context.Context) error {
	tick := time.NewTicker(sweepEvery)
	defer tick.Stop()
	for {
		_, err := s.gateway.Forget(ctx)
		_, err2 := s.blobs.Sweep(ctx, s.Now().Add(-abandoned))
		_, err3 := s.ingest.Forget(ctx, s.Now().Add(-abandoned))
		if err := errors.Join(err, err2, err3); err != nil && ctx.Err() == nil {
			s.log.ErrorContext(ctx, "not swept", "error", logged.Class(err))
		}
		select {
		case <-tick.C:
		case <-ctx.Done():
			return ctx.Err()
		}
	}
}

// Close closes a server that was opened and never ran; Run closes by itself.
func (s *Server) Close() error {
	if err := s.db.Close(); err != nil {
		return fmt.Errorf("close the database: %w", err)
	}
	return nil
}
