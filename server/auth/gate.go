package auth

import (
	"context"
	"crypto/ed25519"
	"errors"
	"fmt"
	"io"
	"strings"
	"time"

	"github.com/google/uuid"
)

// Lives that a zero in Config takes. A token's half outlasts a weekend, so an office that reads every working day logs in
// once in SessionLife; a lost laptop is what Revoke is for.
const (
	TicketLife  = 15 * time.Minute
	TokenLife   = 7 * 24 * time.Hour
	SessionLife = 30 * 24 * time.Hour
)

// keepEnded is how long an ended row still explains itself before Forget takes it.
const keepEnded = 24 * time.Hour

// Config is what a gate is made of.
type Config struct {
	Tickets  Tickets
	Sessions Sessions
	Key      ed25519.PrivateKey // for tokens only, never the ledger's or the county's; a new one ends every session
	Issuer   string             // names the county's server, such as "zhucun 511921": 1 to 64 printable ASCII, none of "\<>&
	Now      func() time.Time
	Random   io.Reader // cryptographic, safe for concurrent use

	TicketLife, TokenLife, SessionLife time.Duration // zero: the constant of that name
}

// Gate lets readers in. All methods may be called concurrently.
type Gate struct {
	tickets                            Tickets
	sessions                           Sessions
	mint                               mint
	now                                func() time.Time
	random                             io.Reader
	ticketLife, tokenLife, sessionLife time.Duration
}

// New checks the configuration and makes the gate; nothing is read or written.
func New(c Config) (*Gate, error) {
	if c.Tickets == nil || c.Sessions == nil || c.Now == nil || c.Random == nil {
		return nil, errors.New("auth: tickets, sessions, time and randomness are all needed")
	}
	if err := checkMint(c.Key, c.Issuer); err != nil {
		return nil, err
	}
	now := func() time.Time { return c.Now().UTC().Truncate(time.Millisecond) }
	g := &Gate{
		tickets: c.Tickets, sessions: c.Sessions, mint: newMint(c.Key, c.Issuer, now), now: now, random: c.Random,
		ticketLife: orElse(c.TicketLife, TicketLife), tokenLife: orElse(c.TokenLife, TokenLife), sessionLife: orElse(c.SessionLife, SessionLife),
	}
	if g.ticketLife < time.Second || g.tokenLife < time.Minute || g.sessionLife < g.tokenLife {
		return nil, errors.New("auth: a ticket lives a second at least, a token a minute, a session no less than a token")
	}
	return g, nil
}

// Issue makes a ticket for the scope and returns it with its code, which is kept nowhere: for Address, once. issuedBy
// says who gives it, for the office's own record. ErrRole, ErrPlace or ErrIssuedBy for what no ticket is made of.
func (g *Gate) Issue(ctx context.Context, scope Scope, issuedBy string) (Ticket, Secret, error) {
	if _, err := NewScope(string(scope.Role), string(scope.Place)); err != nil {
		return Ticket{}, Secret{}, err
	}
	if err := checkIssuedBy(issuedBy); err != nil {
		return Ticket{}, Secret{}, err
	}
	now := g.now()
	id, err := newID(g.random, now)
	if err != nil {
		return Ticket{}, Secret{}, err
	}
	code, err := newCode(g.random)
	if err != nil {
		return Ticket{}, Secret{}, err
	}
	t := Ticket{ID: id, Digest: digest(code.text), Scope: scope, IssuedBy: issuedBy, Issued: now, Expires: now.Add(g.ticketLife)}
	if err := g.tickets.AddTicket(ctx, t); err != nil {
		return Ticket{}, Secret{}, fmt.Errorf("keep a log-in ticket: %w", err)
	}
	return t, code, nil
}

