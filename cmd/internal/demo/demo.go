package demo

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"log/slog"
	mathrand "math/rand/v2"
	"net"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"sync"
	"syscall"
	"time"

	"zhucun/server"
	"zhucun/server/roster/sample"
	"zhucun/server/store"
	"zhucun/syncproto"
)

// Options of a run.
type Options struct {
	Folder   string // data of the county and of the phones; a second run adds a week of new phones
	Testdata string // holds divisions and photos
	Listen   string // the next free port is taken when this one is not free
	Seed     uint64
	Say      func(key string, args ...any) // tells a person how far it is, by keys of the catalogue
	Log      *slog.Logger
}

const (
	villages    = 156 // R5
	enrolledAgo = 8 * 24 * time.Hour
	originals   = 2 // asked for
	countyCode  = syncproto.County(511921)
	countyName  = "通江县"
)

// Demo is a county that has lived its week; its server runs until Close.
type Demo struct {
	Options
	Address string
	Result  Result

	clock    *shifted
	listener net.Listener // until it is served on
	office   *server.Office
	link     *link
	cast     []*handset
	stop     context.CancelFunc
	ended    chan error

	mu    sync.Mutex
	kills int // under mu
}

// Run lives the week and checks it. The server goes on running; Close ends it.
func Run(ctx context.Context, o Options) (*Demo, error) {
	began := time.Now()
	d := &Demo{Options: o, clock: &shifted{}, ended: make(chan error, 2)}
	steps := []func(context.Context) error{d.listen, d.found, d.serve, d.enrolAll, d.liveAll, d.syncAll, d.askOriginals, d.check}
	for _, step := range steps {
		if err := step(ctx); err != nil {
			return nil, errors.Join(err, d.Close())
		}
	}
	d.Result.Seconds = time.Since(began).Seconds()
	return d, nil
}

func (d *Demo) folder() server.Folder {
	return server.Folder{Dir: d.CountyFolder(), Witness: d.WitnessFolder(), Now: d.clock.Now, Random: rand.Reader}
}

// CountyFolder is the county's data folder, for the operator's commands.
func (d *Demo) CountyFolder() string { return filepath.Join(d.Folder, "county") }

// WitnessFolder is where the county's second ledger is.
func (d *Demo) WitnessFolder() string { return filepath.Join(d.Folder, "witness") }

// found makes the county, or takes the one that an earlier run made, and imports the roster.
func (d *Demo) found(ctx context.Context) error {
	d.clock.back.Store(int64(enrolledAgo))
	d.Say("demo.start.folder", "folder", d.Folder)
	divisions, err := os.ReadFile(filepath.Join(d.Testdata, "divisions", "tongjiang-2020-06-30.csv"))
	if err != nil {
		return fmt.Errorf("%w: %w", ErrNoTestdata, err)
	}
	err = server.Create(d.folder().Dir, countyCode, countyName, rand.Reader)
	if err != nil && !errors.Is(err, server.ErrCreated) {
		return err
	}
	if d.office, err = server.OpenOffice(ctx, d.folder()); err != nil {
		return err
	}
	county, err := sample.New(divisions, villages, d.random("roster"))
	if err != nil {
		return err
	}
	findings, _, err := d.office.Import(ctx, county.Files(), false)
	if err == nil && findings.Errors > 0 {
		err = fmt.Errorf("%d errors in the roster", findings.Errors)
	}
	d.Say("demo.start.roster", "villages", villages)
	return err
}

// ErrNoTestdata: the divisions and photos are not where they were looked for.
var ErrNoTestdata = errors.New("no test data")

func (d *Demo) random(part string) *mathrand.Rand {
	hash := syncproto.HashOf([]byte(part + strconv.FormatUint(d.Seed, 10)))
	return mathrand.New(mathrand.NewChaCha8(hash))
}

// listen comes first: an address that is none is said before anything is made.
func (d *Demo) listen(context.Context) (err error) {
	d.listener, err = Listen(d.Listen)
	return err
}

// serve starts the server and the link to it.
func (d *Demo) serve(ctx context.Context) error {
	srv, err := server.Open(ctx, d.folder(), d.Log)
	if err != nil {
		return err
	}
	address := d.listener.Addr().String()
	d.Address = "http://" + address
	if d.link, err = newLink(address, d.random("link")); err != nil {
		return errors.Join(err, srv.Close())
	}
	d.link.mend(true)
	running, stop := context.WithCancel(context.WithoutCancel(ctx))
	d.stop = stop
	go func() { d.ended <- srv.Run(running, d.listener) }()
	go func() { d.ended <- d.link.run(running) }()
	return nil
}

