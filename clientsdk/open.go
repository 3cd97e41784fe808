package clientsdk

import (
	"bytes"
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"io"
	"sync"
	"time"

	"zhucun/clientsdk/disk"
	"zhucun/clientsdk/journal"
	"zhucun/clientsdk/signer"
	"zhucun/clientsdk/syncer"
	"zhucun/syncproto"
)

// Errors that a person can act on. All are compared with errors.Is; a refusal by the server is a *[Refusal].
var (
	ErrInUse       = journal.ErrInUse
	ErrNotAJournal = journal.ErrNotAJournal
	ErrNewerFormat = journal.ErrNewerFormat
	ErrDiskFull    = journal.ErrDiskFull
	ErrNotEnrolled = journal.ErrNotEnrolled
	ErrEnrolled    = journal.ErrEnrolled
	ErrNoSecret    = journal.ErrNoSecret
	ErrNoEvent     = journal.ErrNoEvent
	ErrNoPerson    = journal.ErrNoPerson
	ErrWrongSecret = signer.ErrWrongSecret
	ErrWeakPIN     = signer.ErrWeakPIN
	ErrCut         = syncer.ErrCut
	ErrUnreachable = syncer.ErrUnreachable
	ErrLater       = syncer.ErrLater
	ErrWrongServer = syncer.ErrWrongServer
	ErrOldServer   = syncer.ErrOldServer

	// ErrWrongDevice says that the folder was put together from two phones.
	ErrWrongDevice = errors.New("the device's secret does not belong to this journal")
	// ErrSyncing says that another call of Sync is under way.
	ErrSyncing = errors.New("a sync is under way")
)

// Config of a phone.
type Config struct {
	Dir       string                           // folder of this phone alone; made when missing
	Clock     Clock                            // nil: SystemClock
	Random    io.Reader                        // nil: the machine's
	Disk      disk.Disk                        // nil: the machine's
	Transport func(Server) syncer.Transport    // nil: HTTP
	LogKey    syncproto.Signer                 // key in hardware that signs the log; nil: made from the device's secret
	Attempts  int                              // exchanges in a row that may bring nothing before Sync gives up; 0: 5
	Stall     time.Duration                    // without a byte either way for so long, a connection counts as cut; 0: 30 s
	Pause     func(context.Context, int) error // waits before the n-th try in a row; nil: 1, 2, 4 … 16 s
}

// Server to speak to. TLS is the pinned hash of its key, where the county's document has one. Unproven: the document has not come yet, so that only the
// enrolment is sent, and any key will do.
type Server struct {
	Address  string
	TLS      *syncproto.Hash
	Unproven bool
}

func reach(s Server) syncer.Transport {
	if s.Unproven {
		return syncer.NewUnproven(s.Address)
	}
	return syncer.NewHTTP(s.Address, s.TLS)
}

// Phone is open until Close.
type Phone struct {
	config  Config
	journal *journal.Journal
	syncing sync.Mutex // held by Sync; guards line
	line    *line
	writing sync.Mutex // held by each write, so that clocks and places are drawn in one order

	mu      sync.Mutex
	install *install // under mu: nil until read
}

// install is what never changes once a phone is enrolled.
type install struct {
	log    syncproto.LogID
	county syncproto.County
	device signer.Device
	signer syncproto.Signer
}

// Open opens the phone of a folder, or a new one. Errors: ErrInUse, ErrNotAJournal, ErrNewerFormat; the folder is then as it was.
func Open(ctx context.Context, config Config) (*Phone, error) {
	if config.Clock == nil {
		config.Clock = SystemClock()
	}
	if config.Random == nil {
		config.Random = rand.Reader
	}
	if config.Disk == nil {
		config.Disk = disk.OS()
	}
	config.Random = &oneAtATime{source: config.Random}
	if config.Transport == nil {
		config.Transport = reach
	}
	if config.Attempts <= 0 {
		config.Attempts = 5
	}
	if config.Stall <= 0 {
		config.Stall = 30 * time.Second
	}
	if config.Pause == nil {
		config.Pause = pause
	}
	kept, err := journal.Open(ctx, config.Dir, config.Disk)
	if err != nil {
		return nil, err
	}
	return &Phone{config: config, journal: kept}, nil
}

// Close ends all use of the folder. It waits for a Sync under way: cancel that one's context first.
func (p *Phone) Close() error {
	p.syncing.Lock()
	defer p.syncing.Unlock()
	p.hangUp()
	return p.journal.Close()
}

// enrolled reads the install once; ErrNotEnrolled, ErrNoSecret, ErrWrongDevice.
func (p *Phone) enrolled(ctx context.Context) (*install, error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.install != nil {
		return p.install, nil
	}
	device, err := p.journal.Device(ctx)
	if err != nil {
		return nil, err
	}
	secret, err := p.journal.Secret()
	if err != nil {
		return nil, err
	}
	in := p.newInstall(secret)
	in.log, in.county = device.Log, device.County
	_, key, err := syncproto.ParseGenesis(device.Enrolment.Genesis)
	if err != nil {
		return nil, fmt.Errorf("read the enrolment: %w", err)
	}
	if !bytes.Equal(key.Bytes(), in.signer.Public().Bytes()) {
		return nil, ErrWrongDevice
	}
	p.install = in
	return in, nil
}

func (p *Phone) newInstall(secret [32]byte) *install {
	in := &install{device: signer.NewDevice(secret), signer: p.config.LogKey}
	if in.signer == nil {
		in.signer = in.device.Key()
	}
	return in
}

// write runs a function in one transaction of the journal; what it wrote is durable when the error is nil.
func (p *Phone) write(ctx context.Context, do func(*install, *journal.Writer) error) error {
	in, err := p.enrolled(ctx)
	if err != nil {
		return err
	}
	p.writing.Lock()
	defer p.writing.Unlock()
	hand := journal.Hand{Clock: p.config.Clock.Now(), Signer: in.signer, Random: p.config.Random}
	return p.journal.Write(ctx, hand, func(w *journal.Writer) error { return do(in, w) })
}