// Enter spends the code and opens its session. ErrTicketUnknown, ErrTicketSpent or ErrTicketExpired; after any other
// error the code may be spent and nothing is open: ask for another.
func (g *Gate) Enter(ctx context.Context, code string) (Session, Token, error) {
	if len(code) != codeLength {
		return Session{}, Token{}, ErrTicketUnknown
	}
	now := g.now()
	ticket, err := g.tickets.SpendTicket(ctx, digest(code), now)
	if err != nil {
		return Session{}, Token{}, fmt.Errorf("spend a log-in ticket: %w", err)
	}
	s := Session{ID: ticket.ID, Scope: ticket.Scope, Issued: now, Expires: now.Add(g.sessionLife)}
	token, err := g.token(s, now)
	if err != nil {
		return Session{}, Token{}, err
	}
	if err := g.sessions.AddSession(ctx, s); err != nil {
		return Session{}, Token{}, fmt.Errorf("open a session: %w", err)
	}
	return s, token, nil
}

// Admit finds the session of a token. The token it returns, if any, replaces the reader's: the old one has less than
// half its life left. nil while that one serves, or when no later one may be given. ErrNoSession, ErrSessionEnded; any
// other error is the store's and admits nobody.
func (g *Gate) Admit(ctx context.Context, token string) (Session, *Token, error) {
	b, err := g.mint.read(token)
	if err != nil {
		return Session{}, nil, err
	}
	s, err := g.sessions.FindSession(ctx, b.session)
	if err != nil {
		return Session{}, nil, fmt.Errorf("find the session: %w", err)
	}
	now := g.now()
	if err := s.Live(now); err != nil {
		return Session{}, nil, err
	}
	renewed, err := g.renew(s, b, now)
	if err != nil {
		return Session{}, nil, err
	}
	return s, renewed, nil
}

// Revoke ends a session, from the next Admit on, or the ticket that was to open it. Again is no error; ErrNoSession when there is neither.
func (g *Gate) Revoke(ctx context.Context, id uuid.UUID) error {
	err := g.tickets.CancelTicket(ctx, id)
	if err == nil {
		return nil
	}
	if !errors.Is(err, ErrTicketUnknown) && !errors.Is(err, ErrTicketSpent) {
		return fmt.Errorf("cancel the log-in ticket: %w", err)
	}
	if err := g.sessions.RevokeSession(ctx, id, g.now()); err != nil {
		return fmt.Errorf("end the session: %w", err)
	}
	return nil
}

// Forget removes tickets and sessions that ended a day ago and returns how many: log-ins leave no history. Call it now
// and then.
func (g *Gate) Forget(ctx context.Context) (int, error) {
	before := g.now().Add(-keepEnded)
	tickets, err := g.tickets.ForgetTickets(ctx, before)
	if err != nil {
		return tickets, fmt.Errorf("forget tickets: %w", err)
	}
	sessions, err := g.sessions.ForgetSessions(ctx, before)
	if err != nil {
		return tickets + sessions, fmt.Errorf("forget sessions: %w", err)
	}
	return tickets + sessions, nil
}

// token is the longest that may be given now.
func (g *Gate) token(s Session, now time.Time) (Token, error) {
	expires := now.Add(g.tokenLife)
	if expires.After(s.Expires) {
		expires = s.Expires
	}
	return g.mint.write(bearer{s.ID, now, expires})
}

func (g *Gate) renew(s Session, b bearer, now time.Time) (*Token, error) {
	if 2*b.expires.Sub(now) >= b.expires.Sub(b.issued) {
		return nil, nil
	}
	later, err := g.token(s, now)
	if err != nil || !later.Expires.After(b.expires) {
		return nil, err
	}
	return &later, nil
}

// checkMint refuses a key whose halves do not belong together, which would sign what it does not accept, and an issuer
// that is empty, which would switch its check off, or that JSON would stretch past the length of a token.
func checkMint(key ed25519.PrivateKey, issuer string) error {
	if len(key) != ed25519.PrivateKeySize || !key.Equal(ed25519.NewKeyFromSeed(key.Seed())) {
		return errors.New("auth: not an Ed25519 private key to sign tokens with")
	}
	odd := func(r rune) bool { return r < ' ' || r > '~' || strings.ContainsRune(`"\<>&`, r) }
	if len(issuer) < 1 || len(issuer) > 64 || strings.ContainsFunc(issuer, odd) {
		return errors.New("auth: the tokens' issuer must be 1 to 64 plain letters")
	}
	return nil
}

func orElse(d, otherwise time.Duration) time.Duration {
	if d == 0 {
		return otherwise
	}
	return d
}