// Listen listens on the address, or on the next free port after it where another program has that one.
func Listen(address string) (net.Listener, error) {
	host, port, err := net.SplitHostPort(address)
	if err != nil {
		return nil, err
	}
	first, err := strconv.Atoi(port)
	if err != nil {
		return nil, fmt.Errorf("port %q: %w", port, err)
	}
	for next := first; next < first+100; next++ {
		var listener net.Listener
		listener, err = net.Listen("tcp", net.JoinHostPort(host, strconv.Itoa(next)))
		if !errors.Is(err, syscall.EADDRINUSE) {
			return listener, err
		}
	}
	return nil, err
}

// enrolAll puts the phones into use, eight days ago, where there was signal.
func (d *Demo) enrolAll(ctx context.Context) error {
	roster, err := d.office.Roster(ctx)
	if err != nil {
		return err
	}
	start := d.clock.Now()
	used := map[syncproto.Village]bool{}
	err = d.View(ctx, func(tx store.Tx) error {
		logs, err := tx.LogsIn("")
		for _, log := range logs {
			used[log.Village] = true
		}
		return err
	})
	if err != nil {
		return err
	}
	chosen, err := sites(roster, syncproto.DayOf(start.UnixMilli(), 480), phones, used, d.random("sites").IntN)
	if err != nil {
		return err
	}
	run := filepath.Join(d.Folder, "phones", time.Now().UTC().Format("20060102-150405.000"))
	d.cast = castOf(run, chosen, start)
	for i, h := range d.cast {
		if err := h.enrol(ctx, d.office, d.link.address()); err != nil {
			return fmt.Errorf("enrol phone %d: %w", i+1, err)
		}
		if _, err := h.phone.Sync(ctx, nil); err != nil {
			return fmt.Errorf("first sync of phone %d: %w", i+1, err)
		}
	}
	d.Say("demo.week.enrolled", "phones", len(d.cast))
	return nil
}

// liveAll is the week without signal, two phones at a time.
func (d *Demo) liveAll(ctx context.Context) error {
	album, err := openAlbum(d.Testdata)
	if err != nil {
		return fmt.Errorf("%w: %w", ErrNoTestdata, err)
	}
	local := time.Now().UTC().Add(8 * time.Hour)
	morning := time.Date(local.Year(), local.Month(), local.Day(), 9, 0, 0, 0, time.UTC).Add(-8*time.Hour - days*24*time.Hour)
	stories := make(chan *story)
	errs := make([]error, 2)
	var workers sync.WaitGroup
	for w := range errs {
		workers.Go(func() {
			for s := range stories {
				if err := s.live(ctx, morning); err != nil {
					errs[w] = errors.Join(errs[w], err)
					continue
				}
				d.lived(s)
			}
		})
	}
	for i, h := range d.cast {
		if i != hearsAloud && i != readsQR { // the phones of households: the cadre's phone of the pair leads
			stories <- &story{handset: h, number: i, album: album, random: d.random("photos" + strconv.Itoa(i))}
		}
	}
	close(stories)
	workers.Wait()
	return errors.Join(errs...)
}

func (d *Demo) lived(s *story) {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.kills += s.kills
	d.Say("demo.week.lived", "phone", s.number+1, "phones", len(d.cast))
	if s.partner != nil {
		d.Say("demo.week.household", "phone", slices.Index(d.cast, s.partner)+1, "phones", len(d.cast), "leader", s.number+1)
	}
}

// syncAll is today: every phone delivers over the bad link.
func (d *Demo) syncAll(ctx context.Context) error {
	d.clock.back.Store(0)
	d.link.mend(false)
	for i, h := range d.cast {
		h.clock.truth = time.Now()
		before := d.link.cuts.Load()
		result, err := h.phone.Sync(ctx, nil)
		if err != nil {
			return fmt.Errorf("sync of phone %d: %w", i+1, err)
		}
		d.Result.PhotosResumed += result.Resumed
		d.Say("demo.week.synced", "phone", i+1, "phones", len(d.cast), "kib", result.BytesSent>>10, "cuts", d.link.cuts.Load()-before)
	}
	return nil
}

// askOriginals has an officer ask for two originals, which come with the next sync.
func (d *Demo) askOriginals(ctx context.Context) error {
	asked, err := d.wantOriginals(ctx)
	if err != nil {
		return err
	}
	for _, h := range d.cast {
		if asked[h.log] {
			result, err := h.phone.Sync(ctx, nil)
			if err != nil {
				return fmt.Errorf("send an original: %w", err)
			}
			d.Result.PhotosResumed += result.Resumed
		}
	}
	d.Say("demo.week.originals", "number", originals)
	return nil
}

// Close ends the server, the phones and the link.
func (d *Demo) Close() error {
	var errs []error
	for _, h := range d.cast {
		if h.phone != nil {
			errs = append(errs, h.phone.Close())
		}
	}
	if d.stop != nil {
		d.stop()
		errs = append(errs, <-d.ended, <-d.ended)
	} else if d.listener != nil {
		errs = append(errs, d.listener.Close())
	}
	if d.office != nil {
		errs = append(errs, d.office.Close())
	}
	return errors.Join(errs...)
}
